"""Letters as data: who gets which files with which words. Pure: no file is read and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from pathlib import Path

from kaohe_xl.base.filenames import CARD, REPORT, RESPONSE, SENT_BACK
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.text import one_line
from kaohe_xl.messages import finding
from kaohe_xl.outbox.directory import Contact
from kaohe_xl.scheme.model import Settings


class LetterKind(Enum):
    """What is sent. Except for 领导 and 催报, the value is also the folder in 结果/ that the files stand in."""

    SCORES = CARD
    NOTICE = REPORT
    REMIND = "催报"
    RETURN = SENT_BACK
    APPEAL = RESPONSE
    LEADERS = "领导"

    @property
    def needs_files(self) -> bool:
        return self is not LetterKind.REMIND

    @property
    def said(self) -> str:
        """As a sentence names it."""
        return "评分表" if self is LetterKind.LEADERS else self.value


@dataclass(frozen=True)
class Letter:
    """One message to one recipient."""

    unit: str  # whom it is about: a unit, a department, or the leader who gets the whole workbook
    name: str  # of the recipient
    address: str
    subject: str
    body: str
    attachments: tuple[Path, ...]
    kind: LetterKind
    trial: bool = False  # goes to the clerk instead of the unit


@dataclass(frozen=True)
class LetterText:
    """What a template gives."""

    subject: str
    body: str


@dataclass(frozen=True)
class Recipients:
    """Who gets letters of a kind. ``files``: attachments by name; a kind that needs files goes to nobody without.

    ``said``: sentences by name (what is missing, what is wrong).
    """

    contacts: Sequence[Contact] = ()
    files: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)


# kind, data of all letters, data of each → a text for each (None where the template failed), and why
Render = Callable[
    [LetterKind, Mapping[str, object], Sequence[Mapping[str, object]]], tuple[list[LetterText | None], list[Finding]]
]


def compose(
    kind: LetterKind, settings: Settings, recipients: Recipients, render: Render, today: date
) -> tuple[list[Letter], list[Finding]]:
    """A letter for each of the recipients, whose addresses have been checked."""
    files = recipients.files
    written = [contact for contact in recipients.contacts if not kind.needs_files or files.get(contact.name)]
    own = [tuple(files.get(contact.name, ())) for contact in written]
    each = [
        {
            "收件人": one_line(contact.name),
            "附件": [path.name for path in paths],
            "事项": list(recipients.said.get(contact.name, ())),
        }
        for contact, paths in zip(written, own, strict=True)
    ]
    texts, findings = render(kind, _common(settings, today), each) if each else ([], [])
    letters = [
        Letter(contact.name, one_line(contact.name), contact.address, text.subject, text.body, paths, kind)
        for contact, paths, text in zip(written, own, texts, strict=True)
        if text is not None
    ]
    return letters, findings


def _common(settings: Settings, today: date) -> dict[str, object]:
    """What every mail template may use; Chinese names, for the clerk who writes one, as in the notices."""
    title = {"名称": settings.title, "年度": settings.year, "主办单位": settings.office}
    return {
        "考核": {**title, "落款日期": settings.signed_on, "称呼": settings.subjects.you},
        "设置": dict(settings.extra),
        "今天": f"{today.year}年{today.month}月{today.day}日",
    }


def on_trial(letters: Sequence[Letter], address: str) -> list[Letter]:
    """The same letters, addressed to oneself and marked as a trial."""
    return [
        replace(
            letter,
            name="试发",
            address=address,
            subject=f"【试发，原收件人 {letter.name}】{letter.subject}",
            body=f"（这是试发，正式发送时寄给 {letter.name} {letter.address}）\n\n{letter.body}",
            trial=True,
        )
        for letter in letters
    ]


def too_big(letters: Sequence[Letter], sizes: Mapping[Path, int], most: int) -> tuple[list[Letter], list[Finding]]:
    """Letters within the limit of bytes, and a finding for each of the others."""
    kept: list[Letter] = []
    findings: list[Finding] = []
    for letter in letters:
        size = sum(sizes[path] for path in letter.attachments)
        if size <= most:
            kept.append(letter)
        else:
            findings.append(
                finding("R504", unit=letter.unit, name=letter.name, size=megabytes(size), limit=megabytes(most))
            )
    return kept, findings


def megabytes(size: int) -> str:
    """12.3 MB; at least 0.1."""
    return f"{max(size / 1_048_576, 0.1):.1f} MB"
