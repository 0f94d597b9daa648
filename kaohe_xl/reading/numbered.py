"""The numbers that Word puts before paragraphs and does not store: 一、 （一） 1. ①, worked out from numbering.xml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kaohe_xl.reading.package import Package
from kaohe_xl.reading.xml import parse_xml

_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
_DIGITS = "〇一二三四五六七八九"
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_CIRCLED = 20  # ① to ⑳ are characters of their own
_BODY_LEVEL = 9  # outline level of body text, 0-based


class Level(NamedTuple):
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


class StyleOf(NamedTuple):
    """What a paragraph style says: heading level (0 = body) and the list it belongs to."""

    heading: int = 0
    number: tuple[str, int] | None = None


class Numbering:
    """Counts paragraphs of lists in document order."""

    def __init__(self, package: Package) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[str] = set()
        if _NUMBERING in package.parts:
            self._read(package.read(_NUMBERING))

    def _read(self, data: bytes) -> None:
        abstract = own = ""
        level = -1

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            nonlocal abstract, own, level
            value = attributes.get("val", "")
            if tag == "abstractNum":
                abstract, own = attributes.get("abstractNumId", ""), ""
            elif tag == "num":
                own, abstract = attributes.get("numId", ""), ""
            elif tag == "abstractNumId" and own:
                self._lists[own] = value
            elif tag in ("lvl", "lvlOverride"):
                level = whole(attributes.get("ilvl"))
                if abstract:
                    self._abstract.setdefault(abstract, {})[level] = Level()
            elif tag == "startOverride" and own:
                self._starts[own, level] = whole(value, 1)
            elif abstract and tag in ("numFmt", "lvlText", "start") and level in self._abstract.get(abstract, {}):
                levels = self._abstract[abstract]
                if tag == "numFmt":
                    levels[level] = levels[level]._replace(form=value)
                elif tag == "lvlText":
                    levels[level] = levels[level]._replace(text=value)
                else:
                    levels[level] = levels[level]._replace(start=whole(value, 1))

        parse_xml(_NUMBERING, data, start)

    def next(self, number: tuple[str, int] | None) -> str:
        """The number that the next paragraph of this list and level shows; empty for bullets and outside lists."""
        if number is None or number[0] not in self._lists:
            return ""
        own, level = number
        abstract = self._lists[own]
        levels = self._abstract.get(abstract, {})
        if not 0 <= level < _LEVELS or level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        if own not in self._begun:
            self._begun.add(own)
            for (other, at), begin in self._starts.items():
                if other == own and 0 <= at < _LEVELS:
                    counts[at] = begin - 1
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if levels[level].form in ("bullet", "none"):
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            rule = levels.get(at, Level())
            return written(counts[at] or rule.start, rule.form)

        return _PLACE.sub(shown, levels[level].text)


def read_styles(package: Package) -> dict[str, StyleOf]:
    """Paragraph styles by id, with what they inherit."""
    if _STYLES not in package.parts:
        return {}
    found: dict[str, StyleOf] = {}
    parents: dict[str, str] = {}
    style = list_id = ""
    level = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal style, list_id, level
        value = attributes.get("val", "")
        if tag == "style":
            style, list_id, level = attributes.get("styleId", ""), "", 0
            found[style] = StyleOf()
        elif not style:
            return
        elif tag == "basedOn":
            parents[style] = value
        elif tag == "name" and (heading := _HEADING.match(value)):
            found[style] = found[style]._replace(heading=int(heading[1]))
        elif tag == "outlineLvl" and whole(value, _BODY_LEVEL) < _BODY_LEVEL:
            found[style] = found[style]._replace(heading=whole(value) + 1)
        elif tag == "ilvl":
            level = whole(value)
        elif tag == "numId":
            list_id = value
        if list_id:
            found[style] = found[style]._replace(number=(list_id, level))

    parse_xml(_STYLES, package.read(_STYLES), start)
    return {name: _inherited(name, found, parents) for name in found}


def _inherited(name: str, found: Mapping[str, StyleOf], parents: Mapping[str, str]) -> StyleOf:
    own, seen = found[name], {name}
    while (name := parents.get(name, "")) in found and name not in seen:
        seen.add(name)
        above = found[name]
        own = StyleOf(own.heading or above.heading, own.number or above.number)
    return own


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of an attribute."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def written(count: int, form: str) -> str:
    """A count in one of Word's number formats; those that are not known are shown as figures."""
    lower = form.lower()
    if lower in ("chinesecounting", "chinesecountingthousand", "japanesecounting", "taiwanesecountingthousand"):
        return _in_chinese(count)
    if lower in ("ideographdigital", "taiwanesedigital", "taiwanesecounting"):
        return "".join(_DIGITS[int(digit)] for digit in str(count)) if count > 10 else _in_chinese(count)
    if lower.startswith("decimalenclosedcircle") and 1 <= count <= _CIRCLED:
        return chr(ord("①") + count - 1)
    if lower == "decimalenclosedparen" and 1 <= count <= _CIRCLED:
        return chr(ord("⑴") + count - 1)
    if lower == "decimalenclosedfullstop" and 1 <= count <= _CIRCLED:
        return chr(ord("⒈") + count - 1)
    if lower in ("upperletter", "lowerletter") and 1 <= count <= 26:
        return chr(ord("A" if lower == "upperletter" else "a") + count - 1)
    if lower == "decimalfullwidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(count))
    return str(count)


def _in_chinese(count: int) -> str:
    if not 1 <= count <= 99:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")
