"""``kaohe status --json``: who has returned what, what was refused, and whom to remind, as data for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kaohe_xl.returns.model import FillerStatus, Received, Returned
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


def unsigned(returned: Returned) -> frozenset[str]:
    """Files of marks that nobody signed off (F726)."""
    return frozenset(each.place.file for each in returned.findings if each.code == "F726" and each.place.file)
