"""Messages as bytes: whatever a unit is called, its name stays in its own header, and mail programs can read it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaohe_xl.base.text import one_line
from kaohe_xl.outbox.eml import Attachment, Sender, build, build_draft, mailbox
from kaohe_xl.outbox.letters import Letter, LetterKind

KEY = "0123456789abcdef0123456789abcdef01234567"
WHEN = datetime(2022, 12, 30, 9, 5, tzinfo=UTC)
SENDER = Sender("kaohe@example.cn", "县考核办")
HOSTILE = (
    "城关镇\r\nBcc: all@example.cn",
    "城关镇\nContent-Type: text/html\n\n<b>",
    "a\x85b\u2028Bcc: x@y.cn",
    '"; filename=evil.exe',
    "=?utf-8?B?QmNjOiBhQGIuY24=?=",
    "<all@example.cn>, 张三 <b@example.cn>",
    "\ud800孤儿",
    "很长的名字，" * 40,
)
NAMES = st.one_of(st.text(max_size=80), st.sampled_from(HOSTILE), st.text("\r\n\t :;,<>@\"\\=?'()镇é𠮷", max_size=60))


def letter(name: str = "城关镇", subject: str = "成绩单", body: str = "请核对。\n") -> Letter:
    return Letter(name, name, "chengguan@example.cn", subject, body, (), LetterKind.SCORES)


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def display_name(raw: bytes) -> str:
    """As RFC 2047 says: white space between encoded words is not part of the name (some Pythons keep it)."""
    to = BytesParser(policy=policy.compat32).parsebytes(raw)["To"]
    shown, _ = parseaddr(to)
    return str(make_header(decode_header(shown)))


@settings(max_examples=100, deadline=None)
@given(NAMES, NAMES, NAMES, st.text(max_size=200))
@example(HOSTILE[0], HOSTILE[0], HOSTILE[0], "\r\n.\r\nMAIL FROM:<x@y.cn>\r\n")
def test_no_text_starts_a_header_or_an_address_of_its_own(name: str, subject: str, file: str, body: str) -> None:
    raw = build(letter(name, subject, body), [Attachment(file, b"PK")], key=KEY, written=WHEN, sender=SENDER)
    message = parsed(raw)
    assert sorted(message.keys()) == ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
    assert [address.addr_spec for address in message["To"].addresses] == ["chengguan@example.cn"]
    assert one_line(display_name(raw)) == one_line(name)
    assert one_line(message["Subject"]) == one_line(subject)
    text, attached = message.iter_parts()
    assert sorted(attached.keys()) == ["Content-Disposition", "Content-Transfer-Encoding", "Content-Type"]
    assert attached.get_content() == b"PK"
    assert text.get_content().splitlines() == body.encode("utf-8", "replace").decode().splitlines() or not body.strip()
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_names_are_readable_both_ways_that_mail_programs_use() -> None:
    long = "关于2022年度镇（街道）目标管理责任制考核情况的通报（城关镇）" * 3 + ".docx"
    raw = build(letter("城关镇"), [Attachment(long, b"PK")], key=KEY, written=WHEN, sender=SENDER)
    (attached,) = parsed(raw).iter_attachments()
    assert attached.get_filename() == long  # RFC 2231
    part = raw.split(b"\r\n--")[2].decode("ascii")
    name = part[part.index('name="') + 6 :].split('"')[0]
    assert str(make_header(decode_header(name))) == long  # RFC 2047, for those who know only that
    assert attached.get_content_type() == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert b"Subject: =?utf-8?B?" in raw
    heads = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(len(line) <= 78 for line in heads)


def test_the_same_letter_gives_the_same_bytes_and_a_draft_opens_unsent() -> None:
    once, twice = (build(letter(), [], key=KEY, written=WHEN, sender=SENDER) for _ in range(2))
    assert once == twice
    assert parsed(once)["Message-ID"] == f"<{KEY}@example.cn>"
    draft = parsed(build_draft(letter(), [], key=KEY, written=WHEN))
    assert (draft["X-Unsent"], draft["From"], draft["Message-ID"]) == ("1", None, None)


@pytest.mark.parametrize("address", ["a@b.cn\r\nBcc: c@d.cn", "a b@c.cn", "<a@b.cn>", "镇@b.cn", "a@b.cn,c@d.cn"])
def test_a_bad_address_never_becomes_a_header(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        mailbox("城关镇", address)


def test_a_name_longer_than_a_line_keeps_its_ending(tmp_path: Path) -> None:
    raw = build(letter(), [Attachment("长" * 400 + ".xlsx", b"PK")], key=KEY, written=WHEN, sender=SENDER)
    (attached,) = parsed(raw).iter_attachments()
    name = attached.get_filename()
    assert name is not None
    assert name.endswith("长.xlsx")
    assert len(name) > 90
