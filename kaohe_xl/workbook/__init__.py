"""The edge to Excel: the only package that imports openpyxl, xlsxwriter, python-calamine or msoffcrypto."""
