"""The ledger says who has what, whatever happened in between."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kaohe_xl.outbox import Letter, LetterKind, LetterState, SendLog, mail_status, open_ledger, read_settings, send
from kaohe_xl.watching.lock import take
from tests.outbox.office import environment
from tests.outbox.test_crash import FORK
from tests.support.mail_server import mail_server


def letter(unit: str, subject: str = "成绩单", kind: LetterKind = LetterKind.SCORES) -> Letter:
    return Letter(unit, unit, f"{len(unit)}@example.cn", subject, "", (), kind)


def opened(folder: Path) -> SendLog:
    ledger, findings = open_ledger(folder)
    assert ledger is not None, findings
    return ledger


def states(folder: Path) -> dict[str, LetterState]:
    return {entry.key: entry.state for entry in mail_status(folder).entries}


def test_newer_figures_take_the_place_of_a_letter_that_never_went_out(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.enqueue(
            [
                ("old", letter("城关镇")),
                ("other", letter("柳湾镇x")),
                ("notice", letter("城关镇", kind=LetterKind.NOTICE)),
            ]
        )
        ledger.enqueue([("new", letter("城关镇"))])
        assert states(tmp_path) == {
            "old": LetterState.REPLACED, "other": LetterState.PENDING, "notice": LetterState.PENDING,
            "new": LetterState.PENDING,
        }  # fmt: skip
        assert ledger.claim("new")
        ledger.set_state("new", LetterState.SENT, "250")
        ledger.enqueue([("old", letter("城关镇"))])  # back to the first figures: they were never sent
    assert (states(tmp_path)["old"], states(tmp_path)["new"]) == (LetterState.PENDING, LetterState.SENT)


def test_a_letter_is_claimed_by_one_only(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path) as two:
        one.enqueue([("key", letter("城关镇"))])
        assert one.claim("key")
        assert not two.claim("key")
        one.set_state("key", LetterState.SENT, "250")
        assert not two.claim("key")


def test_what_stands_as_being_sent_is_doubtful_unless_somebody_is_sending(tmp_path: Path) -> None:
    assert mail_status(tmp_path).entries == ()
    assert not (tmp_path / "结果").exists()
    with opened(tmp_path) as ledger:
        ledger.enqueue([("key", letter("城关镇"))])
        ledger.claim("key")
        lock, _ = take(ledger.lock_path, "发送邮件")
        assert lock is not None
        with lock:
            assert states(tmp_path) == {"key": LetterState.SENDING}
        status = mail_status(tmp_path)
        assert [entry.state for entry in status.entries] == [LetterState.DOUBTFUL]
        assert str(status.findings[0]).startswith(
            "[R623错误] 给“城关镇”（3@example.cn）的成绩单不知道送到没有（发送时中断）"
        )
        assert [entry.key for entry in ledger.recover()] == ["key"]
        assert ledger.recover() == []


def test_every_step_stays_in_the_ledger_with_its_time(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.enqueue([("key", letter("城关镇"))])
        ledger.tried("key", "451 later")
        ledger.claim("key")
        ledger.set_state("key", LetterState.SENT, "250 queued as 17")
        path = ledger.path
    base = sqlite3.connect(path)
    told = base.execute("SELECT state, reply FROM events ORDER BY rowid").fetchall()
    base.close()
    assert told == [("待发", ""), ("待发", "451 later"), ("发送中", ""), ("已发", "250 queued as 17")]
    entry = mail_status(tmp_path).entries[0]
    assert (entry.attempts, entry.reply, entry.unit) == (1, "250 queued as 17", "城关镇")


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    base = sqlite3.connect(tmp_path / "结果" / "发送记录.sqlite")
    base.execute("PRAGMA user_version = 99")
    base.close()
    ledger, findings = open_ledger(tmp_path)
    assert ledger is None
    assert "由更新的版本写成" in findings[0].text


def send_slowly(folder: Path, letters: list[Letter], environ: dict[str, str]) -> None:
    """One message a minute, until Ctrl-C; says what it would print."""
    settings, _ = read_settings(environ, folder / "no.toml")
    assert settings is not None
    with opened(folder) as ledger:
        report = send(
            letters, replace(settings, per_minute=0 if len(letters) == 2 else 1), ledger, lambda progress: None
        )
    names = [[letter.unit for letter in group] for group in (report.sent, report.doubtful, report.waiting)]
    codes = [finding.code for finding in report.findings]
    (folder / "told.json").write_text(json.dumps([*names, codes]))


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (("stall-after", "b"), [[], ["stall-after"], ["b"], ["R623", "R626"]]),  # while its answer is awaited
        (("a", "b", "c"), [["a"], [], ["b", "c"], ["R626"]]),  # in the pause before the next
    ],
)
def test_ctrl_c_names_the_letter_on_its_way_and_keeps_the_others_waiting(
    tmp_path: Path, units: tuple[str, ...], expected: list[list[str]]
) -> None:
    letters = [Letter(unit, unit, f"{unit}@example.cn", "成绩单", "", (), LetterKind.SCORES) for unit in units]
    with mail_server(tmp_path / "server") as server:
        process = FORK.Process(target=send_slowly, args=(tmp_path, letters, environment(server, "none")), daemon=True)
        process.start()
        end = time.monotonic() + 10
        while not server.kept():
            assert time.monotonic() < end
            time.sleep(0.01)
        time.sleep(0.3)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        process.join(timeout=10)
        assert process.exitcode == 0
    assert json.loads((tmp_path / "told.json").read_text()) == expected
