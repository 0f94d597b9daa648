"""What a letter contains, as a hash: the same result written again is the same letter, a changed figure a new one."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from kaohe_xl.outbox.eml import Attachment
from kaohe_xl.outbox.letters import Letter

_TIMES = ("docProps/core.xml",)  # when it was written, by whom: not what it says
_BLOCK = 1 << 16


def letter_key(letter: Letter, attachments: Sequence[Attachment]) -> str:
    """Forty hexadecimal digits over recipient, kind, words and files."""
    whole = hashlib.sha256()
    parts = (letter.unit, letter.name, letter.address.lower(), letter.kind.value, letter.subject, letter.body)
    for part in parts:
        _add(whole, part.encode("utf-8", "surrogatepass"))
    for attachment in attachments:
        _add(whole, attachment.name.encode("utf-8", "surrogatepass"))
        _add(whole, _meaning(attachment.content))
    return whole.hexdigest()[:40]


def _add(whole: hashlib._Hash, data: bytes) -> None:
    """With its length before it, so that no two sequences of parts read alike."""
    whole.update(len(data).to_bytes(8, "big"))
    whole.update(data)


def _meaning(content: bytes) -> bytes:
    """Hash of a file; of an Office file its parts, without the time of writing that every run changes."""
    whole = hashlib.sha256()
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            for info in sorted(package.infolist(), key=lambda info: info.filename):
                if info.filename not in _TIMES:
                    _add(whole, info.filename.encode("utf-8", "surrogatepass"))
                    _add(whole, _part(package, info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error):
        return hashlib.sha256(content).digest()  # not a zip, or one that only a person can judge: byte by byte
    return whole.digest()


def _part(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    whole = hashlib.sha256()
    with package.open(info) as part:
        while block := part.read(_BLOCK):
            whole.update(block)
    return whole.digest()
