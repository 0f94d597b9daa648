"""编号 of the drafted indicators, and the sums that have to come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.document.document import Document, DraftIndicator
from kaohe_xl.drafting.draft import StatedSum

_KEY = re.compile(r"\d{1,2}(?:[.．-]\d{1,2})*")


def assign_keys(entries: Sequence[DraftIndicator]) -> bool:
    """Give every entry its 编号: the document's own where they are complete, else 1 or 1.1 by section.

    Returns whether sections are levels of their own (1 above 1.1).
    """
    own = [narrow(entry.number).strip(" .、") for entry in entries]
    if entries and all(_KEY.fullmatch(key) for key in own) and len(set(own)) == len(own):
        own = [key.replace("-", ".") for key in own]
        if all("." in key for key in own) or not _sections(entries):
            for entry, key in zip(entries, own, strict=True):
                entry.key = key
            return _sections(entries) and _agree(entries)
    if not _sections(entries):
        for number, entry in enumerate(entries, 1):
            entry.key = str(number)
        _split_bonus(entries)
        return False
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    for entry in entries:
        section = "/".join(entry.parent) or entry.section
        number = places.setdefault(section, len(places) + 1)
        counts[section] = counts.get(section, 0) + 1
        entry.key = f"{number}.{counts[section]}"
    return True


def _sections(entries: Sequence[DraftIndicator]) -> bool:
    """Is there a section with more than one indicator?"""
    names = ["/".join(entry.parent) or entry.section for entry in entries]
    return any(names.count(name) > 1 for name in set(names) if name)


def _agree(entries: Iterable[DraftIndicator]) -> bool:
    """Do the document's own numbers go with its sections?"""
    by_section: dict[str, set[str]] = {}
    for entry in entries:
        by_section.setdefault(entry.section, set()).add(entry.key.partition(".")[0])
    heads = [head for found in by_section.values() for head in found]
    return all(len(found) == 1 for found in by_section.values()) and len(set(heads)) == len(heads)


def _split_bonus(entries: Sequence[DraftIndicator]) -> None:
    """Several rules under one 加分项 are 6.1, 6.2, 6.3."""
    same: dict[str, list[DraftIndicator]] = {}
    for entry in entries:
        if entry.bonus:
            same.setdefault(entry.title, []).append(entry)
    number = 0
    counted: dict[str, int] = {}
    for entry in entries:
        group = same.get(entry.title, []) if entry.bonus else []
        if not group or entry is group[0]:
            number += 1
        if len(group) > 1:
            counted[entry.title] = counted.get(entry.title, 0) + 1
            entry.key = f"{number}.{counted[entry.title]}"
        else:
            entry.key = str(number)


def check_sums(document: Document) -> list[StatedSum]:
    """Every sum that the document states, beside what its parts come to."""
    found: list[StatedSum] = []
    for declared in document.declared:
        if declared.section:
            parts = [entry for entry in document.entries if declared.section in (entry.section, *entry.parent)]
            what = f"“{declared.section}”各项之和"
        else:
            parts, what = document.entries, "各项标准分之和"
        marks = [entry.mark for entry in parts if entry.mark is not None]
        if marks:
            found.append(StatedSum(what, declared.mark, sum(marks, Fraction(0)), declared.source))
    return list(dict.fromkeys(found))
