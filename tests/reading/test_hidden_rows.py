"""Rows that nobody sees, hidden by hand or by a filter, are known in every format that can hide them.

As LibreOffice writes them: tests/reading/test_libreoffice_files.py.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import xlwt

from kaohe_xl.reading.read import read_book


def xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 6):
        sheet.append([f"数据项{row}", row])
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[4].hidden = True
    book.save(path)
    return path


def test_in_xlsx(tmp_path: Path) -> None:
    assert read_book(xlsx(tmp_path / "a.xlsx")).grids[0].hidden_rows == {2, 4}


def test_in_xls(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(5):
        sheet.write(row, 0, row)
    sheet.row(1).hidden = sheet.row(3).hidden = True
    book.save(str(tmp_path / "a.xls"))
    assert read_book(tmp_path / "a.xls").grids[0].hidden_rows == {2, 4}


def test_in_xml_2003(tmp_path: Path) -> None:
    rows = "".join(
        f'<Row{hidden}><Cell><Data ss:Type="Number">{n}</Data></Cell></Row>'
        for n, hidden in enumerate(("", ' ss:Hidden="1"', "", ' ss:Hidden="1"', ""))
    )
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    head += 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    path = tmp_path / "a.xml"
    path.write_text(f'{head}<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>', encoding="utf-8")
    assert read_book(path).grids[0].hidden_rows == {2, 4}


def test_in_a_web_page(tmp_path: Path) -> None:
    ways = ("", ' style="display:none"', "", " hidden", ' class="off"')
    rows = "".join(f"<tr{way}><td>数据项{n}</td><td>{n}</td></tr>" for n, way in enumerate(ways))
    page = f"<html><style>.off {{height:0; DISPLAY: none}}</style><body><table>{rows}</table></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    grid = read_book(tmp_path / "a.html").grids[0]
    assert grid.hidden_rows == {2, 4, 5}
    assert [row[1].text for row in grid.rows] == list("01234")
