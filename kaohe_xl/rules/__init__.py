"""Rule kinds (计分方式): one file each, listed in ``rules/registry.py``."""
