"""Rule kinds (计分方式): one file each, listed in :mod:`kaohe_xl.rules.registry`."""
