"""Whether a process is still there (POSIX)."""

from __future__ import annotations

import os
from pathlib import Path


def gone(pid: int) -> bool:
    """Nothing of it is left."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def ended(pid: int) -> bool:
    """It does nothing any more, whether or not somebody has asked after it: an orphan's heir may never do so."""
    state = Path(f"/proc/{pid}/stat")
    return gone(pid) or (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
