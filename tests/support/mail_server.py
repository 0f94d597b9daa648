"""A mail server for the tests: aiosmtpd in a process of its own, with TLS and login, on 127.0.0.1 and for two minutes.

It keeps every message that it accepts as a file, and misbehaves where an address asks for it: ``busy2@`` is put off
twice, ``gone@`` does not exist, ``drop-data@`` loses the connection while the message is on its way, ``drop-after@``
after it was kept but before the answer, ``reject@`` refuses the content, ``stall-after@`` keeps it and never answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support import forked

forked.needs(__name__)
LIFETIME = 120.0
USER, PASSWORD = "kaohe@example.cn", "口令-Geheim-7391"


class Keeper:
    """Stores what it accepts, one file per message, named by the order of arrival."""

    def __init__(self, store: Path, slow: float) -> None:
        self.store, self.slow = store, slow
        self.count = 0
        self.put_off: dict[str, int] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        local = address.split("@")[0]
        self.put_off[local] = self.put_off.get(local, 0) + 1
        if local.startswith("busy") and self.put_off[local] <= int(local.removeprefix("busy") or 99):
            return "451 4.7.1 请稍后再试"
        if local == "gone":
            return "550 5.1.1 no such user"
        if local == "closing" and self.put_off[local] == 1:
            return "421 4.3.2 closing"
        if local.startswith("drop-rcpt") and self.put_off[local] == 1:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        local = envelope.rcpt_tos[0].split("@")[0]
        if local == "reject":
            return "554 5.7.1 看起来像垃圾邮件"
        self.count += 1
        name = f"{self.count:05d}-{local}"
        draft = self.store / f"{name}.part"
        draft.write_bytes(envelope.content if isinstance(envelope.content, bytes) else b"")
        (self.store / f"{name}.to").write_text(json.dumps([envelope.mail_from, *envelope.rcpt_tos]))
        draft.rename(self.store / f"{name}.eml")
        if local == "drop-after":
            server.transport.abort()
        if local == "stall-after":
            await asyncio.sleep(LIFETIME)
        if self.slow:
            await asyncio.sleep(self.slow)
        return "250 2.0.0 OK queued"


def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    log = Path(os.environ["KAOHE_TEST_STORE"]) / "logins.txt"
    with log.open("a") as file:
        file.write(f"{mechanism} {right}\n")
    return AuthResult(success=True) if right else AuthResult(success=False, handled=False)


class Talkative(SMTP):
    """Answers in Chinese, and a wrong password by repeating it, as a careless server might."""

    async def push(self, status: Any) -> None:
        text = status.decode() if isinstance(status, bytes) else str(status)
        if text.startswith("535"):
            text = f"535 5.7.8 bad password {os.environ.get('KAOHE_TEST_WRONG', '')}"
        assert self._writer is not None
        self._writer.write(f"{text}\r\n".encode())
        await self._writer.drain()


async def serve(options: dict[str, Any], told: Connection) -> None:
    store = Path(options["store"])
    os.environ |= {"KAOHE_TEST_STORE": str(store), "KAOHE_TEST_WRONG": options["wrong"]}
    keeper = Keeper(store, options["slow"])
    context = None
    if options["certificate"]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options["certificate"])
    security = options["security"]
    settings: dict[str, Any] = {"enable_SMTPUTF8": False, "hostname": "test", "loop": asyncio.get_running_loop()}
    settings["data_size_limit"] = options["most"]
    if options["login"]:
        settings |= {"authenticator": check, "auth_required": True, "auth_require_tls": security == "starttls"}
    if security == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(
        lambda: Talkative(keeper, **settings),
        "127.0.0.1",
        0,
        ssl=context if security == "ssl" else None,
    )
    told.send(server.sockets[0].getsockname()[1])
    await asyncio.sleep(LIFETIME)


def _be(options: dict[str, Any], told: Connection) -> None:
    """The server: until its time is over, or whoever started it is gone."""
    threading.Thread(target=_stop_with_parent, args=(told,), daemon=True).start()
    threading.Timer(LIFETIME, lambda: os._exit(0)).start()
    asyncio.run(serve(options, told))


def _stop_with_parent(told: Connection) -> None:
    with suppress(EOFError, OSError):
        told.recv()
    os._exit(0)


@dataclass(frozen=True)
class Kept:
    """A message that the server accepted."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    raw: bytes


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    store: Path

    def kept(self) -> list[Kept]:
        found = []
        for path in sorted(self.store.glob("*.eml")):
            raw = path.read_bytes()
            sender, *recipients = json.loads(path.with_suffix(".to").read_text())
            message = message_from_bytes(raw, policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(Kept(sender, recipients, message, raw))
        return found

    def logins(self) -> list[str]:
        path = self.store / "logins.txt"
        return path.read_text().splitlines() if path.exists() else []


@contextmanager
def mail_server(
    store: Path,
    security: str = "none",
    certificate: Path | None = None,
    *,
    login: bool = False,
    slow: float = 0.0,
    most: int = 33_554_432,
    wrong: str = "",
) -> Iterator[Server]:
    """Start a server that lives as long as the block; ``slow``: seconds before it answers an accepted message."""
    store.mkdir(parents=True, exist_ok=True)
    options = {
        "store": str(store), "security": security, "certificate": str(certificate or ""),
        "login": login, "slow": slow, "most": most, "wrong": wrong,
    }  # fmt: skip
    here, there = forked.CONTEXT.Pipe()
    process = forked.started(_be, options, there)
    there.close()  # so that the server's end is the only one
    try:
        yield Server(here.recv(), store)
    finally:
        process.kill()
        process.join(timeout=10)
        here.close()
