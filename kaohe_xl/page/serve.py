"""Start and end of the page: a random port on loopback, a token, the browser; it ends with its last window."""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import uvicorn

from kaohe_xl.page.app import build
from kaohe_xl.page.state import PageState

_LOOPBACK = "127.0.0.1"
_LOOK = 2.0  # seconds between two looks whether a window is still open


def serve(
    folder: Path | None = None,
    *,
    port: int = 0,
    browser: bool = True,
    tell: Callable[[str], None] = print,
    opened: Callable[[str], object] = webbrowser.open,
) -> None:
    """Serve the page until its last window is closed or Ctrl-C.

    Args:
        folder: an assessment to show at once.
        port: 0 for any free one.
        browser: open it; otherwise only ``tell`` the first link.

    Raises:
        OSError: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with listening:
        if sys.platform == "win32":  # nobody else may listen here too
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_LOOPBACK, port))
        listening.listen(128)  # before anybody is told the link
        port = listening.getsockname()[1]
        token = secrets.token_urlsafe(32)
        page_state = PageState()
        to = "/"
        if folder is not None:
            to = f"/a/{page_state.open(folder).key}/"
        server = uvicorn.Server(
            uvicorn.Config(
                build(page_state, token, port), log_level="warning", lifespan="off", timeout_graceful_shutdown=3
            )
        )
        link = f"http://{_LOOPBACK}:{port}/first?token={token}" + ("" if to == "/" else f"&to={quote(to)}")
        ended = threading.Event()
        try:
            tell(link)
            if browser:
                threading.Thread(target=opened, args=(link,), daemon=True).start()
            threading.Thread(target=_watch, args=(server, page_state, ended), daemon=True).start()
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass
        finally:
            ended.set()
            page_state.jobs.stop_all()


def _watch(server: uvicorn.Server, page_state: PageState, ended: threading.Event) -> None:
    """End the server when no window has been heard of for a while and nothing is being worked on."""
    while not ended.wait(_LOOK):
        if page_state.deserted and not page_state.jobs.busy:
            server.should_exit = True
            return
