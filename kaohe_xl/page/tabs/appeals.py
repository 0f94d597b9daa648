"""申诉: what units appeal against, and the decision on each; what it moves is worked out before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kaohe_xl import api
from kaohe_xl.appeals import cases_of
from kaohe_xl.base.filenames import APPEALS, BLANKS
from kaohe_xl.page.background import Done
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Started, Tab
from kaohe_xl.scheme.model import Ruling

_FIELDS = ("单位", "编号", "期次", "裁定", "核定值", "数据项", "依据", "裁定人", "日期")
_NAMED = 12


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``appeals.html``."""
    result = opened.result()
    returned, assessment = result.returned, result.assessment
    cases = cases_of(assessment, returned.appeals) if assessment is not None and returned is not None else []
    kept = opened.draft_of("appeals")
    return {
        "cases": sorted(cases, key=lambda each: not each.open),
        "open": sum(case.open for case in cases),
        "scheme": result.scheme,
        "rulings": [ruling.value for ruling in Ruling if ruling.value],
        "entered": {name: kept.get(name) or query.get(name, "") for name in _FIELDS},
        "today": date.today().isoformat(),
        "folder": APPEALS,
        "found": [each for each in result.found if each.code[:2] in ("F8", "D8") or each.code.startswith("R97")],
        "seen": opened.scheme_stamp,
    }


def _decide(opened: OpenAssessment, form: FormFields, *, write: bool) -> Done:
    entered = {name: form.get(name, "").strip() for name in _FIELDS}
    opened.keep_draft("appeals", entered)
    if write and form.get("seen") != opened.scheme_stamp:
        return Done("方案刚被别人（或 Excel）改过，还没有写入。请核对后再按一次“写入裁定”。", failed=True)
    lacking = [name for name in ("单位", "编号", "裁定", "依据", "裁定人") if not entered[name]]
    if lacking:
        return Done(f"还没有填：{'、'.join(lacking)}。", failed=True)
    done = api.decide(
        opened.folder,
        entered["单位"],
        entered["编号"],
        entered["裁定"],
        reason=entered["依据"],
        by=entered["裁定人"],
        value=entered["核定值"],
        item=entered["数据项"],
        period=entered["期次"],
        on=entered["日期"],
        on_paper=bool(form.get("paper")),
        write=write,
    )
    if done.exit_code == 2:
        return Done("没有写入，方案没有动。", done.found, failed=True)
    what = f"{entered['单位']} {entered['编号']} {entered['裁定']}"
    if not write:
        return Done(f"试算（没有写入）：{what}，{_moved(done)}。")
    opened.keep_draft("appeals", {})
    return Done(f"已写入 核定调整：{what}，{_moved(done)}。写结果时一并写答复。")


def _moved(done: api.Decided) -> str:
    """Whom a decision moves, in a sentence."""
    told = []
    for row in done.moved.to_dict("records"):
        parts = [f"{name}{text}" for name, text in row.items() if " → " in str(text)]
        told.append(f"{row['单位']} {'，'.join(parts)}")
    if not told:
        return "各单位的总分、名次、等次、奖惩都不变"
    more = f"；另有 {len(told) - _NAMED} 个单位" if len(told) > _NAMED else ""
    return "；".join(told[:_NAMED]) + more


def _try(opened: OpenAssessment, form: FormFields) -> Done:
    return _decide(opened, form, write=False)


def _write(opened: OpenAssessment, form: FormFields) -> Done:
    return _decide(opened, form, write=True)


def _issue(opened: OpenAssessment, form: FormFields) -> Started:
    def task(tell: api.ProgressListener) -> Done:
        made = api.issue(opened.folder, appeal=True, tell=tell)
        if made.exit_code == 2:
            return Done("没有写申诉表。", made.found, failed=True)
        return Done(f"已写 {len(made.paths)} 份申诉表到 {BLANKS}/{APPEALS} 文件夹。", made.found)

    return Started("写申诉表", task)


TAB = Tab(
    "appeals",
    "申诉",
    "公示以后：发申诉表，逐件裁定；先试算影响谁，再写入。",
    show,
    {"try": _try, "decide": _write, "issue": _issue},
)
