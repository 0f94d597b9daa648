"""This process set apart for a trial: without a network but its own loopback, and with a user 李四 of its own.

Nothing of the machine changes: both end with the process. Needs root.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

from installers.steps import BuildError, run

USER, NUMBER = "李四", 1000
_NEW_MOUNTS, _NEW_NETWORK = 0x00020000, 0x40000000
_SET_FLAGS, _UP = 0x8914, 0x1


def set_apart(scratch: Path) -> None:
    """From here on there is no network, and number 1000 is called 李四.

    Raises:
        BuildError: not allowed.
    """
    if os.geteuid() or ctypes.CDLL(None, use_errno=True).unshare(_NEW_MOUNTS | _NEW_NETWORK):
        raise BuildError("this trial needs root: it takes the network away and runs as another user")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loopback:
        fcntl.ioctl(loopback, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    run("mount", "--make-rprivate", "/")
    users = scratch / "passwd"
    users.write_text(f"root:x:0:0::/root:/bin/sh\n{USER}:x:{NUMBER}:{NUMBER}::{scratch / USER}:/bin/sh\n", "utf-8")
    run("mount", "--bind", users, "/etc/passwd")


def network() -> str:
    """What the system says when somebody wants out; empty if it can."""
    try:
        socket.create_connection(("1.1.1.1", 53), timeout=3).close()
    except OSError as error:
        return str(error)
    return ""


def own(*paths: Path) -> None:
    """Give files and folders to the user."""
    for path in paths:
        run("chown", "-R", f"{NUMBER}:{NUMBER}", path)
