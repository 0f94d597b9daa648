"""What all pieces of a work look at, and is too large to go along with each."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SharedData(Generic[T]):
    """Goes to each process once, in a file that is gone with the block."""

    def __init__(self, value: T) -> None:
        self.value = value
        self._file: Path | None = None

    def __enter__(self) -> SharedData[T]:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.unlink(missing_ok=True)
            self._file = None

    def __reduce__(self) -> tuple[Callable[[str], SharedData[T]], tuple[str]]:
        if self._file is None:
            handle, name = tempfile.mkstemp(prefix="kaohe-", suffix=".pickle")  # for nobody else to read or write
            self._file = Path(name)
            with os.fdopen(handle, "wb") as file:
                pickle.dump(self.value, file, pickle.HIGHEST_PROTOCOL)
        return _common, (str(self._file),)


@lru_cache(1)
def _common(name: str) -> SharedData[Any]:
    with Path(name).open("rb") as file:
        return SharedData(pickle.load(file))  # noqa: S301 - written a moment ago by the process that we work for
