"""核定: a figure or score changed by decision, with its ground and who decided; it goes into the scheme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kaohe_xl import api
from kaohe_xl.page.background import Done
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Tab

COLUMNS = ("单位", "数据项", "编号", "期次", "核定值", "依据", "核定人", "日期", "备注")


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``approvals.html``."""
    checked = opened.check()
    scheme = checked.scheme
    kept = opened.draft_of("approvals")
    return {
        "scheme": scheme,
        "today": date.today().isoformat(),
        "approved": scheme.approved if scheme is not None else (),
        "periods": [leaf.name for leaf in scheme.calendar.leaves] if scheme is not None else [],
        "indicators": [each for each in scheme.indicators.values() if each.scored] if scheme is not None else [],
        "entered": {name: kept.get(name) or query.get(name, "") for name in COLUMNS},
        "seen": opened.scheme_stamp,
    }


def _add(opened: OpenAssessment, form: FormFields) -> Done:
    entered = {name: form.get(name, "").strip() for name in COLUMNS}
    if form.get("seen") != opened.scheme_stamp:
        opened.keep_draft("approvals", entered)
        return Done("方案刚被别人（或 Excel）改过，还没有写入。请核对后再按一次“写入方案”。", failed=True)
    found = api.approve(opened.folder, entered).found
    if found:
        opened.keep_draft("approvals", entered)
        return Done("没有写入，方案没有动。", found, failed=True)
    opened.keep_draft("approvals", {})
    what = entered["数据项"] or entered["编号"]
    return Done(f"已写入 核定调整：{entered['单位']} {what} 核定为 {entered['核定值']}。排名已按核定值重算。")


TAB = Tab("approvals", "核定", "抽查、申诉以后要改的数，在这里写明依据和核定人。", show, {"add": _add})
