"""A reading process: it gets names of files over a pipe and hands back their cells. One bad file may cost its life.

Started by :mod:`kaohe_xl.intake.pool` as ``python -c …``; it imports nothing that takes time until a file needs it.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
import stat
import struct
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from kaohe_xl.base.system import said
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reply import RefusedReply, encode_book, encode_refusal
from kaohe_xl.reading.limits import Limits, Refused, amount
from kaohe_xl.reading.opening import IsBundle, OpeningTerms, open_content
from kaohe_xl.reading.packed import encode

if TYPE_CHECKING:
    from zipfile import ZipFile

READY = b"ready"
_LENGTH = _TICKET = struct.Struct(">L")
_GRACE = 3.0  # seconds beyond the limit after which an orphan ends itself


def send(pipe: IO[bytes], payload: bytes) -> None:
    """One message: its length in four bytes, and itself."""
    pipe.write(_LENGTH.pack(len(payload)) + payload)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """One message; None when the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    payload = pipe.read(size)
    return payload if len(payload) == size else None


def unticket(message: bytes) -> tuple[int, bytes]:
    """The ticket of a reply, and the reply."""
    return _TICKET.unpack_from(message)[0], message[_TICKET.size :]


def main() -> None:
    """Serve requests until the pipe closes."""
    # what a library prints must not end up among the messages
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    # openpyxl takes numpy if it is there; that costs a fifth of a second and, on many cores, gigabytes of addresses
    sys.modules["numpy"] = None  # type: ignore[assignment]
    config = receive(requests)
    if config is None:
        return
    settings = json.loads(config)
    limits = Limits(**settings["limits"])
    passwords = Passwords(tuple(settings["passwords"]["common"]), settings["passwords"]["by_unit"])
    _confine(limits)
    # cells come and go by the ten thousand and never in circles: looking for circles would be a fifth of the work
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    send(replies, READY)
    reader = _FileReader(limits, passwords, tuple(settings["unread"]))
    while (batch := receive(requests)) is not None:
        for task in json.loads(batch):
            _alarm(limits.seconds + _GRACE)
            reply, healthy = reader.read(task)
            _alarm(0)
            send(replies, _TICKET.pack(task["ticket"]) + reply)
            if not healthy:
                return


def _confine(limits: Limits) -> None:
    """Limit the memory and leave no core dump. Where the system refuses (macOS), the limit of time remains."""
    if sys.platform == "win32":
        from kaohe_xl.intake.windows_job import limit_memory

        limit_memory(limits.memory)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def _alarm(seconds: float) -> None:
    """End this process then, should nobody be left to end it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


class _FileReader:
    """Reads files one after the other; keeps the last bundle open."""

    def __init__(self, limits: Limits, passwords: Passwords, unread: tuple[str, ...]) -> None:
        self.limits = limits
        self.unread = unread
        self.passwords = passwords
        self.bundle: tuple[str, ZipFile] | None = None

    def read(self, task: dict[str, Any]) -> tuple[bytes, bool]:
        """The reply for a file, and whether this process is fit to read another."""
        facts: dict[str, Any] = {}
        healthy = True
        try:
            return encode_book(self._open(task, facts)), True
        except Refused as refused:
            code, details = refused.code, refused.details
        except IsBundle:
            if task["member"] is None:
                code, details = "D102", {"kind": "zip 压缩包", "hint": "请解压后把表格直接放进来"}
            else:
                code, details = "D206", {}
        except OSError as error:
            code, details = "D112", {"problem": said(error)}
        except (MemoryError, RecursionError) as error:
            reason = "内存不足" if isinstance(error, MemoryError) else "嵌套太深"
            code, details, healthy = "D110", {"reason": reason}, False
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic in calamine is no Exception; it must cost this file only
            del error  # its words are for programmers
            code, details, healthy = "D110", {"reason": "读取程序出错"}, False
        return encode_refusal(RefusedReply(code, details, facts)), healthy

    def _open(self, task: dict[str, Any], facts: dict[str, Any]) -> bytes:
        data = self._bytes(task)
        facts.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        terms = OpeningTerms(
            self.limits, task["exactly"], passwords=self.passwords.in_order(task["name"]), unread=self.unread
        )
        content = open_content(data, task["name"], terms)
        reading = f"{content.reading}（{task['because']}）" if task["because"] else content.reading
        head = {**facts, "reading": reading, "notes": content.notes, "by": content.saved_by}
        return encode(content.sheets, head)

    def _bytes(self, task: dict[str, Any]) -> bytes:
        path = task["path"]
        if task["member"] is not None:
            from kaohe_xl.intake.bundle import read_member

            return read_member(self._opened(path), task["member"], self.limits)
        with open(path, "rb") as file:  # noqa: PTH123 - once for every file that came back
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise Refused("D203", kind="管道、设备或套接字")
            if facts.st_size > self.limits.file:
                raise Refused("D106", what="文件", found=amount(facts.st_size), limit=amount(self.limits.file))
            return file.read(self.limits.file + 1)

    def _opened(self, path: str) -> ZipFile:
        from pathlib import Path

        from kaohe_xl.intake.bundle import open_bundle

        facts = os.stat(path)  # noqa: PTH116 - pathlib is loaded for bundles alone
        key = f"{path}|{facts.st_mtime_ns}|{facts.st_size}"
        if self.bundle is None or self.bundle[0] != key:
            if self.bundle is not None:
                self.bundle[1].close()
            self.bundle = (key, open_bundle(Path(path), self.limits))
        return self.bundle[1]
