"""Names of files: a unit's name made safe for one, whose file a name says it is, and names that are never content.

What stands in 成绩单/, 通报/ and 退回修改/ goes to the unit that its file name starts with. Two units must therefore
never share a safe name, and no unit's name may read as the start of another's.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path

# what lies in the folder of an assessment
SCHEME_FILE = "方案.xlsx"
BLANKS, RETURNS, RESULTS, APPEALS = "发放", "收表", "结果", "申诉"
# what lies in 结果/: the scored workbook, whose name ends so; papers; what makes way for a newer one
SCORED = "-评分结果"
# a paper's name, and the folder of the units' own
REPORT, CARD, PUBLIC, RESPONSE = "通报", "成绩单", "公示", "申诉答复"
FILLED = "细则存档"
SENT_BACK, OLD = "退回修改", "旧稿"
PROVISIONAL_NOTE = "阶段性结果.txt"  # as long as forms are still to come in

_SEPARATOR = "_"
_SHORTENED = "~"
# Windows forbids the first nine; % and $ and ; trip up shells and mail programs; _ and ~ have a meaning here
_UNSAFE = re.compile(r'[<>:"/\\|?*%$;_~]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin|conout|com[\d¹²³]|lpt[\d¹²³]|clock)", re.IGNORECASE)
_MOST_BYTES = 120  # of the 255 that file systems allow; leaves room for a period, a suffix and a temporary ending
_DIGEST = 8

# what programs leave beside a file that is open or on its way: Office, WPS, LibreOffice, browsers, Finder, Explorer
_TEMPORARY_STARTS = ("~$", ".", "~wrl", "_tmp_")
_TEMPORARY_ENDS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lnk", "~")
_TEMPORARY_NAMES = ("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r")


def safe_name(unit: str) -> str:
    """A unit's (or scheme's) name as part of a file name: legal on every system, without ``_``, and its own.

    A name that is fine stays as it is. A name that had to be changed or cut gets ``~`` and eight digits of its hash, so
    that two units never end up in one file.
    """
    safe = _UNSAFE.sub("-", _printable(unit)).strip(" .")
    short = _cut(safe, _MOST_BYTES)
    if is_reserved(short):
        short = short.replace(".", "-")
    elif short == unit and short:
        return short
    digest = hashlib.sha256(unit.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{short.rstrip(' .') or '单位'}{_SHORTENED}{digest}"


def unit_file(unit: str, *parts: str, suffix: str) -> str:
    """``<单位>_<part>_….xlsx``: a file name that :func:`belongs_to` finds again. ``suffix`` comes with its dot."""
    return _SEPARATOR.join([safe_name(unit), *(safe_name(part) for part in parts)]) + suffix


def belongs_to(name: str, unit: str) -> bool:
    """Is this file name (no folder) of that unit: ``<单位>.xlsx``, ``<单位>_….docx``?"""
    return Path(name).name == name and owner_part(name) == safe_name(unit)


def owner_part(name: str) -> str:
    """The safe name of the unit that a file name starts with."""
    head, separator, _ = name.partition(_SEPARATOR)
    return head if separator else Path(name).stem


def is_reserved(name: str) -> bool:
    """Is it a device under Windows? Only what stands before the first dot counts there: LPT9.甲 is a printer."""
    return _RESERVED.fullmatch(name.split(".")[0].rstrip()) is not None


def numbered(path: Path) -> Iterator[Path]:
    """The path, then the same with (2), (3) … behind its name: until one is free."""
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}({number}){path.suffix}")


def is_temporary(name: str) -> bool:
    """Is this a file that a program keeps beside the real one, or that is still on its way?"""
    lower = name.lower()
    return lower.startswith(_TEMPORARY_STARTS) or lower.endswith(_TEMPORARY_ENDS) or lower in _TEMPORARY_NAMES


def _printable(text: str) -> str:
    """One form per name, without what cannot be seen or would break a line: controls, direction marks, surrogates."""
    composed = unicodedata.normalize("NFC", text)
    return "".join("-" if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Zl", "Zp") else ch for ch in composed)


def _cut(text: str, most: int) -> str:
    """The longest start of at most so many UTF-8 bytes."""
    return text.encode()[:most].decode(errors="ignore")
