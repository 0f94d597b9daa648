"""What a tab is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kaohe_xl.api import ProgressListener
from kaohe_xl.page.background import Done
from kaohe_xl.page.state import OpenAssessment

FormFields = Mapping[str, str]


@dataclass(frozen=True)
class Started:
    """Work that takes long: it goes on in a thread of its own and is watched on a page of its own."""

    title: str
    task: Callable[[ProgressListener], Done]


@dataclass(frozen=True)
class Tab:
    """A screen. ``show``: what its template is given, from the query; ``actions``: what its buttons do."""

    slug: str
    title: str
    purpose: str  # a sentence below the heading: what is done here
    show: Callable[[OpenAssessment, FormFields], Mapping[str, Any]]
    actions: Mapping[str, Callable[[OpenAssessment, FormFields], Done | Started]] = field(default_factory=dict)
