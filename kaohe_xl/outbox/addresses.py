"""Is this a mail address, and if not, what is wrong with it — strict, because it goes into headers and envelopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.outbox.directory import Contact

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_BETWEEN = re.compile(r"[、，,；;\s\u3000]+")
_LONGEST_LOCAL, _LONGEST = 64, 254
_SLIPS = (("。", "."), ("，", "."), (",", "."), ("＠", "@"), (" at ", "@"), ("@@", "@"), ("..", "."), (" ", ""))
_ENDINGS = {"con": "com", "cmo": "com", "vom": "com", "cm": "com", "comm": "com", "come": "com", "cn.": "cn"}


def problem_with(address: str) -> tuple[str, str] | None:
    """(what is wrong, what to do) in Chinese, or None for an address that mail can be sent to."""
    wrong = _problem(address)
    if wrong is None:
        last = address.rsplit(".", 1)[-1].lower()
        if last not in _ENDINGS:
            return None
        wrong = f"结尾“.{last}”多半是写错了"
    better = _better(address)
    return wrong, f"是不是 {better}？请改正" if better else "写成 name@example.cn 这样的一个地址"


def is_address(address: str) -> bool:
    """Fit for headers and the envelope."""
    return _problem(address) is None


def _problem(address: str) -> str | None:
    if not address.isascii() or any(ch < "!" or ch > "~" for ch in address):
        return "含有空格、汉字或全角符号"
    if address.count("@") != 1:
        return "没有 @" if "@" not in address else "不止一个地址"
    local, domain = address.split("@")
    labels = domain.split(".")
    if len(local) > _LONGEST_LOCAL or len(address) > _LONGEST:
        return "太长"
    if not _LOCAL.fullmatch(local):
        return f"@ 前面的“{local}”不对"
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return f"@ 后面的“{domain}”不对"
    return None


def _better(address: str) -> str:
    """A near miss that is an address, to be shown as a question, never used."""
    better = address.strip().strip("<>()（）《》;；,，。").removeprefix("mailto:")
    for slip, right in _SLIPS:
        better = better.replace(slip, right)
    head, dot, last = better.rpartition(".")
    better = f"{head}{dot}{_ENDINGS.get(last.lower(), last)}"
    return better if better != address and is_address(better) else ""


def checked(contacts: Sequence[Contact]) -> tuple[list[Contact], list[Finding]]:
    """Contacts that can be written to; findings for no address, a bad one, and one that two of them share.

    A cell may hold several addresses: one contact for each. A bad one among them is named, the others still get theirs.
    """
    good: list[Contact] = []
    findings: list[Finding] = []
    for contact in _each(contacts):
        if not contact.address:
            if not contact.reported:
                findings.append(finding("R501", contact.place, unit=contact.name, name=contact.name))
            continue
        wrong = problem_with(contact.address)
        if wrong is None:
            good.append(contact)
            continue
        problem, hint = wrong
        details = {"name": contact.name, "address": contact.address, "problem": problem, "hint": hint}
        findings.append(finding("R502", contact.place, unit=contact.name, **details))
    return good, findings + _shared(good)


def _each(contacts: Iterable[Contact]) -> Iterator[Contact]:
    """A contact for each address of its cell; the same one twice is one."""
    for contact in contacts:
        parts = [part for part in _BETWEEN.split(contact.address) if part]
        several = sum("@" in part for part in parts) > 1
        # anything else in the cell (a word, a header's name, a carriage return) is no list: it is refused whole
        if not several or "\r" in contact.address or not all("@" in part or "." in part for part in parts):
            yield contact
            continue
        for address in {part.lower(): part for part in parts}.values():
            yield replace(contact, address=address)


def _shared(contacts: Sequence[Contact]) -> list[Finding]:
    by_address: dict[str, list[Contact]] = {}
    for contact in contacts:
        by_address.setdefault(contact.address.lower(), []).append(contact)
    return [
        finding("R503", same[0].place, names="、".join(f"“{c.name}”" for c in same), address=same[0].address)
        for same in by_address.values()
        if len({contact.name for contact in same}) > 1
    ]
