"""A letter as the bytes of an e-mail, for a draft file or for sending.

Every header is put together here from checked ASCII: names and subjects as RFC 2047 words, attachment names both ways
that mail programs understand (RFC 2231 ``filename*`` and an RFC 2047 ``name``, as Thunderbird writes them). Nothing
that comes from a workbook reaches a header unencoded, so no name can start a header of its own.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from urllib.parse import quote

from kaohe_xl.base.text import one_line
from kaohe_xl.outbox.addresses import is_address
from kaohe_xl.outbox.letters import Letter

POLICY = compat32.clone(linesep="\r\n", max_line_length=0, mangle_from_=False)  # lines are folded here
_WORD_BYTES = 39  # of UTF-8 per encoded word: 64 characters, so that a line with its header name stays under 76
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .-]*")
_LONGEST_NAME = 900  # of an attachment, percent-encoded: it stands in one line, which may have 998 bytes
_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".pdf": ("application", "pdf"),
}


@dataclass(frozen=True)
class Attachment:
    """A file in a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Sender:
    """Whom a message is from; ``name`` may be empty."""

    address: str
    name: str = ""


def build(letter: Letter, attachments: Sequence[Attachment], *, key: str, written: datetime, sender: Sender) -> bytes:
    """The message to send, lines ending in CRLF; the same arguments give the same bytes.

    Args:
        key: hexadecimal, names this letter in its Message-ID and boundary.
        written: with a time zone.

    Raises:
        ValueError: an address that is not one; letters are made from checked addresses only.
    """
    message = _addressed(letter, attachments, key)
    message["From"] = mailbox(sender.name, sender.address)
    message["Date"] = format_datetime(written)
    message["Message-ID"] = f"<{key}@{sender.address.partition('@')[2]}>"
    return message.as_bytes(policy=POLICY)


def build_draft(letter: Letter, attachments: Sequence[Attachment], *, key: str, written: datetime) -> bytes:
    """The same as a draft: from nobody yet, and Outlook opens it as a message yet to be sent."""
    message = _addressed(letter, attachments, key)
    message["Date"] = format_datetime(written)
    message["X-Unsent"] = "1"
    message["X-Kaohe-Draft"] = key
    return message.as_bytes(policy=POLICY)


def _addressed(letter: Letter, attachments: Sequence[Attachment], key: str) -> Message:
    message = _body(letter, attachments, key)
    message["Subject"] = encoded(letter.subject)
    message["To"] = mailbox(letter.name, letter.address)
    return message


def _body(letter: Letter, attachments: Sequence[Attachment], key: str) -> Message:
    lines = letter.body.encode("utf-8", "replace").decode().splitlines()
    text = MIMEText("\r\n".join(lines) + "\r\n", "plain", "utf-8", policy=POLICY)
    if not attachments:
        return text
    message = MIMEMultipart("mixed", boundary=f"=_{key[:24]}", policy=POLICY)
    message.attach(text)
    for attachment in attachments:
        message.attach(_part(attachment))
    return message


def _part(attachment: Attachment) -> MIMEBase:
    name = one_line(attachment.name).replace('"', "'").replace("/", "-").replace("\\", "-")
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    while stem and len(quote(name, safe="")) > _LONGEST_NAME:
        stem = stem[:-1]
        name = f"{stem}{dot}{suffix[:10]}"
    main, sub = _TYPES.get(f".{suffix}".lower(), ("application", "octet-stream"))
    part = MIMEBase(main, sub, policy=POLICY)
    del part["Content-Type"]
    del part["MIME-Version"]
    part["Content-Type"] = f'{main}/{sub};\n name="{encoded(name)}"'
    part["Content-Disposition"] = f"attachment;\n filename*=utf-8''{quote(name, safe='')}"
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(attachment.content).decode("ascii"))
    return part


def mailbox(name: str, address: str) -> str:
    """``=?utf-8?B?…?= <a@b.cn>``.

    Raises:
        ValueError: not an address.
    """
    if not is_address(address):
        raise ValueError("not a mail address")
    shown = one_line(name)
    return f"{encoded(shown)}\n <{address}>" if shown and shown != address else address


def encoded(text: str) -> str:
    """One line of text for a header: as it is if it is plain ASCII, else RFC 2047 words on lines of their own."""
    line = one_line(text)
    if len(line) <= _WORD_BYTES and (_PLAIN.fullmatch(line) or not line):
        return line
    words = (base64.b64encode(chunk).decode("ascii") for chunk in _chunks(line))
    return "\n ".join(f"=?utf-8?B?{word}?=" for word in words)


def _chunks(line: str) -> Iterator[bytes]:
    """UTF-8 in pieces that no character spans."""
    piece = b""
    for ch in line:
        data = ch.encode()
        if len(piece) + len(data) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += data
    yield piece
