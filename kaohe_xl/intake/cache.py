"""Files once read are kept by what they contain, so that a second run reads only what changed.

An entry is the reply of a reading process under the hash of the file's content, with the versions that made it and a
checksum. It is plain JSON that is decoded, never executed. An entry that is broken, foreign or of another version
is as good as none; the folder can be deleted at any time. Encrypted workbooks are never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kaohe_xl import __version__
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.intake.process import ReadTask
from kaohe_xl.intake.worker import BOOK
from kaohe_xl.messages import finding
from kaohe_xl.reading.limits import Limits
from kaohe_xl.reading.packed import decode_head

READER_VERSION = 2  # raise it when reading gives other cells for the same file
_SUFFIX = ".cells"
_MOST_ENTRIES = 20_000


class Cache:
    """Replies by content, in a folder of its own."""

    def __init__(self, folder: Path, limits: Limits, unread: Sequence[str] = ()) -> None:
        self.folder = folder
        self.trouble: Finding | None = None
        self._largest = limits.file
        self._stamp = json.dumps([__version__, READER_VERSION, limits._asdict(), list(unread)], sort_keys=True)
        self._hashes: dict[tuple[str, int, int], str] = {}
        self._used: set[str] = set()

    def find(self, task: ReadTask) -> bytes | None:
        """The reply for a file, if one with its content was read before."""
        key = self._key(task)
        if key is None:
            return None
        try:
            entry = (self.folder / key).read_bytes()
        except OSError:
            return None
        head, _, reply = entry.partition(b"\n")
        if head != self._seal(key, reply):
            return None
        self._used.add(key)
        return reply

    def keep(self, task: ReadTask, reply: bytes) -> None:
        """Keep a book; refusals are not kept (they cost little, or may pass)."""
        if self.trouble is not None or not reply.startswith(BOOK):
            return
        head, _ = decode_head(reply[1:])
        key = self._key(task)
        # what was read must be what was hashed here: a file may change in between
        if key is None or head["secret"] or (task["member"] is None and not key.startswith(head["sha256"])):
            return
        target = self.folder / key
        draft = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.draft")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(self._seal(key, reply) + b"\n" + reply)
            draft.replace(target)
            self._used.add(key)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            self.trouble = finding("D305", Place(str(self.folder)), folder=self.folder, problem=said(error))

    def prune(self) -> None:
        """Drop the oldest entries beyond what a folder should hold; those of this run stay."""
        try:
            others = [entry for entry in os.scandir(self.folder) if entry.name not in self._used]
            too_many = len(others) + len(self._used) - _MOST_ENTRIES
            others.sort(key=lambda entry: entry.stat().st_mtime)
            for entry in others[: max(0, too_many)]:
                if entry.name.endswith((_SUFFIX, ".draft")):
                    Path(entry.path).unlink(missing_ok=True)
        except OSError:
            return  # the folder was deleted, or is not ours to tidy

    def _key(self, task: ReadTask) -> str | None:
        """Name of the entry: content, place in the bundle, path taken. None if the file cannot be read."""
        content = self._hash(Path(task["path"]))
        if content is None:
            return None
        member = "" if task["member"] is None else f"-{task['member']}"
        # the name decides about the note on a wrong extension
        extension = hashlib.sha256(task["name"].rpartition(".")[2].lower().encode(errors="replace")).hexdigest()[:8]
        return f"{content}{member}-{extension}{'-exact' if task['exactly'] else ''}{_SUFFIX}"

    def _hash(self, path: Path) -> str | None:
        try:
            facts = path.stat()
            known = (str(path), facts.st_mtime_ns, facts.st_size)
            if known not in self._hashes:
                if facts.st_size > self._largest and path.suffix.lower() != ".zip":
                    return None
                with path.open("rb") as file:
                    self._hashes[known] = hashlib.file_digest(file, "sha256").hexdigest()
            return self._hashes[known]
        except OSError:
            return None

    def _seal(self, key: str, reply: bytes) -> bytes:
        """The first line of an entry: whatever must be the same for it to be of use."""
        return hashlib.sha256(f"{self._stamp}|{key}|".encode() + reply).hexdigest().encode()
