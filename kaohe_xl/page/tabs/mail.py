"""发送: who gets what, drafts, a trial to oneself, sending, and the record of what was sent."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from kaohe_xl.api import ProgressListener
from kaohe_xl.base.filenames import RESULTS
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.system import said
from kaohe_xl.outbox.ledger import open_ledger
from kaohe_xl.outbox.letters import Letter, LetterKind
from kaohe_xl.outbox.mail_status import mail_status, resolve_doubt
from kaohe_xl.outbox.prepare import prepare, write_drafts
from kaohe_xl.outbox.send import send
from kaohe_xl.outbox.settings import read_settings
from kaohe_xl.page.background import Done
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Started, Tab

_NEEDS_STATUS = (LetterKind.REMIND, LetterKind.RETURN)


def _kind(form: FormFields) -> LetterKind:
    return next((each for each in LetterKind if each.name == form.get("kind")), LetterKind.SCORES)


def _letters(
    opened: OpenAssessment, form: FormFields, to: str | None = None
) -> tuple[Sequence[Letter], Sequence[Finding]]:
    checked = opened.check()
    if checked.scheme is None:
        return [], checked.found
    kind = _kind(form)
    returned = opened.status().returned if kind in _NEEDS_STATUS else None
    return prepare(
        opened.root,
        checked.scheme,
        kind,
        to,
        fillers=returned.fillers if returned is not None else (),
        provisional=bool(form.get("provisional")),
    )


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``mail.html``."""
    letters, found = _letters(opened, query)
    ledger = mail_status(opened.root)
    return {
        "kinds": list(LetterKind),
        "kind": _kind(query),
        "provisional": bool(query.get("provisional")),
        "letters": letters,
        "found": [*found, *ledger.findings],
        "entries": ledger.entries,
        "written": opened.written(),
    }


def _drafts(opened: OpenAssessment, form: FormFields) -> Done:
    letters, found = _letters(opened, form)
    try:
        paths = write_drafts(letters, opened.root, [_kind(form)])
    except OSError as error:
        return Done(f"没有写草稿：{said(error)}", found, failed=True)
    return Done(f"已写 {len(paths)} 份草稿到 {RESULTS}/邮件。", found, to=_here(opened, form))


def _here(opened: OpenAssessment, form: FormFields) -> str:
    return f"/a/{opened.key}/mail?kind={_kind(form).name}" + ("&provisional=1" if form.get("provisional") else "")


def _trial(opened: OpenAssessment, form: FormFields) -> Done | Started:
    to = form.get("to", "").strip()
    if not to:
        return Done("请写自己的邮箱，试发的信都发到那里。", to=_here(opened, form), failed=True)
    return _sending(opened, form, to)


def _send(opened: OpenAssessment, form: FormFields) -> Done | Started:
    if not form.get("sure"):
        return Done("没有发送：请先核对收件人，勾上“已核对”。", to=_here(opened, form), failed=True)
    return _sending(opened, form, None)


def _sending(opened: OpenAssessment, form: FormFields, to: str | None) -> Done | Started:
    settings, found = read_settings(os.environ)
    if settings is None:
        return Done("没有发送：发信的邮箱还没有设好。", found, to=_here(opened, form), failed=True)
    letters, troubles = _letters(opened, form, to)
    if not letters:
        return Done("没有可发的邮件。", troubles, to=_here(opened, form), failed=True)

    def task(tell: ProgressListener) -> Done:
        ledger, told = open_ledger(opened.root)
        if ledger is None:
            return Done("没有发送。", told, to=_here(opened, form), failed=True)
        with ledger:
            report = send(letters, settings, ledger, lambda step: tell("发送", step.done, step.total))
        text = f"发出 {len(report.sent)} 封，以前发过 {len(report.already)} 封"
        text += f"，没发成 {len(report.failed)} 封" if report.failed else ""
        text += f"，存疑 {len(report.doubtful)} 封" if report.doubtful else ""
        text += f"，待发 {len(report.waiting)} 封" if report.waiting else ""
        return Done(f"{text}。", [*troubles, *report.findings], to=_here(opened, form), failed=not report.complete)

    return Started("发送邮件", task)


def _settle(opened: OpenAssessment, form: FormFields) -> Done:
    delivered = form.get("what") == "delivered"
    count, found = resolve_doubt(opened.root, form.get("unit", ""), delivered=delivered)
    said = "记为收到" if delivered else "记为没有收到，下次发送时重发"
    return Done(f"{count} 封{said}。", found, failed=not count)


TAB = Tab(
    "mail",
    "发送",
    "每个单位只收到自己的；先写草稿或试发给自己，再正式发送。",
    show,
    {"drafts": _drafts, "trial": _trial, "send": _send, "settle": _settle},
)
