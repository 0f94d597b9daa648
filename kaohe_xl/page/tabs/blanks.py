"""发表: the blank forms that go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaohe_xl import api
from kaohe_xl.base.filenames import BLANKS, is_temporary
from kaohe_xl.page.background import Done
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Started, Tab


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``blanks.html``."""
    folder = opened.folder / BLANKS
    files = sorted(path.name for path in folder.iterdir() if not is_temporary(path.name)) if folder.is_dir() else []
    return {"files": files, "folder": BLANKS, "checked": opened.check()}


def _issue(opened: OpenAssessment, form: FormFields) -> Started:
    def task(tell: api.ProgressListener) -> Done:
        made = api.issue(opened.folder, tell=tell)
        if made.exit_code == 2:
            return Done("没有写填报表：先把方案改好。", made.found, failed=True)
        return Done(f"已写 {len(made.paths)} 份填报表到 {BLANKS} 文件夹。", made.found)

    return Started("写填报表", task)


TAB = Tab("blanks", "发表", "按方案生成空白填报表，发给各单位填。", show, {"issue": _issue})
