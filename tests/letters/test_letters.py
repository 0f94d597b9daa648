"""Word files: measured against GB/T 9704-2012, written where mail finds them, and never over somebody's own work."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kaohe_xl.base import resources
from kaohe_xl.base.filenames import belongs_to
from kaohe_xl.base.text import display_width
from kaohe_xl.letters.letter import balanced, column_shares, signature_indents
from kaohe_xl.letters.letter_files import standard_paper
from kaohe_xl.letters.page_setup import laid_out
from kaohe_xl.letters.word import write_notices
from kaohe_xl.letters.word_package import STANDARD, parts_of
from kaohe_xl.notice.compose import Notice, compose_notices
from kaohe_xl.notice.document import BlockKind, LetterBlock, OfficialLetter, parse_document
from tests.support.libreoffice import Office
from tests.support.pdf import page_lines
from tests.support.small import TEXT, Small, small

DOCS = Path(__file__).parents[2] / "docs" / "公文格式.md"
LETTER = OfficialLetter(
    title="关于考核结果的通报",
    number="青考〔2023〕1号",
    addressee="各镇：",
    blocks=(
        LetterBlock(BlockKind.PARAGRAPH, "正文<&>第一段。"),
        LetterBlock(BlockKind.HEADING_1, "一、情况"),
        LetterBlock(BlockKind.HEADING_2, "（一）概况"),
        LetterBlock(BlockKind.TABLE, rows=(("名次", "单位"), ("1", "东风镇"))),
    ),
    attachments=("名单", "数据"),
    signer="青川县考核办公室",
    date="2023年1月10日",
    copies="县委办",
)


@pytest.fixture(scope="module")
def result() -> Small:
    return small()


@pytest.fixture(scope="module")
def notices(result: Small) -> list[Notice]:
    return compose_notices(result.assessment, result.payments)[0]


def opened(content: bytes, folder: Path) -> Any:
    path = folder / "公文.docx"
    path.write_bytes(content)
    return docx.Document(str(path))


@pytest.fixture
def letter(tmp_path: Path) -> Any:
    return opened(standard_paper().write([LETTER]), tmp_path)


# -- the standard's figures ------------------------------------------------------------------------------------------


def face(letter: Any, name: str) -> tuple[str, float, float | None, float | None]:
    """Chinese font, size in pt, line spacing in pt, first line indent in pt."""
    style = letter.styles[name]
    fonts = style.element.rPr.rFonts
    layout = style.paragraph_format
    indent = layout.first_line_indent
    spacing = layout.line_spacing
    return fonts.get(qn("w:eastAsia")), style.font.size.pt, spacing.pt if spacing else None, indent.pt if indent else 0


def measured(letter: Any) -> dict[str, str]:
    """Every figure of the table in docs/公文格式.md, taken from the file as Word would read it."""
    section = letter.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    characters = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    height = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    pitch = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    dash = section.bottom_margin.mm - section.footer_distance.mm - Pt(14).mm / 2

    def named(style: str) -> str:
        font, size, _, _ = face(letter, style)
        return f"{font} {size:g} 磅"

    return {
        "纸张": f"{section.page_width.mm:.0f}×{section.page_height.mm:.0f} mm",
        "天头（上边距）": f"{section.top_margin.mm:.0f} mm",
        "订口（左边距）": f"{section.left_margin.mm:.0f} mm",
        "下边距": f"{section.bottom_margin.mm:.0f} mm",
        "右边距": f"{section.right_margin.mm:.0f} mm",
        "版心": f"{Pt(characters).mm:.0f}×{Pt(height).mm:.0f} mm",
        "每行字数": f"{int(characters / pitch)} 字",
        "每面行数": f"{int(height / (int(grid.get(qn('w:linePitch'))) / 20))} 行",
        "标题": named("公文标题"),
        "主送机关": f"{named('公文主送')}，顶格",
        "正文": f"{named('公文正文')}，首行空 {round((face(letter, '公文正文')[3] or 0) / 15.75)} 字",
        "行距": f"固定值 {face(letter, '公文正文')[2]:g} 磅",
        "一级标题": named("公文一级标题"),
        "二级标题": named("公文二级标题"),
        "三级标题": named("公文三级标题"),
        "四级标题": named("公文四级标题"),
        "页码": f"{odd.runs[0].font.name} {odd.runs[0].font.size.pt:g} 磅，{odd.runs[0].text}1{odd.runs[2].text}",
        "页码位置": (
            f"单页居右、双页居左，各空 {odd.paragraph_format.right_indent.pt / 14:.0f} 字"
            if even.paragraph_format.left_indent == odd.paragraph_format.right_indent
            else ""
        ),
        "页码离版心": f"{dash:.0f} mm",
        "成文日期": "右空 4 字",
        "版记": named("公文版记"),
    }


def documented() -> dict[str, str]:
    """要素 → 本程序, from the table in the docs."""
    rows = [line.strip().strip("|").split("|") for line in DOCS.read_text("utf-8").splitlines() if line.startswith("|")]
    return {row[0].strip(): row[2].strip() for row in rows[2:] if len(row) >= 3}


def test_the_table_in_the_docs_is_what_the_file_measures(letter: Any) -> None:
    assert documented() == measured(letter)


def test_the_figures_are_those_of_the_standard(letter: Any) -> None:
    section = letter.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for found, wanted in zip(margins, (37, 35, 28, 26), strict=True):
        assert abs(found - Mm(wanted)) < Pt(0.1)
    assert (section.page_width, section.page_height) == (
        pytest.approx(Mm(210), abs=700),
        pytest.approx(Mm(297), abs=700),
    )
    assert face(letter, "公文正文") == ("仿宋_GB2312", 16, 28.95, 31.4)
    assert face(letter, "公文标题")[:2] == ("方正小标宋简体", 22)
    assert face(letter, "公文一级标题")[0] == "黑体"
    assert face(letter, "公文二级标题")[0] == "楷体_GB2312"
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"


def test_every_paragraph_has_a_style_of_the_standard_and_no_look_of_its_own(letter: Any) -> None:
    assert [p.style.name for p in letter.paragraphs if p.text] == [
        "公文文号", "公文标题", "公文主送", "公文正文", "公文一级标题", "公文二级标题", "公文附件说明", "公文附件说明",
        "公文署名", "公文署名", "公文版记",
    ]  # fmt: skip
    assert all(run.font.size is None for p in letter.paragraphs for run in p.runs)
    assert "正文<&>第一段。" in [p.text for p in letter.paragraphs]


def test_the_name_stands_centred_above_the_date_which_keeps_four_characters() -> None:
    assert signature_indents("考核办公室", "2023年1月10日") == (4.75, 4.0)  # 5 characters above 6.5
    name, date = signature_indents("青川县目标管理考核领导小组办公室", "2023年1月10日")
    assert name == 0.0  # as wide as it can stand: the date follows its middle
    assert date == pytest.approx((16 - 6.5) / 2)


def test_the_signature_does_not_stand_alone_on_a_page(letter: Any) -> None:
    signer = next(p for p in letter.paragraphs if p.text == "青川县考核办公室")
    position = [p._p for p in letter.paragraphs].index(signer._p)
    assert signer.paragraph_format.keep_with_next
    assert [p.text for p in letter.paragraphs[position - 2 : position]] == ["", ""]  # room for the seal
    assert all(p.paragraph_format.keep_with_next for p in letter.paragraphs[position - 2 : position])


def test_the_end_of_the_text_goes_with_the_signature(tmp_path: Path) -> None:
    text = OfficialLetter(
        "标题", blocks=tuple(LetterBlock(BlockKind.PARAGRAPH, word) for word in ("前", "后")), signer="考核办"
    )
    paragraphs = {p.text: p for p in opened(standard_paper().write([text]), tmp_path).paragraphs}
    assert paragraphs["后"].paragraph_format.keep_with_next
    assert not paragraphs["前"].paragraph_format.keep_with_next


def test_a_tables_header_repeats_and_no_row_breaks(letter: Any) -> None:
    rows = letter.tables[0].rows
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [[cell.text for cell in row.cells] for row in rows] == [["名次", "单位"], ["1", "东风镇"]]


def test_short_columns_get_what_they_need_and_long_ones_the_rest() -> None:
    shares = column_shares([["期次", "编号", "原因", "得扣分"], ["半年", "12.10", "很长" * 60, "-64.4444"]])
    assert sum(shares) == pytest.approx(1)
    points = [share * Mm(156).pt for share in shares]
    assert points[3] > 8 * 6 + 11  # eight half characters of 12 pt, and the cell's margins
    assert points[2] > 200
    assert column_shares([["甲", "乙"]]) == [0.5, 0.5]


def test_a_long_title_breaks_before_a_word_into_two_lines_that_fit() -> None:
    assert balanced("关于考核结果的通报") == ["关于考核结果的通报"]
    first, second = balanced("关于新城街道2022年社区工作月考核结果的通报")
    assert first + second == "关于新城街道2022年社区工作月考核结果的通报"
    assert second.startswith(("工作", "考核"))
    assert max(display_width(first), display_width(second)) <= 40


@pytest.mark.libreoffice
def test_a_page_takes_22_lines_of_28_characters(tmp_path: Path, soffice: Office) -> None:
    path = tmp_path / "满页.docx"
    full_page = LetterBlock(BlockKind.PARAGRAPH, ("天地玄黄宇宙洪荒日月盈昃" * 60)[: 28 * 22])
    text = OfficialLetter("", blocks=(full_page, full_page))
    path.write_bytes(standard_paper().write([text]))
    lines = page_lines(soffice.recalculate(path, to="pdf"), 2)
    full = [len(line) for line in lines if "—" not in line]
    assert len(full) == 22
    assert full.count(28) == 20  # but for the end of the first paragraph and the first line of the second


# -- files -----------------------------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_stand_where_mail_looks_for_them(result: Small, notices: list[Notice], tmp_path: Path) -> None:
    done = write_notices(result.assessment, result.payments, tmp_path, notices=notices)
    assert done.findings == []
    assert names(tmp_path) == [
        "成绩单/东风镇_成绩单.docx",
        "成绩单/新城街道_成绩单.docx",
        "成绩单/朝阳镇_成绩单.docx",
        "成绩单汇总.docx",
        "通报/东风镇_表扬.docx",
        "通报/朝阳镇_黄牌警告.docx",
        "通报和通知.docx",
    ]
    assert belongs_to("东风镇_表扬.docx", "东风镇")


def test_the_combined_file_holds_every_letter_counted_from_one(
    result: Small, notices: list[Notice], tmp_path: Path
) -> None:
    write_notices(result.assessment, result.payments, tmp_path, notices=notices)
    combined = docx.Document(str(tmp_path / "通报和通知.docx"))
    titles = [p.text for p in combined.paragraphs if p.style.name == "公文标题"]
    assert titles == ["关于2022年度平安建设考核结果的通报", "关于表扬东风镇的决定", "黄牌警告通知书"]
    assert len(combined.sections) == 3
    for section in combined.sections:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert abs(section.left_margin - Mm(28)) < Pt(0.1)


def test_the_same_result_gives_the_same_bytes(result: Small, notices: list[Notice], tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        write_notices(result.assessment, result.payments, folder, notices=notices)
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names(first))


def test_what_no_longer_holds_is_removed_before_it_can_be_mailed(
    result: Small, notices: list[Notice], tmp_path: Path
) -> None:
    write_notices(result.assessment, result.payments, tmp_path, notices=notices)
    fewer = [n for n in notices if n.name != "黄牌警告"]
    done = write_notices(result.assessment, result.payments, tmp_path, notices=fewer)
    assert "通报/朝阳镇_黄牌警告.docx" not in names(tmp_path)
    assert done.findings == []


def test_what_somebody_edited_is_kept_and_told(result: Small, notices: list[Notice], tmp_path: Path) -> None:
    write_notices(result.assessment, result.payments, tmp_path, notices=notices)
    for name in ("表扬", "黄牌警告"):
        (path,) = (tmp_path / "通报").glob(f"*_{name}.docx")
        edited = docx.Document(str(path))
        edited.paragraphs[0].add_run("（改过）")
        edited.save(str(path))
    fewer = [n for n in notices if n.name != "黄牌警告"]
    done = write_notices(result.assessment, result.payments, tmp_path, notices=fewer)
    (kept,) = (tmp_path / "旧稿").iterdir()
    assert kept.name.startswith("东风镇_表扬_")
    assert docx.Document(str(kept)).paragraphs[0].text.endswith("（改过）")
    assert not docx.Document(str(tmp_path / "通报" / "东风镇_表扬.docx")).paragraphs[0].text.endswith("（改过）")
    assert [(found.code, found.place.file) for found in done.findings] == [("R410", "通报/朝阳镇_黄牌警告.docx")]


def test_a_file_that_cannot_be_replaced_is_told_and_the_others_are_written(
    result: Small, notices: list[Notice], tmp_path: Path
) -> None:
    (tmp_path / "成绩单").write_text("a file where a folder should be")
    done = write_notices(result.assessment, result.payments, tmp_path, notices=notices)
    assert {found.code for found in done.findings} == {"R409"}
    assert "通报/东风镇_表扬.docx" in names(tmp_path)


def test_hostile_names_make_safe_files_and_sound_packages(tmp_path: Path) -> None:
    hostile = small(text=TEXT.replace("李四", "]]><w:p>\u0007& <b>").replace("何敏", "</w:t>"))
    done = write_notices(hostile.assessment, hostile.payments, tmp_path)
    assert done.findings == []
    for path in done.files:
        assert docx.Document(str(path)).paragraphs


# -- an office's own Word files --------------------------------------------------------------------------------------


def own_template(folder: Path, *lines: str, name: str = "表扬.docx") -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / name))


def test_an_office_may_lay_a_notice_out_in_word(result: Small, tmp_path: Path) -> None:
    own = tmp_path / "模板"
    own.mkdir()
    own_template(
        own,
        "喜报",
        "{{ 单位.名称 }}：总分{{ 单位.总分 }}",
        "{%p for 项 in 事由 %}",
        "{{ 项.奖惩 }}<{{ 项.金额|大写 }}>",
        "{%p endfor %}",
    )
    done = write_notices(result.assessment, result.payments, tmp_path / "结果", own)
    assert done.findings == []
    written = docx.Document(str(tmp_path / "结果" / "通报" / "东风镇_表扬.docx"))
    assert [p.text for p in written.paragraphs] == ["喜报", "东风镇：总分93.32", "第一名奖<壹万元整>"]
    again = (tmp_path / "结果" / "通报" / "东风镇_表扬.docx").read_bytes()
    write_notices(result.assessment, result.payments, tmp_path / "结果", own)
    assert (tmp_path / "结果" / "通报" / "东风镇_表扬.docx").read_bytes() == again


def test_a_word_template_runs_in_the_same_sandbox(result: Small, tmp_path: Path) -> None:
    own = tmp_path / "模板"
    own.mkdir()
    own_template(own, "{{ 单位.__class__.__mro__ }}")
    own_template(own, "{{ 单位.总份 }}", name="黄牌警告.docx")
    (own / "成绩单.docx").write_bytes(b"not a package")
    done = write_notices(result.assessment, result.payments, tmp_path / "结果", own)
    assert {(found.code, found.place.file) for found in done.findings} == {
        ("R405", "表扬.docx"),
        ("R402", "黄牌警告.docx"),
        ("R406", "成绩单.docx"),
    }
    assert "通报和通知.docx" in names(tmp_path / "结果")
    # what failed is not made, and the built-in text is not sent in its place
    assert not list((tmp_path / "结果").glob("通报/*_表扬.docx"))
    assert not list((tmp_path / "结果").glob("通报/*_黄牌警告.docx"))
    assert not list((tmp_path / "结果").glob("成绩单/*.docx"))


def test_an_own_letterhead_keeps_its_page_and_head(result: Small, notices: list[Notice], tmp_path: Path) -> None:
    own = tmp_path / "模板"
    own.mkdir()
    head = docx.Document()
    head.sections[0].left_margin = Mm(40)
    head.add_paragraph("青川县人民政府文件")
    head.save(str(own / "公文.docx"))
    write_notices(result.assessment, result.payments, tmp_path / "结果", own, notices)
    written = docx.Document(str(tmp_path / "结果" / "通报" / "东风镇_表扬.docx"))
    assert written.paragraphs[0].text == "青川县人民政府文件"
    assert abs(written.sections[0].left_margin - Mm(40)) < Pt(0.1)
    assert "关于表扬东风镇的决定" in [p.text for p in written.paragraphs]


def test_a_letterhead_that_cannot_be_read_is_told_and_the_standard_page_is_used(
    result: Small, notices: list[Notice], tmp_path: Path
) -> None:
    (tmp_path / "公文.docx").write_bytes(b"x")
    done = write_notices(result.assessment, result.payments, tmp_path / "结果", tmp_path, notices)
    assert [found.code for found in done.findings] == ["R408"]
    assert done.files


def test_packages_are_sound_xml(result: Small, notices: list[Notice], tmp_path: Path) -> None:
    for path in write_notices(result.assessment, result.payments, tmp_path, notices=notices).files:
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            for part in package.namelist():
                if part.endswith((".xml", ".rels")):
                    ElementTree.fromstring(package.read(part))


def test_the_text_of_a_rendered_template_is_the_text_of_the_file(tmp_path: Path) -> None:
    text = "标题：喜报\n主送：各镇\n\n一、好\n（一）很好\n段落 有 空格\n落款：考核办\n"
    letter = opened(standard_paper().write([parse_document(text)]), tmp_path)
    found = [p.text for p in letter.paragraphs if p.text]
    assert found == ["喜报", "各镇：", "一、好", "（一）很好", "段落 有 空格", "考核办"]
    assert not re.search(r"\{|\}", "".join(found))


def test_the_page_that_comes_with_the_program_is_what_the_layout_says() -> None:
    kept = parts_of((resources.templates() / STANDARD).read_bytes())
    made = parts_of(laid_out())
    assert kept.keys() == made.keys()
    assert [name for name in made if kept[name] != made[name]] == []
