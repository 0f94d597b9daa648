"""``python -m kaohe_xl.cli``."""

from kaohe_xl.cli import main

main()
