"""``kaohe status --json``: who has returned what, what was refused, and whom to remind, as data for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Severity
from kaohe_xl.base.place import Place
from kaohe_xl.returns.model import Appeal, FillerStatus, Received, Returned
from kaohe_xl.scheme.model import Scheme


def as_json(scheme: Scheme, returned: Returned) -> str:
    """The state of a collection as JSON with Chinese keys: 填报者, 文件, 问题, 催报."""
    findings = [
        {
            "代码": each.code,
            "级别": each.severity.value,
            "位置": str(each.place),
            "单位": each.unit,
            "期次": each.period,
            "内容": each.text,
            "处理": each.remedy,
        }
        for each in returned.findings
    ]
    data = {
        "考核名称": scheme.settings.title,
        "填报者": [_filler(status) for status in returned.fillers],
        "文件": [
            {
                "文件": file.name,
                "结果": file.outcome.value,
                "原因": file.reason,
                "填报者": file.filler,
                "期次": file.period,
                "版本号": file.version,
                "填报时间": file.filled_at.date().isoformat() if file.filled_at else "",
                "被取代": file.superseded_by,
                "读取": file.reading,
                "采用值": file.values,
            }
            for file in returned.files
        ],
        "申诉": [
            {
                "单位": each.unit,
                "编号": each.key,
                "期次": each.period,
                "理由": each.reason,
                "佐证材料": each.evidence,
                "请求得分": None if each.requested is None else decimal_text(each.requested),
                "申诉日期": each.day.isoformat() if each.day else "",
                "位置": str(each.place),
            }
            for each in returned.appeals
        ],
        "问题": findings,
        "催报": reminders(scheme, returned.fillers),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _filler(status: FillerStatus) -> Mapping[str, Any]:
    return {
        "填报者": status.filler,
        "期次": status.period,
        "状态": status.received.value,
        "文件": list(status.files),
        "缺项": list(status.missing_items),
        "迟报天数": status.days_late,
        "应告知": status.sentence,
    }


def reminders(scheme: Scheme, fillers: Sequence[FillerStatus]) -> list[dict[str, Any]]:
    """By e-mail address (empty where none is known): the sentences to send to whoever has not returned everything."""
    addresses = {unit.name: unit.email for unit in scheme.units}
    found: dict[tuple[str, str], list[str]] = {}
    for status in fillers:
        if status.received in (Received.MISSING, Received.PARTLY):
            key = (addresses.get(status.filler, ""), status.filler)
            found.setdefault(key, []).append(status.sentence)
    return [{"邮箱": email, "填报者": name, "内容": sentences} for (email, name), sentences in found.items()]


_VALUE = "F1"  # findings about how one value was understood


@dataclass(frozen=True)
class Unsettled:
    """What is not settled although it came in.

    ``unsigned``: score tables that nobody signed off; ``late``: files that came after the deadline; ``doubtful``:
    cells whose value was understood with a warning.
    """

    unsigned: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    doubtful: frozenset[Place] = frozenset()
    appeals: tuple[Appeal, ...] = ()


def unsettled(returned: Returned | None) -> Unsettled:
    """Everything of that kind that reading has found."""
    if returned is None:
        return Unsettled()
    doubtful = (
        each.place
        for each in returned.findings
        if each.code.startswith(_VALUE) and each.severity is Severity.WARNING and each.place.cell
    )
    return Unsettled(
        frozenset(each.place.file for each in returned.findings if each.code == "F726" and each.place.file),
        frozenset(name for each in returned.fillers if each.received is Received.LATE for name in each.files),
        frozenset(doubtful),
        tuple(returned.appeals),
    )
