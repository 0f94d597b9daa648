"""Rows of 核定调整 that decide an appeal: which one, and how."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.declared_names import DeclaredNames


def appealed_key(row: Row, known: DeclaredNames, ruling: m.Ruling, reader: CellReader) -> str:
    """The 编号 (or 否决项) that the appeal is about; "" for a row that decides none, or where it cannot be known.

    An appeal about something that the rubric does not have can only be turned down.
    """
    if ruling is m.Ruling.NONE:
        return ""
    cell = row["数据项"] if row["编号"].blank else row["编号"]
    indicator = known.indicator(cell.text) if not cell.blank else None
    if indicator is not None:
        return indicator.key
    veto = next((name for name in known.names.vetoes if fold(name) == fold(cell.text)), "")
    if veto:
        return veto
    if not row["编号"].blank and not ruling.changes:
        return cell.text
    if row["编号"].blank:
        reader.report("S104", row["编号"].place, column="编号", expected="填申诉的是哪个编号（或否决项）")
    else:
        hint = did_you_mean(cell.text, [*known.indicators, *known.names.vetoes])
        reader.bad(cell, "编号", "没有这个编号", hint or "填评分细则里的编号，或一票否决里的否决项")
    return ""


def decision_of(row: Row, unit: str, key: str, ruling: m.Ruling, reader: CellReader) -> m.Decision:
    """What the row says, of whichever period. Who decided has to be named; what changes nothing names no figure."""
    reader.needed(row, "核定人", "写明申诉由谁裁定")
    if not ruling.changes and not row["核定值"].blank:
        remedy = "清空核定值；确实要改的，申诉一列选 采纳 或 部分采纳"
        reader.bad(row["核定值"], "核定值", f"申诉{ruling.value}，得分不变", remedy)
    return m.Decision(unit, "", key, ruling, row.text("依据"), row.text("核定人"), row.text("日期"), row["单位"].place)


def joined(found: Sequence[m.Decision], more: Sequence[m.Decision], reader: CellReader) -> list[m.Decision]:
    """Several rows may carry one decision out; where they say different things, the last one counts."""
    result = list(found)
    for each in more:
        twin = next((d for d in result if (d.unit, d.period, d.key) == (each.unit, each.period, each.key)), None)
        if twin is not None:
            result.remove(twin)
            if twin.ruling is not each.ruling:
                reader.report(
                    "S413",
                    each.place,
                    name=each.unit,
                    key=each.key,
                    first=twin.place.cell,
                    before=twin.ruling.value,
                    now=each.ruling.value,
                )
        result.append(each)
    return result
