"""考核设置: one setting a row."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TypeVar

from kaohe_xl.base.grid import Book, Row
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean, fold, nearest, split_list
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import Reader
from kaohe_xl.scheme.known import Known

E = TypeVar("E", bound=Enum)

# 设置 → how it is read; names as the contract spells them, further ones are kept for templates
KNOWN_SETTINGS = (
    "考核名称", "年度", "主办单位", "落款日期", "小数位", "并列规则", "并列比较", "缺报处理", "不适用处理", "核定优先",
    "排名范围", "递补", "并列奖金", "预算", "已审核考核线", "考核对象类型",
)  # fmt: skip
RECIPIENTS = "收件人"  # read by the outbox
SCOPES = ("全体", "分组")
_ALIKE = 80.0  # a setting that looks so much like a known one is probably that one, mistyped


def read_settings(book: Book, reader: Reader) -> m.Settings:
    rows = _setting_rows(book, reader)

    def text(name: str) -> str:
        return rows[name].text("值") if name in rows else ""

    def choice(name: str, kind: type[E], default: E) -> E:
        return reader.choice_of(rows[name]["值"], name, kind, default) if name in rows else default

    def yes(name: str) -> bool:
        return reader.yes_of(rows[name]["值"], name, True) if name in rows else True

    return m.Settings(
        title=text("考核名称"),
        year=reader.year_of(rows["年度"]["值"], "年度") if "年度" in rows else None,
        office=text("主办单位"),
        signed_on=text("落款日期"),
        digits=_digits(reader, rows.get("小数位")),
        ties=choice("并列规则", m.Ties, m.Ties.LEAVE_PLACES),
        tie_breaks=tuple(split_list(text("并列比较"))),
        unreturned=choice("缺报处理", m.Unreturned, m.Unreturned.ZERO),
        not_applicable=choice("不适用处理", m.NotApplicable, m.NotApplicable.SCALE),
        verified_first=yes("核定优先"),
        rank_within=_rank_within(reader, rows.get("排名范围")),
        pass_on=yes("递补"),
        tied_prize=choice("并列奖金", m.TiedPrize, m.TiedPrize.EACH),
        budget=reader.number_of(rows["预算"]["值"], "预算") if "预算" in rows else None,
        subjects=choice("考核对象类型", m.Subjects, m.Subjects.UNITS),
        approved_lines=tuple(split_list(text("已审核考核线"))),
        extra={name: row.text("值") for name, row in rows.items() if name not in KNOWN_SETTINGS},
        places={name: row["值"].place for name, row in rows.items()},
    )


def _setting_rows(book: Book, reader: Reader) -> dict[str, Row]:
    """Rows with a value, by the setting's name as the contract spells it; a name that looks mistyped is reported."""
    rows: dict[str, Row] = {}
    seen: dict[str, Place] = {}
    spelled = {fold(name): name for name in (*KNOWN_SETTINGS, RECIPIENTS)}
    for row in reader.table(book, tables.SETTINGS) or ():
        if reader.nameless(row, "设置"):
            continue
        typed = row.text("设置")
        name = spelled.get(fold(typed), typed)
        if not reader.unique(seen, name, row["设置"], "设置", "留下其中一行，另一行删去") or row["值"].blank:
            continue
        rows[name] = row
        near = nearest(name, KNOWN_SETTINGS, limit=1, alike=_ALIKE) if name not in spelled.values() else []
        if near:
            reader.report("S108", row["设置"].place, name=name, near=near[0])
    return rows


def settle_names(settings: m.Settings, known: Known, reader: Reader) -> m.Settings:
    """Lines and 编号 that settings name, as the scheme spells them; unknown ones are reported at their cell."""
    lines = {fold(line.name): line.name for line in known.lines}
    breaks, approved = [], []
    for word in settings.tie_breaks:
        indicator = known.indicator(word)
        name = lines.get(fold(word)) or (indicator.key if indicator else "")
        breaks.append(name)
        if not name:
            hint = did_you_mean(word, [*lines.values(), *known.indicators]) or "填考核线或编号，几个用、隔开"
            _unknown(settings, "并列比较", f"没有考核线或编号“{word}”", hint, reader)
    for word in settings.approved_lines:
        name = lines.get(fold(word), m.ALL_LINES if fold(word) == m.ALL_LINES else "")
        approved.append(name)
        if not name:
            hint = did_you_mean(word, lines.values()) or f"填考核线，或 {m.ALL_LINES}"
            _unknown(settings, "已审核考核线", f"没有考核线“{word}”", hint, reader)
    return replace(
        settings,
        tie_breaks=tuple(dict.fromkeys(filter(None, breaks))),
        approved_lines=tuple(dict.fromkeys(filter(None, approved))),
    )


def _unknown(settings: m.Settings, setting: str, problem: str, hint: str, reader: Reader) -> None:
    value = "、".join(settings.tie_breaks if setting == "并列比较" else settings.approved_lines)
    place = settings.places[setting]
    reader.report("S105", place, column=setting, value=value, problem=problem, expected=hint)


def _digits(reader: Reader, row: Row | None) -> int:
    value = reader.whole_of(row["值"], "小数位", 2) if row else 2
    if row and not 0 <= value <= 6:
        reader.bad(row["值"], "小数位", "应在 0 到 6 之间", "一般填 2")
        return 2
    return value


def _rank_within(reader: Reader, row: Row | None) -> str:
    word = row.text("值") if row else ""
    if row and word not in SCOPES:
        reader.bad(row["值"], "排名范围", "只能是 全体 或 分组", "填 全体 或 分组；不填则按考核线自动划分")
        return ""
    return word
