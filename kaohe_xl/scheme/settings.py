"""考核设置: one setting a row, each read as its declaration says (:mod:`kaohe_xl.scheme.model.settings`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, fold, nearest, split_list
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.declared_names import DeclaredNames
from kaohe_xl.scheme.model.setting_types import (
    ChoiceSetting,
    NamesSetting,
    NumberSetting,
    OnDay,
    Setting,
    SomeOf,
    TextSetting,
    WholeNumberSetting,
    WordSetting,
    YearSetting,
    YesNoSetting,
)
from kaohe_xl.scheme.model.settings import BY_NAME, SETTINGS

_NONE = "无"
_ALIKE = 80.0  # a setting that looks so much like a known one is probably that one, mistyped


def read_settings(book: Book, reader: CellReader) -> m.Settings:
    """The settings; a value that cannot be read is a finding, and the default stands. Unknown ones are kept."""
    rows = _setting_rows(book, reader)
    default = m.Settings()
    read = {
        name: _value(reader, rows[declared.name]["值"], declared, getattr(default, name))
        for name, declared in SETTINGS.items()
        if declared.name in rows
    }
    extra = {name: row.text("值") for name, row in rows.items() if name not in BY_NAME}
    settings = m.Settings(**read, extra=extra, places={name: row["值"].place for name, row in rows.items()})
    _check_dates(settings, reader)
    return settings


def _value(reader: CellReader, cell: Cell, declared: Setting, default: Any) -> Any:
    name, kind = declared.name, declared.kind
    match kind:
        case TextSetting():
            return cell.text
        case YearSetting():
            return reader.year_of(cell, name)
        case NumberSetting():
            return reader.number_of(cell, name)
        case WholeNumberSetting():
            return _whole(reader, cell, name, kind)
        case YesNoSetting():
            return reader.yes_of(cell, name, default)
        case ChoiceSetting():
            return reader.choice_of(cell, name, kind.of, default)
        case WordSetting():
            return _one_of(reader, cell, name, kind)
        case NamesSetting():
            return tuple(split_list(cell.text))
        case OnDay():
            return reader.day_of(cell, name)
        case SomeOf():
            return _several(reader, cell, name, kind)


def _setting_rows(book: Book, reader: CellReader) -> dict[str, Row]:
    """Rows with a value, by the setting's name as the contract spells it; a name that looks mistyped is reported."""
    rows: dict[str, Row] = {}
    seen: dict[str, Place] = {}
    spelled = {fold(other): each.name for each in BY_NAME.values() for other in (each.name, *each.also)}
    for row in reader.table(book, tables.SETTINGS) or ():
        if reader.nameless(row, "设置"):
            continue
        typed = row.text("设置")
        name = spelled.get(fold(typed), typed)
        if not reader.unique(seen, name, row["设置"], "设置", "留下其中一行，另一行删去") or row["值"].blank:
            continue
        rows[name] = row
        near = nearest(name, BY_NAME, limit=1, alike=_ALIKE) if name not in BY_NAME else []
        if near:
            reader.report("S108", row["设置"].place, name=name, near=near[0])
    return rows


def settle_names(settings: m.Settings, known: DeclaredNames, reader: CellReader) -> m.Settings:
    """Lines and 编号 that settings name, as the scheme spells them; unknown ones are reported at their cell."""
    settled: dict[str, Any] = {
        field: _known_names(settings, field, kind, known, reader)
        for field, declared in SETTINGS.items()
        if isinstance(kind := declared.kind, NamesSetting)
    }
    return replace(settings, **settled)


def _known_names(
    settings: m.Settings, field: str, kind: NamesSetting, known: DeclaredNames, reader: CellReader
) -> tuple[str, ...]:
    setting, words = SETTINGS[field].name, getattr(settings, field)
    lines = {fold(line.name): line.name for line in known.lines} if kind.lines else {}
    found = []
    for word in words:
        indicator = known.indicator(word) if kind.indicators else None
        name = lines.get(fold(word)) or (indicator.key if indicator else "")
        if kind.every and fold(word) == kind.every:
            name = kind.every
        found.append(name)
        if not name:
            what = "考核线或编号" if kind.indicators else "考核线"
            usual = f"填{what}，几个用、隔开" + (f"，或 {kind.every}" if kind.every else "")
            hint = did_you_mean(word, [*lines.values(), *(known.indicators if kind.indicators else ())]) or usual
            problem = f"没有{what}“{word}”"
            place = settings.places[setting]
            reader.report("S105", place, column=setting, value="、".join(words), problem=problem, expected=hint)
    return tuple(dict.fromkeys(filter(None, found)))


def _whole(reader: CellReader, cell: Cell, name: str, kind: WholeNumberSetting) -> int:
    value = reader.whole_of(cell, name, kind.usual)
    if kind.least <= value <= kind.most:
        return value
    reader.bad(cell, name, f"应在 {kind.least} 到 {kind.most} 之间", f"一般填 {kind.usual}")
    return kind.usual


def _several(reader: CellReader, cell: Cell, name: str, kind: SomeOf) -> tuple[str, ...]:
    known = {fold(word): word for word in kind.words}
    typed = [word for word in split_list(cell.text) if fold(word) != _NONE]
    for word in typed:
        if fold(word) not in known:
            reader.bad(cell, name, f"没有“{word}”这一样", f"填 {'、'.join(kind.words)} 里的几样，或 {_NONE}")
    return tuple(word for word in kind.words if fold(word) in map(fold, typed))


def _check_dates(settings: m.Settings, reader: CellReader) -> None:
    """A first day after the last one, appeals that end before anybody could read the list."""
    first, last, until = settings.published_from, settings.published_until, settings.appeals_until
    places = settings.places
    if first is None and last is not None:
        reader.report("S121", places["公示截止日期"])
    if first is not None and last is not None and last < first:
        reader.report("S122", places["公示截止日期"], name="公示截止日期", day=last, first=first)
    if first is not None and until is not None and until < first:
        reader.report("S122", places["申诉截止日期"], name="申诉截止日期", day=until, first=first)


def _one_of(reader: CellReader, cell: Cell, name: str, kind: WordSetting) -> str:
    word = cell.text.strip()
    if word in kind.words:
        return word
    listed = " 或 ".join(kind.words)
    reader.bad(cell, name, f"只能是 {listed}", f"填 {listed}；{kind.blank}")
    return ""
