"""Notices from templates, as documents for sheet and Word. 通报, 表扬, 批评, 黄牌警告, 约谈, 整改通知 and 成绩单."""

from kaohe_xl.notice.compose import Notice, compose_notices, missing_templates
from kaohe_xl.notice.document import BlockKind, LetterBlock, OfficialLetter, parse_document

__all__ = [
    "BlockKind",
    "LetterBlock",
    "Notice",
    "OfficialLetter",
    "compose_notices",
    "missing_templates",
    "parse_document",
]
