"""The running page, asked over its addresses as its own browser window would: first link, rooms, buttons, goodbye."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from installers.steps import BuildError
from kaohe_xl.page.tabs import ALL

ROOMS = tuple(room.slug for room in ALL)
_WINDOW = "trial-window"


def first_link(written: Path, seconds: float = 120) -> str:
    """What the browser was asked to open since the last time: a trial's browser writes it down.

    Raises:
        BuildError: nothing in that time.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if written.is_file() and (link := written.read_text("utf-8").strip()):
            written.unlink()
            return link
        time.sleep(0.02)
    raise BuildError(f"no browser was opened in {seconds} s")


def _words(page: str) -> str:
    """What a page of trouble says, its trace included."""
    return re.sub(r"<[^>]*>|\s*\n\s*\n", "\n", page[page.find("<main") :])[-3000:]


class Visit:
    """One window. ``link``: the first link, with its token."""

    def __init__(self, link: str, seconds: float = 120) -> None:
        parts = urlsplit(link)
        self.address = f"{parts.scheme}://{parts.netloc}"
        self.assessment = parse_qs(parts.query).get("to", [""])[0].rstrip("/")
        self._client = httpx.Client(base_url=self.address, headers={"Origin": self.address}, timeout=seconds)
        began = time.monotonic()
        self.first = self.look(link.removeprefix(self.address), patience=seconds)
        self.seconds = time.monotonic() - began
        self._client.post("/alive", content=_WINDOW)

    def look(self, path: str, patience: float = 0) -> str:
        """What an address shows.

        Raises:
            BuildError: anything but a whole page of ours.
        """
        until = time.monotonic() + patience
        while True:
            try:
                answer = self._client.get(path, follow_redirects=True)
                break
            except httpx.ConnectError as error:
                if time.monotonic() > until:
                    raise BuildError(f"nobody answers at {self.address}: {error}") from error
                time.sleep(0.1)
        if answer.status_code != 200 or "</html>" not in answer.text:
            raise BuildError(f"{path} answers {answer.status_code}: {_words(answer.text)}")
        return answer.text

    def rooms(self) -> Mapping[str, str]:
        """Every room's heading, by its address."""
        found = {room: re.search(r"<h1>(.*?)</h1>", self.look(f"{self.assessment}/{room}")) for room in ROOMS}
        return {room: heading[1] for room, heading in found.items() if heading}

    def press(self, path: str, **form: str) -> str:
        """Send a form; what is shown afterwards, once the work is done.

        Raises:
            BuildError: the work did not end in five minutes.
        """
        answer = self._client.post(path, data=form)
        until = time.monotonic() + 300
        to = answer.headers.get("location", "")
        if re.fullmatch(r"/work/\d+", to):
            while not self._client.get(f"{to}.json").json()["finished"]:
                if time.monotonic() > until:
                    raise BuildError(f"{path} is not done after five minutes")
                time.sleep(0.3)
        return self.look(to)

    def leave(self) -> None:
        """Close the window; the page ends by itself soon after."""
        self._client.post("/gone", content=_WINDOW)
        self._client.close()
