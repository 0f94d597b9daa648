"""One message through a connection, with an answer for every way it can end.

The last byte of a message — the dot — is sent on its own, after the caller has written down that it is about to leave.
Whatever breaks before it, the server throws the message away and it can safely be sent again; after it, only the
server's answer says what happened.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from kaohe_xl.outbox.letters import megabytes
from kaohe_xl.outbox.settings import MailSettings
from kaohe_xl.outbox.smtp import reason, shown

_CLOSING = 421


class HandoverOutcome(Enum):
    """How handing over one message ended."""

    ACCEPTED = auto()
    DEFERRED = auto()  # 4xx, or the connection broke before the dot: not accepted, may be tried again
    REFUSED = auto()  # 5xx for this recipient or message
    SENDER_REFUSED = auto()  # 5xx for the sender: the same for every message
    TOO_BIG = auto()  # for this server
    DOUBTFUL = auto()  # the dot may have left, and no answer came


@dataclass(frozen=True)
class ServerReply:
    """The verdict, the server's words, and whether the connection can be used again."""

    verdict: HandoverOutcome
    reply: str
    usable: bool = True


def deliver(
    smtp: smtplib.SMTP, settings: MailSettings, address: str, message: bytes, before_dot: Callable[[], None]
) -> ServerReply:
    """Hand one message over.

    Args:
        message: lines end in CRLF.
        before_dot: called when everything but the last dot has left; what it raises stops the message from being sent.
    """
    limit = _size_limit(smtp)
    if limit and len(message) > limit:
        return ServerReply(HandoverOutcome.TOO_BIG, megabytes(limit))
    try:
        answer = _envelope(smtp, settings, address, len(message))
        if answer is not None:
            return answer
        code, reply = smtp.docmd("DATA")
        if code != 354:
            return _refusal(smtp, settings, code, reply)
        smtp.send(re.sub(rb"(?m)^\.", b"..", message))
    except (smtplib.SMTPException, OSError) as error:
        return _broken(smtp, HandoverOutcome.DEFERRED, error)
    try:
        before_dot()
    except BaseException:
        smtp.close()  # without the dot: the server throws away what it has
        raise
    try:
        smtp.send(b".\r\n")
        code, reply = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        return _broken(smtp, HandoverOutcome.DOUBTFUL, error)
    if 200 <= code <= 299:
        return ServerReply(HandoverOutcome.ACCEPTED, shown(settings, code, reply))
    if 400 <= code <= 599:
        return _refusal(smtp, settings, code, reply)
    smtp.close()
    return ServerReply(HandoverOutcome.DOUBTFUL, shown(settings, code, reply), usable=False)


def _size_limit(smtp: smtplib.SMTP) -> int:
    said = smtp.esmtp_features.get("size", "")
    return int(said) if said.isdecimal() else 0


def _envelope(smtp: smtplib.SMTP, settings: MailSettings, address: str, size: int) -> ServerReply | None:
    """MAIL and RCPT; None if both are taken."""
    options = (f"size={size}",) if smtp.has_extn("size") else ()
    code, reply = smtp.mail(settings.sender.address, options)
    if code != 250:
        refused = _refusal(smtp, settings, code, reply)
        about_size = code == 552
        if refused.verdict is HandoverOutcome.REFUSED and not about_size:
            return ServerReply(HandoverOutcome.SENDER_REFUSED, refused.reply, refused.usable)
        return refused
    code, reply = smtp.rcpt(address)
    return None if code in (250, 251) else _refusal(smtp, settings, code, reply)


def _refusal(smtp: smtplib.SMTP, settings: MailSettings, code: int, reply: bytes) -> ServerReply:
    """An answer that says no; the connection is made ready for the next message if it can be."""
    verdict = HandoverOutcome.REFUSED if 500 <= code <= 599 else HandoverOutcome.DEFERRED
    usable = 400 <= code <= 599 and code != _CLOSING
    if usable:
        try:
            usable = smtp.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            usable = False
    if not usable:
        smtp.close()
    return ServerReply(verdict, shown(settings, code, reply), usable)


def _broken(smtp: smtplib.SMTP, verdict: HandoverOutcome, error: Exception) -> ServerReply:
    smtp.close()
    return ServerReply(verdict, reason(error), usable=False)
