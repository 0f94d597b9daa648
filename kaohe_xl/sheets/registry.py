"""The sheets of a scored workbook in their order: each is declared in the file that makes it, and listed here."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_xl.sheets.lists.appeals import APPEALS_SHEET
from kaohe_xl.sheets.lists.approved import APPROVED_SHEET
from kaohe_xl.sheets.lists.deductions import DEDUCTIONS_SHEET
from kaohe_xl.sheets.lists.doubt import DOUBT_SHEET
from kaohe_xl.sheets.lists.judgements import JUDGEMENTS_SHEET
from kaohe_xl.sheets.lists.notice import NOTICE_SHEET
from kaohe_xl.sheets.lists.problems import PROBLEMS_SHEET
from kaohe_xl.sheets.lists.received import RECEIVED_SHEET
from kaohe_xl.sheets.lists.report_cards import REPORT_CARDS_SHEET
from kaohe_xl.sheets.lists.sensitivity import SENSITIVITY_SHEET
from kaohe_xl.sheets.lists.volume_index import INDEX_SHEET
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.schemes.scheme import SNAPSHOT_SHEET
from kaohe_xl.sheets.scores.check_sheet import CHECK_SHEET
from kaohe_xl.sheets.scores.detail import DETAIL_SHEET
from kaohe_xl.sheets.scores.process import PROCESS_SHEET
from kaohe_xl.sheets.scores.ranking_sheet import RANKING_SHEET
from kaohe_xl.sheets.scores.reported import REPORTED_SHEET
from kaohe_xl.sheets.scores.rewards import REWARDS_SHEET
from kaohe_xl.sheets.scores.summary import SUMMARY_SHEET
from kaohe_xl.sheets.scores.used import USED_SHEET

RESULT_SHEETS: tuple[ResultSheet, ...] = (
    RANKING_SHEET,
    INDEX_SHEET,
    SUMMARY_SHEET,
    DETAIL_SHEET,
    JUDGEMENTS_SHEET,
    DEDUCTIONS_SHEET,
    REWARDS_SHEET,
    NOTICE_SHEET,
    REPORT_CARDS_SHEET,
    APPEALS_SHEET,
    DOUBT_SHEET,
    SENSITIVITY_SHEET,
    RECEIVED_SHEET,
    PROBLEMS_SHEET,
    APPROVED_SHEET,
    PROCESS_SHEET,
    USED_SHEET,
    REPORTED_SHEET,
    CHECK_SHEET,
    SNAPSHOT_SHEET,
)
SAYS: Mapping[str, str] = {sheet.name: sheet.says for sheet in RESULT_SHEETS}
APART: tuple[str, ...] = tuple(sheet.name for sheet in RESULT_SHEETS if sheet.apart)
