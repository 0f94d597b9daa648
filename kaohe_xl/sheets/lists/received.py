"""收表情况: every unit and department by period, every file, and the lines whose scores nobody has reviewed."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.returns.model import FileOutcome, FileState, FillerStatus, Received, Returned
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.link_targets import link_targets_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.sheet_parts import Anchors, Canvas, link_cell

NAME = "收表情况"
FILLERS = ("单位（部门）", "期次", "情况", "迟报天数", "缺的数据项", "采用的文件", "应告知")
FILES = ("文件", "原件", "结果", "来自", "期次", "版本", "填报时间", "有效数据", "读取方式", "说明")
_WIDTHS = (26, 8, 9, 14, 9, 7, 12, 9, 27, 36)
# columns that each heading of the upper table covers
_SPANS = (1, 1, 1, 1, 4, 1, 1)
_MOST_ITEMS = 20
_NONE, _NONE_HERE = "数据直接填在本工作簿的填报数据里，没有收表", "各单位都已报，文件见各分册"
_STYLES = {
    Received.RETURNED: Style.GOOD,
    Received.LATE: Style.CAUTION,
    Received.PARTLY: Style.CAUTION,
    Received.MISSING: Style.BAD,
    FileState.ACCEPTED: Style.GOOD,
    FileState.PARTLY: Style.CAUTION,
    FileState.SUPERSEDED: Style.CENTER,
    FileState.REFUSED: Style.BAD,
    FileState.IGNORED: Style.CENTER,
}


def received_sheet(
    assessment: Assessment, returned: Returned, link_targets: Anchors | None = None, counted: Returned | None = None
) -> Sheet:
    """Who is short first, then who is complete; then the files, the refused ones first."""
    canvas = Canvas(len(FILES))
    canvas.title(assessment.scheme.settings, NAME)
    _counts(canvas, counted or returned)
    _unreviewed(canvas, assessment)
    _units(canvas, returned.fillers, _NONE if counted is None else _NONE_HERE)
    canvas.add()
    header = canvas.next_row
    _files(canvas, returned.files, link_targets or Anchors())
    canvas.signature()
    return Sheet(
        NAME,
        canvas.rows,
        widths={position: float(width) for position, width in enumerate(_WIDTHS)},
        merges=canvas.merges,
        # the longer table's head: pages repeat it from where it stands
        header_rows=1 if returned.files else 0,
        header_first=header - 1,
        frozen=(2, 0),
        blocks=[(header - 1, header)] if returned.files else [],
        kept_at_end=4,
    )


def _counts(canvas: Canvas, returned: Returned) -> None:
    fillers = [f"{each.value}{sum(s.received is each for s in returned.fillers)}个" for each in Received]
    files = [f"{each.value}{sum(f.outcome is each for f in returned.files)}份" for each in FileState]
    canvas.across(Out(f"单位和部门：{'，'.join(fillers)}。　文件：{'，'.join(files)}。", Style.NOTE))


def _unreviewed(canvas: Canvas, assessment: Assessment) -> None:
    waiting = assessment.scheme.unreviewed
    if waiting:
        named = "；".join(
            f"{line.name}（{f'评分人{line.scorer}，' if line.scorer else ''}审核人{line.reviewer}）" for line in waiting
        )
        told = f"尚未审核的考核线{len(waiting)}条：{named}。审核后请在考核设置的“已审核考核线”里登记。"
        canvas.joined((Out(told, Style.WARN), canvas.width))


_ORDER = (Received.MISSING, Received.PARTLY, Received.LATE, Received.RETURNED)


def _units(canvas: Canvas, fillers: Sequence[FillerStatus], otherwise: str) -> None:
    canvas.joined(*((Out(name, Style.HEAD), span) for name, span in zip(FILLERS, _SPANS, strict=True)))
    for status in sorted(fillers, key=lambda s: _ORDER.index(s.received)):
        cells = (
            Out(status.filler, Style.NAME),
            Out(status.period, Style.CENTER),
            Out(status.received.value, _STYLES[status.received]),
            Out(status.days_late or None, Style.WHOLE),
            Out(_missing(status)),
            Out("\n".join(status.files)),
            Out(status.sentence),
        )
        canvas.joined(*zip(cells, _SPANS, strict=True))
    if not fillers:
        canvas.across(Out(otherwise, Style.CENTER))


def _missing(status: FillerStatus) -> str:
    """Named as long as that helps; whoever sent nothing lacks everything."""
    items = status.missing_items
    if status.received is Received.MISSING and items:
        return f"全部{len(items)}项"
    more = f"等{len(items)}项" if len(items) > _MOST_ITEMS else ""
    return "、".join(items[:_MOST_ITEMS]) + more


_FILE_ORDER = (FileState.REFUSED, FileState.PARTLY, FileState.ACCEPTED, FileState.SUPERSEDED, FileState.IGNORED)


def _files(canvas: Canvas, files: Sequence[FileOutcome], link_targets: Anchors) -> None:
    if not files:
        return
    canvas.head(FILES)
    for file in sorted(files, key=lambda f: _FILE_ORDER.index(f.outcome)):
        link = (
            f"external:{link_targets.returns}{file.name}" if link_targets.returns and ".zip/" not in file.name else ""
        )
        told = [file.reason, f"已被“{file.superseded_by}”取代" if file.superseded_by else ""]
        canvas.add(
            Out(file.name),
            link_cell("打开", link),
            Out(file.outcome.value, _STYLES[file.outcome]),
            Out(file.filler, Style.NAME),
            Out(file.period, Style.CENTER),
            Out(file.version, Style.CENTER),
            Out(file.filled_at, Style.DAY) if file.filled_at else Out(None, Style.CENTER),
            Out(file.values, Style.WHOLE),
            Out(file.reading),
            Out("；".join(part for part in told if part)),
        )


RECEIVED_SHEET = ResultSheet(
    name=NAME,
    says="收到的每份文件怎样处理，每个单位交得怎样",
    make=lambda scored: received_sheet(scored.assessment, scored.returned, link_targets_of(scored)),
    by_unit=True,
)
