"""How many random cases are tried: a share of them in every run of the suite, all before a release."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("KAOHE_THOROUGH"))


def tries(every_run: int, release: int) -> int:
    """As many as a run of the suite has time for; with ``KAOHE_THOROUGH=1`` as many as a release must pass."""
    return release if THOROUGH else every_run
