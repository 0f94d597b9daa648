"""The scored workbook: every sheet in its order, and how they hang together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book
from kaohe_xl.returns.model import Returned
from kaohe_xl.reward import Payment
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.check import STATUS, check_sheet
from kaohe_xl.sheets.checks import money_checks, result_checks, scheme_checks
from kaohe_xl.sheets.contents import NAME as CONTENTS
from kaohe_xl.sheets.contents import contents_sheet, parameter_names
from kaohe_xl.sheets.data import reported_sheet, used_sheet, value_link
from kaohe_xl.sheets.deductions import NAME as DEDUCTIONS
from kaohe_xl.sheets.deductions import deductions_sheet
from kaohe_xl.sheets.detail import detail_sheet
from kaohe_xl.sheets.formulas import Formulas
from kaohe_xl.sheets.frame import Anchors
from kaohe_xl.sheets.judgements import NAME as JUDGEMENTS
from kaohe_xl.sheets.judgements import judged_items, judgements_sheet
from kaohe_xl.sheets.layout import CHECK, DETAIL, PROCESS, RANKING, REPORTED, SUMMARY, USED, Layout
from kaohe_xl.sheets.model import Sheet, Workbook
from kaohe_xl.sheets.parameters import Parameters
from kaohe_xl.sheets.plan import Plan
from kaohe_xl.sheets.problems import problems_sheet
from kaohe_xl.sheets.process import process_sheet
from kaohe_xl.sheets.ranking import RankingPage, ranking_page
from kaohe_xl.sheets.received import received_sheet
from kaohe_xl.sheets.report_cards import report_cards_sheet
from kaohe_xl.sheets.rewards import rewards_sheet
from kaohe_xl.sheets.scheme import Snapshot, own_grids, scheme_sheet
from kaohe_xl.sheets.summary import summary_sheet
from kaohe_xl.sheets.verified import verified_sheet

# Names of sheets that a result makes itself; a scheme sheet of such a name would be the last result's
GENERATED = (
    RANKING, CONTENTS, SUMMARY, DETAIL, JUDGEMENTS, DEDUCTIONS, "奖励金额", "通报", "成绩单", "收表情况", "数据问题",
    "核定记录", PROCESS, USED, REPORTED, CHECK, "分册",
)  # fmt: skip

# Half of the work in a large workbook, and no other sheet needs them
APART = (DEDUCTIONS, REPORTED)


def result_workbook(
    assessment: Assessment,
    payments: Sequence[Payment],
    returned: Returned,
    findings: Sequence[Finding],
    extra: Sequence[Sheet] = (),
    apart: Collection[str] = (),
) -> Workbook:
    """Everything about a scored assessment. ``extra``: notices, which stand before the report cards. ``apart``: those
    of :data:`APART` that are made somewhere else, and only have their place here."""
    scheme = assessment.scheme
    layout = Layout(assessment)
    parameters = Parameters(scheme.book)
    formulas = Formulas(layout, parameters)
    plan = Plan(layout) if scheme.indicators else None
    reported = Sheet(REPORTED, ()) if REPORTED in apart else reported_sheet(layout)
    used = used_sheet(layout, formulas)
    scored: list[Sheet] = []
    page: RankingPage | None = None
    behind: list[Sheet] = [used, reported]
    if plan is not None:
        process = process_sheet(layout, formulas)
        detail, summary = detail_sheet(layout, formulas), summary_sheet(plan, formulas)
        page = ranking_page(plan, formulas, STATUS)
        scored = [page.sheet, summary, detail]
        if judged_items(scheme):
            scored.append(judgements_sheet(layout))
        behind = [process, *behind]
    told = _told(assessment, payments, returned, findings, _anchors(layout, page), extra, apart=apart)
    grids = own_grids(scheme.book, GENERATED)
    made = [*scored, *told, *behind]
    snapshot = Snapshot(grids, parameters, [*(sheet.name for sheet in made), CHECK])
    tables = page.tables if page is not None else ()
    checks = scheme_checks(snapshot.changes)
    checks += result_checks(plan, tables) if plan is not None else []
    checks += money_checks(scheme, payments, made)
    own = [scheme_sheet(grid) for grid in grids]
    sheets = [*made, check_sheet(formulas, tables, checks), *own, snapshot.sheet()]
    contents = contents_sheet(scheme, [sheet.name for sheet in sheets if not sheet.hidden])
    # named only now: what is named for the reader does not count as used by a formula
    names = parameter_names(scheme, Parameters(scheme.book))
    return Workbook([sheets[0], contents, *sheets[1:]], names, scheme.settings.title, digits=scheme.settings.digits)


def sheet_apart(assessment: Assessment, name: str) -> Sheet:
    """One of :data:`APART` as :func:`result_workbook` makes it."""
    layout = Layout(assessment)
    if name == REPORTED:
        return reported_sheet(layout)
    page = ranking_page(Plan(layout), Formulas(layout, Parameters(layout.scheme.book)), STATUS)
    return deductions_sheet(assessment, _anchors(layout, page))


def result_sheets(assessment: Assessment) -> list[Sheet]:
    """排名 and 得分汇总 of all units, for a workbook that holds nothing else that they look at."""
    layout = Layout(assessment)
    formulas, plan = Formulas(layout, Parameters(layout.scheme.book)), Plan(layout)
    return [ranking_page(plan, formulas, STATUS).sheet, summary_sheet(plan, formulas)]


def unit_sheets(
    layout: Layout, payments: Sequence[Payment], returned: Returned, findings: Sequence[Finding], returns: str
) -> list[Sheet]:
    """Everything that tells of the units of ``layout`` one by one. ``returns``: prefix of links to returned files."""
    assessment, formulas = layout.assessment, Formulas(layout, Parameters(layout.scheme.book))
    anchors = replace(_anchors(layout, None), returns=returns)
    told = _told(assessment, payments, returned, findings, anchors, (), layout.units)
    data = [used_sheet(layout, formulas), reported_sheet(layout)]
    if not assessment.scheme.indicators:
        return [*told, *data]
    return [detail_sheet(layout, formulas), *told, process_sheet(layout, formulas), *data]


def own_sheets(book: Book, generated: Collection[str] = GENERATED) -> list[Sheet]:
    """The scheme's own sheets, as they are."""
    return [scheme_sheet(grid) for grid in own_grids(book, generated)]


def _told(
    assessment: Assessment,
    payments: Sequence[Payment],
    returned: Returned,
    findings: Sequence[Finding],
    anchors: Anchors,
    extra: Sequence[Sheet],
    units: Sequence[int] | None = None,
    apart: Collection[str] = (),
) -> list[Sheet]:
    """Sheets that explain and list: why points were lost, who is paid, what came in and what is wrong with it."""
    has_scores = bool(assessment.scheme.indicators)

    def deductions() -> Sheet:
        return Sheet(DEDUCTIONS, ()) if DEDUCTIONS in apart else deductions_sheet(assessment, anchors, units)

    return [
        *([deductions()] if has_scores else []),
        rewards_sheet(assessment, payments),
        *extra,
        *([report_cards_sheet(assessment, payments, anchors, units)] if has_scores else []),
        received_sheet(assessment, returned, anchors),
        problems_sheet(assessment.scheme, findings, anchors),
        *([verified_sheet(assessment, units)] if assessment.scheme.verified else []),
    ]


def _anchors(layout: Layout, page: RankingPage | None) -> Anchors:
    """Where the listing sheets can lead to."""

    def total_cell(row: int) -> str:
        table = page.overall(row) if page is not None else None
        return table.score_cell(row) if table is not None else ""

    def rank_cell(row: int) -> str:
        table = page.overall(row) if page is not None else None
        return table.rank_cell(row) if table is not None else ""

    return Anchors(
        value_link=lambda period, row, item: value_link(layout, period, row, item),
        total_cell=total_cell,
        rank_cell=rank_cell,
        scheme_file=layout.scheme.book.file,
    )
