"""kaohe_xl: score, rank and reward the returned Excel forms of a 目标管理责任制考核.

``new``, ``draft``, ``revise``, ``check``, ``issue``, ``status``, ``run``, ``watch``, ``explain``, ``doubt``, ``diff``,
``approve``, ``decide``, ``seal``, ``verify`` and ``history`` do what the commands do (:mod:`kaohe_xl.api`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kaohe_xl.api import (
        Decided,
        Difference,
        Explanation,
        Options,
        Outcome,
        Reply,
        Result,
        SchemeDraft,
        SchemeRevision,
        Seal,
        Uncertainty,
        UnitHistory,
        Verification,
        approve,
        check,
        decide,
        diff,
        doubt,
        draft,
        explain,
        history,
        issue,
        new,
        revise,
        run,
        seal,
        status,
        verify,
        watch,
    )

__all__ = [
    "Decided", "Difference", "Explanation", "Options", "Outcome", "Reply", "Result", "SchemeDraft", "SchemeRevision",
    "Seal", "Uncertainty", "UnitHistory", "Verification", "__version__", "approve", "check", "decide", "diff", "doubt",
    "draft", "explain", "history", "issue", "new", "revise", "run", "seal", "status", "verify", "watch",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """The door opens when somebody knocks: ``kaohe --help`` and the reading processes need no pandas."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    door = import_module("kaohe_xl.api")
    # all of them at once: importing the door has left the folders diff/ and explain/ under these two names
    globals().update({each: getattr(door, each) for each in __all__ if each != "__version__"})
    return globals()[name]
