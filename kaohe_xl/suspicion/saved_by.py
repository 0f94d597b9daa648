"""Forms last saved under one name by a few units: copied from one another, or filled in by one person for all."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import fold
from kaohe_xl.messages import finding
from kaohe_xl.returns.model import FileState, Returned
from kaohe_xl.scheme import model as m

# what programs and shops put there: no name of anybody
_NOBODY = frozenset(
    fold(name)
    for name in (
        "", "administrator", "admin", "user", "owner", "微软用户", "用户", "微软中国", "microsoft", "windows 用户",
        "windows user", "openpyxl", "xlsxwriter", "wps", "wps office", "kingsoft", "lenovo", "dell", "hp", "asus",
        "acer", "huawei", "pc", "thinkpad", "think", "apple", "雨林木风", "深度技术", "番茄花园", "china", "sky123.org",
        "微软", "未定义", "unknown", "python-docx", "libreoffice", "apache poi", "notebook", "desktop", "computer",
        "123",
    )
)  # fmt: skip


def shared_names(scheme: m.Scheme, returned: Returned) -> Iterator[Finding]:
    """A name under which the forms of two units were saved, or that is another unit's. Many units: a common machine."""
    units = set(scheme.unit_names)
    used = (FileState.ACCEPTED, FileState.PARTLY)
    files = [each for each in returned.files if each.outcome in used and each.filler in units and each.saved_by]
    by_name: dict[str, dict[str, str]] = {}
    for file in files:
        other = scheme.unit_called(file.saved_by)
        if other is not None and other.name != file.filler:
            yield _told(file.filler, file.name, file.saved_by, f"这是“{other.name}”的名字")
        elif other is None and fold(file.saved_by) not in _NOBODY:
            by_name.setdefault(fold(file.saved_by), {}).setdefault(file.filler, file.name)
    for own in by_name.values():
        if 2 <= len(own) <= max(2, len({each.filler for each in files}) // 5):
            (first, first_file), *others = own.items()
            for unit, name in others:
                who = next(each.saved_by for each in files if each.name == name)
                yield _told(unit, name, who, f"“{first}”的“{first_file}”也是用这个名字保存的")


def _told(unit: str, file: str, who: str, why: str) -> Finding:
    return finding("D776", Place(file), unit=unit, name=unit, who=who[:40], why=why)
