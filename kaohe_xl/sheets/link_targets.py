"""Where the sheets that list things can lead to, in the workbook at hand."""

from __future__ import annotations

from kaohe_xl.sheets.result import Scored, has_scores
from kaohe_xl.sheets.scores.ranking_sheet import page_of
from kaohe_xl.sheets.scores.ranking_tables import RankingTable
from kaohe_xl.sheets.scores.reported import value_link
from kaohe_xl.sheets.sheet_parts import Anchors


def link_targets_of(scored: Scored) -> Anchors:
    """A volume has no 排名, so that nothing leads there."""
    return scored.once(_anchors)


def _anchors(scored: Scored) -> Anchors:
    layout = scored.layout
    page = scored.once(page_of) if has_scores(scored) and scored.units is None else None

    def placed(row: int) -> RankingTable | None:
        return page.overall(row) if page is not None else None

    def total_cell(row: int) -> str:
        table = placed(row)
        return table.score_cell(row) if table is not None else ""

    def rank_cell(row: int) -> str:
        table = placed(row)
        return table.rank_cell(row) if table is not None else ""

    return Anchors(
        value_link=lambda period, row, item: value_link(layout, period, row, item),
        total_cell=total_cell,
        rank_cell=rank_cell,
        scheme_file=layout.scheme.book.file,
        returns=scored.returns,
    )
