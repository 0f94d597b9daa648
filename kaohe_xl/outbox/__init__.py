"""From results to the mailbox: letters, drafts, sending. The ledger keeps anything from going out twice."""

from kaohe_xl.outbox.ledger import LetterState, SendLog, SendLogEntry, open_ledger
from kaohe_xl.outbox.letters import Letter, LetterKind
from kaohe_xl.outbox.mail_status import MailStatus, mail_status, resolve_doubt
from kaohe_xl.outbox.prepare import prepare, write_drafts
from kaohe_xl.outbox.report import Progress, SendReport
from kaohe_xl.outbox.send import send
from kaohe_xl.outbox.settings import MailSettings, Security, read_settings

__all__ = [
    "Letter",
    "LetterKind",
    "LetterState",
    "MailSettings",
    "MailStatus",
    "Progress",
    "Security",
    "SendLog",
    "SendLogEntry",
    "SendReport",
    "mail_status",
    "open_ledger",
    "prepare",
    "read_settings",
    "resolve_doubt",
    "send",
    "write_drafts",
]
