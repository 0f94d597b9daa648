"""通报: the letters as they will read, to look through and to print; the Word files lie in 结果/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaohe_xl.base.filenames import RESULTS, is_temporary
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Tab


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``notices.html``."""
    notices, found = opened.notices()
    scheme = opened.check().scheme
    names = [
        each.name + (f" {scheme.units[each.unit].name}" if each.unit is not None and scheme is not None else "")
        for each in notices
    ]
    chosen = query.get("name") or (names[0] if names else "")
    number = names.index(chosen) if chosen in names else 0
    results = opened.root / RESULTS
    files = sorted(
        path.relative_to(opened.root).as_posix()
        for path in (results.rglob("*.docx") if results.is_dir() else ())
        if not is_temporary(path.name)
    )
    return {
        "found": found,
        "names": names,
        "chosen": names[number] if names else "",
        "document": notices[number].document if notices else None,
        "files": files,
        "written": opened.written(),
    }


TAB = Tab("notices", "通报", "先看、再打印；Word 文件在结果文件夹里。", show)
