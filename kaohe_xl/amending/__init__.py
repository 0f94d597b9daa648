"""The scheme workbook changed from outside Excel, whole or not at all: cells, a 核定, a 裁定 tried out on everybody."""
