"""The sender is killed without warning, again and again: nobody gets a letter twice, and a doubtful one is named."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.outbox import Letter, LetterKind, LetterState, mail_status, prepare
from tests.outbox.office import environment, main, scheme_of, units, write_scores
from tests.support.certificates import Certificates
from tests.support.mail_server import Server, mail_server

COUNT = 80
KILLS = 12
FORK = multiprocessing.get_context("fork")  # a process of its own, without half a second of imports for each


@dataclass(frozen=True)
class Sending:
    """How to send from one folder to one server."""

    folder: Path
    server: Server
    letters: Sequence[Letter]
    security: str = "none"
    authority: Path | None = None

    def start(self, moment: str = "") -> ForkProcess:
        environ = environment(self.server, self.security)
        given = (self.folder, self.letters, environ, self.authority, moment)
        process = FORK.Process(target=main, args=given, daemon=True)
        process.start()
        return process

    def finish(self) -> dict[str, Any]:
        process = self.start()
        process.join(timeout=60)
        assert process.exitcode == 0
        told = json.loads((self.folder / "told.json").read_text())
        assert isinstance(told, dict)
        return told


def letters_for(folder: Path, count: int) -> list[Letter]:
    """Prepared once: what is killed here is the sending."""
    write_scores(folder, units(count))
    return prepare(folder, scheme_of(units(count)), LetterKind.SCORES)[0]


def kill_at(process: ForkProcess, server: Server, arrived: int, later: float) -> bool:
    """SIGKILL a moment after so many messages have arrived; False if it was done before that."""
    deadline = time.monotonic() + 60
    while sum(entry.name.endswith(".eml") for entry in os.scandir(server.store)) < arrived:
        if process.exitcode is not None or time.monotonic() > deadline:
            break
        time.sleep(0.003)
    time.sleep(later)
    process.kill()
    process.join(timeout=10)
    return process.exitcode == -signal.SIGKILL


def test_killed_at_random_points_nobody_gets_two(tmp_path: Path, certificates: Certificates) -> None:
    """The server answers a little late, so that kills fall before, on and after the dot."""
    chance = random.Random(391)
    letters = letters_for(tmp_path, COUNT)
    points = sorted(chance.sample(range(COUNT - 5), KILLS))
    with mail_server(tmp_path / "server", "ssl", certificates.good, login=True, slow=0.004) as server:
        sending = Sending(tmp_path, server, letters, "ssl", certificates.authority)
        assert all(kill_at(sending.start(), server, point, chance.random() * 0.02) for point in points)
        named = {finding.unit for finding in mail_status(tmp_path).findings}
        told = sending.finish()
        kept = server.kept()
        assert sending.finish()["sent"] == 0
        assert len(server.kept()) == len(kept)
    got = Counter(message.recipients[0] for message in kept)
    after = {entry.unit: entry.state for entry in mail_status(tmp_path).entries}
    doubtful = {unit for unit, state in after.items() if state is LetterState.DOUBTFUL}
    assert max(got.values()) == 1
    assert {unit.name for unit in units(COUNT) if unit.email not in got} <= doubtful
    assert all(state in (LetterState.SENT, LetterState.DOUBTFUL) for state in after.values())
    assert len(after) == COUNT
    assert doubtful == named == set(told["named"])
    assert len(doubtful) <= KILLS


@pytest.mark.parametrize(
    ("moment", "arrived", "state"),
    [
        ("claim-before", 0, LetterState.PENDING),  # the dot has not left, and nothing says that it might have
        ("claim-after", 0, LetterState.DOUBTFUL),  # it was about to leave
        ("set_state-before", 1, LetterState.DOUBTFUL),  # it arrived, and the answer was not written down
        ("set_state-after", 1, LetterState.SENT),
    ],
)
def test_killed_around_the_last_byte(tmp_path: Path, moment: str, arrived: int, state: LetterState) -> None:
    members = units(12)
    letters = letters_for(tmp_path, 12)
    tenth = members[9]
    with mail_server(tmp_path / "server") as server:
        sending = Sending(tmp_path, server, letters)
        dying = sending.start(moment)
        dying.join(timeout=60)
        assert dying.exitcode == -signal.SIGKILL
        time.sleep(0.1)  # the server notices that the connection is gone
        states = {entry.unit: entry.state for entry in mail_status(tmp_path).entries}
        order = list(states)
        assert Counter(message.recipients[0] for message in server.kept())[tenth.email] == arrived
        assert (order.index(tenth.name), states[tenth.name]) == (9, state)
        told = sending.finish()
        assert told["named"] == ([tenth.name] if state is LetterState.DOUBTFUL else [])
        got = Counter(message.recipients[0] for message in server.kept())
    missing = [unit.name for unit in members if unit.email not in got]
    assert missing == ([tenth.name] if moment == "claim-after" else [])
    assert set(got.values()) == {1}
