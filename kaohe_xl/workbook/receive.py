"""收表: the folder of returned files, opened safely and understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.model import Returned
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.workbook.discover import discover
from kaohe_xl.workbook.reader import Opened, Reader, ReadOptions


def receive(
    scheme: Scheme, folder: Path, options: ReadOptions, tell: Callable[[int, int], None] = lambda done, of: None
) -> Returned:
    """Read everything below ``folder``; no file changes, none is lost.

    Raises:
        pool.PoolError: reading processes do not start at all.
    """
    sources = discover(folder, options.limits)
    with Reader(options) as reader:

        def counted() -> Iterator[Opened]:
            for done, opened in enumerate(reader.read(sources), 1):
                tell(done, len(sources))
                yield opened

        def again(positions: Sequence[int]) -> Iterator[Opened]:
            return reader.read([sources[position] for position in positions], exactly=True)

        returned = read_returns(scheme, counted(), again)
        return replace(returned, findings=[*returned.findings, *reader.trouble])
