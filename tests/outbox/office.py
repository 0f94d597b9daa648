"""An assessment folder with results to mail, and a sender that can run in a process of its own."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import xlsxwriter

from kaohe_xl.base.filenames import unit_file
from kaohe_xl.outbox import Letter, LetterKind, SendLog, SendReport, open_ledger, read_settings, send
from kaohe_xl.scheme.model import Scheme, Unit
from tests.support.mail_server import PASSWORD, USER, Server
from tests.support.tables import make_scheme

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
ENDINGS = ("镇", "乡", "街道", "开发区管理委员会")


def units(count: int) -> tuple[Unit, ...]:
    """Units whose names are one another's beginnings as often as real ones are: 赵镇, 赵镇新, …"""
    made: list[Unit] = []
    for number in range(count):
        stem = SURNAMES[number % len(SURNAMES)] + SURNAMES[number // len(SURNAMES)]
        ending = ENDINGS[number % len(ENDINGS)]
        made.append(Unit(f"{stem}{ending}{'新' if number % 5 == 4 else ''}", email=f"unit{number}@example.cn"))
    return tuple(made)


def scheme_of(members: Sequence[Unit]) -> Scheme:
    scheme = make_scheme(units=tuple(members))
    return replace(scheme, settings=replace(scheme.settings, office="测试县考核办"))


def token(unit: str) -> str:
    """What only this unit's files contain."""
    return f"机密{random.Random(unit).randrange(10**15):015d}"


def write_scores(folder: Path, members: Sequence[Unit], kind: LetterKind = LetterKind.SCORES, day: int = 1) -> None:
    """结果/成绩单/<unit>.xlsx for each, as a run would leave them."""
    home = folder / "结果" / kind.value
    home.mkdir(parents=True, exist_ok=True)
    for unit in members:
        with xlsxwriter.Workbook(str(home / unit_file(unit.name, suffix=".xlsx"))) as book:
            book.set_properties({"created": datetime(2022, 12, day)})
            sheet = book.add_worksheet("成绩单")
            sheet.write("A1", unit.name)
            sheet.write("A2", token(unit.name))


def everything_in(content: bytes) -> str:
    """All text of an Office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def environment(server: Server, security: str, password: str = PASSWORD) -> dict[str, str]:
    """KAOHE_SMTP_… for a server of the tests."""
    found = {"HOST": "127.0.0.1", "PORT": str(server.port), "SECURITY": security, "FROM": USER}
    if security != "none":
        found |= {"USER": USER, "PASSWORD": password}
    return {f"KAOHE_SMTP_{name}": value for name, value in found.items()}


def send_all(
    folder: Path, letters: Sequence[Letter], environ: dict[str, str], ca: Path | None = None, timeout: float = 3.0
) -> SendReport:
    """Send in this process, without waiting between messages or attempts."""
    settings, findings = read_settings(environ, folder / "no-such-file.toml")
    assert settings is not None, findings
    settings = replace(settings, per_minute=0, pauses=(0.0, 0.0), timeout=timeout, ca_file=str(ca or ""))
    ledger, findings = open_ledger(folder)
    assert ledger is not None, findings
    with ledger:
        return send(letters, settings, ledger, lambda progress: None, sleep=lambda seconds: None)


def die_at(moment: str) -> None:
    """Let this process kill itself around the tenth letter's dot: before or after it is claimed, or settled."""
    calls = 0

    def wrapped(method: Callable[..., object], before: bool) -> Callable[..., object]:
        def call(*given: object) -> object:
            nonlocal calls
            calls += 1
            if calls == 10 and before:
                os.kill(os.getpid(), signal.SIGKILL)
            found = method(*given)
            if calls == 10:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return call

    name, _, when = moment.partition("-")
    setattr(SendLog, name, wrapped(getattr(SendLog, name), when == "before"))


def main(folder: Path, letters: Sequence[Letter], environ: dict[str, str], ca: Path | None, moment: str) -> None:
    """What ``kaohe mail --send`` does, in a process that a test can kill; told.json holds what it would print."""
    if moment:
        die_at(moment)
    report = send_all(folder, letters, environ, ca)
    summary = {
        "sent": len(report.sent),
        "already": len(report.already),
        "waiting": len(report.waiting),
        "named": [finding.unit for finding in report.findings if finding.code == "R623"],
    }
    (folder / "told.json").write_text(json.dumps(summary, ensure_ascii=False))
