"""The sheets of a scored workbook in their order: each is declared in the file that makes it, and listed here."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_xl.sheets.appeals import APPEALS_SHEET
from kaohe_xl.sheets.approved import APPROVED_SHEET
from kaohe_xl.sheets.check_sheet import CHECK_SHEET
from kaohe_xl.sheets.deductions import DEDUCTIONS_SHEET
from kaohe_xl.sheets.detail import DETAIL_SHEET
from kaohe_xl.sheets.doubt import DOUBT_SHEET
from kaohe_xl.sheets.judgements import JUDGEMENTS_SHEET
from kaohe_xl.sheets.notice import NOTICE_SHEET
from kaohe_xl.sheets.problems import PROBLEMS_SHEET
from kaohe_xl.sheets.process import PROCESS_SHEET
from kaohe_xl.sheets.ranking_sheet import RANKING_SHEET
from kaohe_xl.sheets.received import RECEIVED_SHEET
from kaohe_xl.sheets.report_cards import REPORT_CARDS_SHEET
from kaohe_xl.sheets.reported import REPORTED_SHEET
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.rewards import REWARDS_SHEET
from kaohe_xl.sheets.scheme import SNAPSHOT_SHEET
from kaohe_xl.sheets.sensitivity import SENSITIVITY_SHEET
from kaohe_xl.sheets.summary import SUMMARY_SHEET
from kaohe_xl.sheets.used import USED_SHEET
from kaohe_xl.sheets.volume_index import INDEX_SHEET

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
