"""Workbooks with a password to open, by msoffcrypto-tool."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress

from kaohe_xl.reading.limits import Refused, third_party

# Excel itself opens files with this one without asking; they are "protected", not secret
_NO_SECRET = "VelvetSweatshop"  # noqa: S105 - published by Microsoft, not ours


def is_encrypted(data: bytes) -> bool:
    """Does an OLE workbook need a password to be read?

    Raises:
        Refused: broken.
    """
    import msoffcrypto

    with third_party():
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside, by the first password that fits.

    Raises:
        Refused: no password given, none fits, or broken.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    for password in (_NO_SECRET, *passwords):
        plain, fits = io.BytesIO(), False
        with third_party(), suppress(InvalidKeyError):
            office = msoffcrypto.OfficeFile(io.BytesIO(data))
            office.load_key(password=password)
            office.decrypt(plain)
            fits = True
        if fits:
            return plain.getvalue()
    raise Refused("D104", count=len(passwords)) if passwords else Refused("D103")
