"""Who gets which files: their own, and only those; and everything that keeps a letter from being written is said."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kaohe_xl.base.filenames import safe_name
from kaohe_xl.base.finding import Finding
from kaohe_xl.outbox import Letter, LetterKind, prepare, write_drafts
from kaohe_xl.outbox.prepare import MOST_BYTES
from kaohe_xl.returns.model import FillerStatus, Received
from kaohe_xl.scheme.model import Scheme, Unit
from tests.outbox.office import scheme_of, write_scores
from tests.support.tables import book, grid

TOWN = Unit("城关镇", email="chengguan@example.cn")
STREET = Unit("城关镇_东街", email="dongjie@example.cn")
ODD = Unit("a/b:镇", email="ab@example.cn")


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / "结果" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def got(letters: list[Letter]) -> dict[str, list[str]]:
    return {letter.name: [path.name for path in letter.attachments] for letter in letters}


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.place.cell or finding.unit) for finding in findings]


def with_mail_sheet(scheme: Scheme, rows: str) -> Scheme:
    return replace(scheme, book=book("方案.xlsx", grid(rows, "邮件")))


def test_each_gets_the_files_that_bear_its_own_name(tmp_path: Path) -> None:
    scheme = scheme_of([TOWN, STREET, ODD])
    write_scores(tmp_path, scheme.units)
    put(tmp_path, "成绩单/城关镇.docx", "成绩单/城关镇_东街.docx", "成绩单/~$城关镇.xlsx", "成绩单/总表.xlsx")
    letters, findings = prepare(tmp_path, scheme, LetterKind.SCORES)
    assert got(letters) == {
        # a file 城关镇_东街 is one of 城关镇: the name of the unit 城关镇_东街 is written without the underscore
        "城关镇": ["城关镇.docx", "城关镇.xlsx", "城关镇_东街.docx"],
        "城关镇_东街": [f"{safe_name('城关镇_东街')}.xlsx"],
        "a/b:镇": [f"{safe_name('a/b:镇')}.xlsx"],
    }
    assert [(finding.code, finding.details["file"]) for finding in findings] == [("R515", "总表.xlsx")]


def test_returns_go_back_to_those_who_have_something_to_correct(tmp_path: Path) -> None:
    put(tmp_path, "退回修改/城关镇_上半年.xlsx", "退回修改/监测科_上半年.xlsx")
    said = [FillerStatus("城关镇", "上半年", Received.PARTLY, sentence="城关镇：还缺 “完成率”，请补报。")]
    scheme = with_mail_sheet(scheme_of([TOWN, ODD]), "| 收件人 | 邮箱 |\n| 监测科 | jianceke@example.cn |")
    letters, findings = prepare(tmp_path, scheme, LetterKind.RETURN, fillers=said)
    assert findings == []
    assert got(letters) == {"城关镇": ["城关镇_上半年.xlsx"], "监测科": ["监测科_上半年.xlsx"]}
    assert "还缺 “完成率”，请补报" in letters[0].body
    assert letters[0].subject == "请修改后重报2022年镇街考核填报表（城关镇）"


def test_reminders_go_to_units_and_departments_with_something_missing(tmp_path: Path) -> None:
    fillers = [
        FillerStatus("城关镇", "上半年", Received.MISSING, sentence="城关镇：上半年填报表尚未收到。"),
        FillerStatus("城关镇", "下半年", Received.PARTLY, sentence="城关镇：下半年还缺 “完成率”。"),
        FillerStatus("a/b:镇", "上半年", Received.LATE, sentence="迟报"),
        FillerStatus("监测科", "上半年", Received.MISSING, sentence="监测科：抽查得分尚未收到。"),
    ]
    letters, findings = prepare(tmp_path, scheme_of([TOWN, ODD]), LetterKind.REMIND, fillers=fillers)
    assert [letter.name for letter in letters] == ["城关镇"]
    assert "　　1. 城关镇：上半年填报表尚未收到。\n　　2. 城关镇：下半年还缺 “完成率”。" in letters[0].body
    assert f"截至{date.today().year}年" in letters[0].body  # tomorrow's reminder is another letter
    assert codes(findings) == [("R501", "监测科")]  # a department without an address is named, not left out


def test_leaders_get_the_scored_workbook_and_nobody_becomes_one_by_a_slip(tmp_path: Path) -> None:
    put(tmp_path, "2022年镇街考核-评分结果.xlsx", "2022年镇街考核-评分结果(2).xlsx", "~$2022年镇街考核-评分结果.xlsx")
    os.utime(tmp_path / "结果" / "2022年镇街考核-评分结果.xlsx", (1, 1))
    rows = """
    | 收件人 | 邮箱 | 类型 |
    | 王主任 | wang@example.cn | 领导 |
    | 王主任 | wang2@example.cn | 领导 |
    | 城关 | chengguan2@example.cn | |
    | 李四 | li@example.cn | 分管 |
    | 张三科 | zhang@example.cn | 部门 |
    """
    scheme = scheme_of([TOWN])
    scheme = replace(
        scheme, settings=replace(scheme.settings, recipients="刘书记 <liu@example.cn>；wang@example.cn；老赵")
    )
    letters, findings = prepare(tmp_path, with_mail_sheet(scheme, rows), LetterKind.LEADERS)
    assert [(letter.name, letter.address) for letter in letters] == [
        ("王主任", "wang@example.cn"),
        ("王主任", "wang2@example.cn"),
        ("刘书记", "liu@example.cn"),
    ]
    assert {path.name for letter in letters for path in letter.attachments} == {"2022年镇街考核-评分结果(2).xlsx"}
    assert codes(findings) == [("R507", "A4"), ("R508", "C5"), ("R509", "A6"), ("R516", ""), ("R511", "")]
    assert len({path.name for path in write_drafts(letters, tmp_path)}) == 3


@pytest.mark.parametrize(
    ("address", "problem", "hint"),
    [
        ("chengguan@example。cn", "含有空格、汉字或全角符号", "是不是 chengguan@example.cn？请改正"),
        ("chengguan@example", "@ 后面的“example”不对", "写成 name@example.cn 这样的一个地址"),
        ("chengguan.example.cn", "没有 @", "写成 name@example.cn 这样的一个地址"),
        ("a@example.cn;抄送;b@example.cn", "含有空格、汉字或全角符号", "写成 name@example.cn 这样的一个地址"),
        ("chengguan@163.con", "结尾“.con”多半是写错了", "是不是 chengguan@163.com？请改正"),
        ("a@b.cn\r\nBcc: c@d.cn", "含有空格、汉字或全角符号", "写成 name@example.cn 这样的一个地址"),
        (".a@example.cn", "@ 前面的“.a”不对", "写成 name@example.cn 这样的一个地址"),
        ("a@" + "x" * 250 + ".cn", "太长", "写成 name@example.cn 这样的一个地址"),
    ],
)
def test_a_bad_address_is_named_with_a_near_miss_and_never_used(
    tmp_path: Path, address: str, problem: str, hint: str
) -> None:
    scheme = scheme_of([replace(TOWN, email=address), ODD])
    write_scores(tmp_path, scheme.units)
    letters, findings = prepare(tmp_path, scheme, LetterKind.SCORES)
    assert [letter.name for letter in letters] == [ODD.name]
    assert [finding.code for finding in findings] == ["R502"]
    assert (findings[0].details["problem"], findings[0].remedy) == (problem, hint)


def test_no_address_a_shared_one_and_two_different_ones(tmp_path: Path) -> None:
    none, torn = Unit("甲镇"), Unit("丁镇", email="d@example.cn")
    first, second = Unit("乙镇", email="Same@example.cn"), Unit("丙镇", email="same@example.cn")
    scheme = with_mail_sheet(scheme_of([none, first, second, torn]), "| 收件人 | 邮箱 |\n| 丁镇 | d2@example.cn |")
    write_scores(tmp_path, scheme.units)
    letters, findings = prepare(tmp_path, scheme, LetterKind.SCORES)
    assert [letter.name for letter in letters] == ["乙镇", "丙镇"]
    assert [finding.code for finding in findings] == ["R506", "R501", "R503"]
    assert "“乙镇”、“丙镇” 填的是同一个邮箱" in findings[2].text


def test_a_unit_without_its_file_and_a_letter_too_big_are_named(tmp_path: Path) -> None:
    write_scores(tmp_path, [TOWN])
    (scores,) = (tmp_path / "结果" / "成绩单").iterdir()
    os.truncate(scores, MOST_BYTES + 1)
    letters, findings = prepare(tmp_path, scheme_of([TOWN, ODD]), LetterKind.SCORES)
    assert letters == []
    assert codes(findings) == [("R505", "a/b:镇"), ("R504", "城关镇")]
    assert [f.code for f in prepare(tmp_path / "空", scheme_of([TOWN, ODD]), LetterKind.SCORES)[1]] == ["R517"]
    put(tmp_path, "通报/城关镇_表扬.docx")
    letters, findings = prepare(tmp_path, scheme_of([TOWN, ODD]), LetterKind.NOTICE)
    assert (got(letters), findings) == ({"城关镇": ["城关镇_表扬.docx"]}, [])
    assert [f.code for f in prepare(tmp_path, scheme_of([TOWN]), LetterKind.RETURN)[1]] == ["R514"]
    assert [f.code for f in prepare(tmp_path, scheme_of([TOWN]), LetterKind.LEADERS)[1]] == ["R512"]


def test_a_link_is_not_followed_to_somebody_elses_file(tmp_path: Path) -> None:
    write_scores(tmp_path, [ODD])
    put(tmp_path, "密件.xlsx")
    (tmp_path / "结果" / "成绩单" / "城关镇.xlsx").symlink_to(tmp_path / "结果" / "密件.xlsx")
    letters, _ = prepare(tmp_path, scheme_of([TOWN, ODD]), LetterKind.SCORES)
    assert [letter.name for letter in letters] == [ODD.name]


def test_drafts_are_readable_and_old_ones_do_not_stay(tmp_path: Path) -> None:
    scheme = scheme_of([TOWN, ODD])
    write_scores(tmp_path, scheme.units)
    first = write_drafts(prepare(tmp_path, scheme, LetterKind.SCORES)[0], tmp_path)
    by_hand = first[0].with_name("手写.eml")
    by_hand.write_bytes(b"To: a@example.cn\r\n\r\nX-Kaohe-Draft: in the text")
    second = write_drafts(prepare(tmp_path, scheme_of([TOWN]), LetterKind.SCORES)[0], tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in second] == ["结果/邮件/成绩单/城关镇.eml"]
    assert sorted(path.name for path in second[0].parent.iterdir()) == sorted(["城关镇.eml", "手写.eml"])
    trial = write_drafts(prepare(tmp_path, scheme, LetterKind.SCORES, to="me@example.cn")[0], tmp_path)
    assert {path.parent.parent.name for path in trial} == {"试发"}
    message = message_from_bytes(second[0].read_bytes(), policy=policy.default)
    assert (message["To"], message["X-Unsent"]) == ("城关镇 <chengguan@example.cn>", "1")
    assert write_drafts([], tmp_path, [LetterKind.SCORES]) == []
    assert [path.name for path in second[0].parent.iterdir()] == ["手写.eml"]


@pytest.mark.usefixtures("own_process")
def test_a_folder_brings_its_own_words_and_a_mistake_in_them_is_told_once(tmp_path: Path) -> None:
    scheme = scheme_of([TOWN, ODD])
    write_scores(tmp_path, scheme.units)
    own = tmp_path / "模板" / "邮件" / "成绩单.j2"
    own.parent.mkdir(parents=True)
    own.write_text("主题：{{ 收件人 }}的成绩\n\n{{ 考核.主办单位 }}敬上", "utf-8")
    letters, _ = prepare(tmp_path, scheme, LetterKind.SCORES)
    assert (letters[0].subject, letters[0].body) == ("城关镇的成绩", "测试县考核办敬上\n")
    for text, code in [
        ("主题：{{ 收件", "R401"),
        ("主题：x\n{{ 没有的 }}", "R402"),
        ("没有主题", "R513"),
        ("主题：x\n{{ ''.__class__.__mro__ }}", "R405"),
    ]:
        own.write_text(text, "utf-8")
        letters, findings = prepare(tmp_path, scheme, LetterKind.SCORES)
        assert (letters, [finding.code for finding in findings]) == ([], [code])
        assert findings[0].place.file.endswith("成绩单.j2")


@pytest.mark.parametrize("between", ["，", "、", ",", "；", ";", " ", "\n", "； "])
def test_everybody_in_a_cell_of_several_addresses_gets_the_letter(tmp_path: Path, between: str) -> None:
    both = replace(TOWN, email=between.join(["office@example.cn", "mayor@example.cn", "Office@example.cn"]))
    scheme = scheme_of([both])
    write_scores(tmp_path, scheme.units)
    letters, findings = prepare(tmp_path, scheme, LetterKind.SCORES)
    assert findings == []
    assert sorted(letter.address.lower() for letter in letters) == ["mayor@example.cn", "office@example.cn"]
    drafts = write_drafts(letters, tmp_path, [LetterKind.SCORES])
    assert len({path.name for path in drafts}) == 2
    assert {message_from_bytes(path.read_bytes(), policy=policy.default)["To"].lower() for path in drafts} == {
        f"城关镇 <{address}>" for address in ("mayor@example.cn", "office@example.cn")
    }


def test_the_one_bad_address_of_a_cell_is_named(tmp_path: Path) -> None:
    both = replace(TOWN, email="office@example.cn；mayor@example")
    scheme = scheme_of([both])
    write_scores(tmp_path, scheme.units)
    letters, findings = prepare(tmp_path, scheme, LetterKind.SCORES)
    assert [letter.address for letter in letters] == ["office@example.cn"]
    assert [(found.code, found.details["address"]) for found in findings] == [("R502", "mayor@example")]
