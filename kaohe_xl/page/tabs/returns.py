"""收表: what came back, from whom, what is wrong with it, what to say to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kaohe_xl.base.finding import Audience
from kaohe_xl.page.state import OpenAssessment
from kaohe_xl.page.tabs.tab import FormFields, Tab
from kaohe_xl.returns.model import FileState, Received


def show(opened: OpenAssessment, query: FormFields) -> Mapping[str, Any]:
    """For ``returns.html``."""
    state = opened.status()
    returned = state.returned
    fillers = list(returned.fillers) if returned is not None else []
    order = [Received.MISSING, Received.PARTLY]
    fillers.sort(key=lambda each: order.index(each.received) if each.received in order else len(order))
    files = list(returned.files) if returned is not None else []
    files.sort(key=lambda each: each.outcome is not FileState.REFUSED)
    found = [each for each in state.found if each.message.audience is not Audience.AUTHOR]
    return {
        "state": state,
        "found": found,
        "fillers": fillers,
        "files": files,
        "counts": Counter(each.received.value for each in fillers),
        "refused": [each for each in files if each.outcome is FileState.REFUSED],
        "complete": bool(fillers) and all(each.received is Received.RETURNED for each in fillers),
    }


TAB = Tab("returns", "收表", "把收回的文件拖到这一页上；看谁没交、哪里要改。", show)
