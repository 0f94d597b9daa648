"""数据问题: all findings of a run, grouped by who can put them right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaohe_xl.base.finding import Audience, Finding, Severity
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.link_targets import link_targets_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.sheet_parts import Anchors, Canvas, link_cell

NAME = "数据问题"
_COLUMNS = ("序号", "级别", "代码", "单位", "期次", "位置", "原件", "问题", "怎么办")
_WIDTHS = (6, 8, 8, 14, 9, 30, 7, 46, 36)
_GROUPS = (
    (Audience.FILLER, "请填报单位（部门）改正或补报"),
    (Audience.FILE, "请报送单位重新报送文件"),
    (Audience.AUTHOR, "请方案制定人修改方案"),
    (Audience.CLERK, "请考核办处理"),
)
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_STYLES = {Severity.ERROR: Style.BAD, Severity.WARNING: Style.CAUTION, Severity.NOTE: Style.CENTER}


def problems_sheet(scheme: Scheme, findings: Sequence[Finding], link_targets: Anchors | None = None) -> Sheet:
    """Errors first within each group, then by unit in scheme order; each with its place and what to do."""
    canvas = Canvas(len(_COLUMNS))
    canvas.title(scheme.settings, NAME)
    header = canvas.head(_COLUMNS)
    order = {name: position for position, name in enumerate(scheme.unit_names)}
    number = 0
    for audience, title in _GROUPS:
        own = [finding for finding in findings if finding.message.audience is audience]
        if not own:
            continue
        canvas.joined((Out(f"{title}（{len(own)}条）", Style.TOTAL), len(_COLUMNS)))
        own.sort(key=lambda f: (_SEVERITIES.index(f.severity), order.get(f.unit, len(order)), f.code))
        for finding in own:
            number += 1
            _add(canvas, number, finding, link_targets or Anchors())
    if not findings:
        canvas.joined((Out("没有发现问题", Style.CENTER), len(_COLUMNS)))
    canvas.signature()
    return replace(canvas.sheet(NAME, _WIDTHS, header, 0), kept_at_end=4)


def _add(canvas: Canvas, number: int, finding: Finding, link_targets: Anchors) -> None:
    link = link_targets.source_link(finding.place)
    canvas.add(
        Out(number, Style.WHOLE),
        Out(finding.severity.value, _STYLES[finding.severity]),
        Out(finding.code, Style.CENTER),
        Out(finding.unit, Style.NAME),
        Out(finding.period, Style.CENTER),
        Out(str(finding.place)),
        link_cell("打开", link),
        Out(finding.text),
        Out(finding.remedy),
    )


PROBLEMS_SHEET = ResultSheet(
    name=NAME,
    says="需要方案、填报单位或经办人处理的问题",
    make=lambda scored: problems_sheet(scored.scheme, scored.findings, link_targets_of(scored)),
    by_unit=True,
)
