"""How each filler stands in each period, and the sentence to say to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.model import FillerStatus, Received
from kaohe_xl.scheme.model import DataItem, Scheme

_WORDS = (ValueType.TEXT, ValueType.ATTACHMENT)
_SHOWN = 8


def must_fill(scheme: Scheme, items: Sequence[DataItem]) -> tuple[DataItem, ...]:
    """Items whose absence is worth a reminder: 必填; in a scheme that marks none, all but words. 缺省值 excuses."""
    some_required = any(item.required for item in scheme.items.values())
    return tuple(
        item for item in items if item.default is None and (item.required if some_required else item.type not in _WORDS)
    )


def days_late(returned: datetime | date | None, deadline: date | None) -> int:
    """Whole days after the deadline; 0 where either is not known."""
    if returned is None or deadline is None:
        return 0
    day = returned.date() if isinstance(returned, datetime) else returned
    return max(0, (day - deadline).days)


@dataclass(frozen=True, kw_only=True)
class FormOfFiller:
    """What came of one filler in one period. ``missing``: required items that are blank; ``wrong``: unusable ones.

    ``returned``: anything of theirs was taken. ``late``: days after the deadline. ``refused``: why files of theirs were
    not taken.
    """

    filler: str
    period: str
    missing: Sequence[str]
    returned: bool
    files: Sequence[str] = ()
    late: int = 0
    deadline: date | None = None
    wrong: Sequence[str] = ()
    refused: Sequence[str] = ()

    @property
    def received(self) -> Received:
        if not self.returned:
            return Received.MISSING
        if self.missing:
            return Received.PARTLY
        return Received.LATE if self.late else Received.RETURNED


def status(form: FormOfFiller) -> FillerStatus:
    """How a filler stands in a period, and what to say to them."""
    missing, files = tuple(form.missing), tuple(form.files)
    return FillerStatus(form.filler, form.period, form.received, files, missing, form.late, _sentence(form))


def _sentence(form: FormOfFiller) -> str:
    """What the clerk can send as it stands."""
    filler, period, deadline = form.filler, form.period, form.deadline
    due = f"（截止 {deadline.year}年{deadline.month}月{deadline.day}日）" if deadline else ""
    if not form.returned:
        if form.refused:
            return f"{filler}：{period}报来的文件不能采用（{'；'.join(form.refused)}），请更正后重报{due}。"
        return f"{filler}：{period}填报表尚未收到，请尽快报送{due}。"
    parts = []
    if form.missing:
        parts.append(f"还缺 {_listed(form.missing)}，请补报")
    if form.wrong:
        parts.append(f"{_listed(form.wrong)} 填得不对，请更正")
    if form.late:
        parts.append(f"比截止日期迟 {form.late} 天")
    return f"{filler}：{period}填报表已收到" + ("，" + "；".join(parts) if parts else "") + "。"


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown}等 {len(names)} 项"
