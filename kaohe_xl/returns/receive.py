"""收表: the folder of returned files, opened safely and understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from kaohe_xl.intake.discover import SourceFile, discover
from kaohe_xl.intake.reader import OpenedFile, ReadOptions, ReturnsReader
from kaohe_xl.parallel.garbage_collection import rarely_swept
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.inline_data import SHEET, inline_data
from kaohe_xl.returns.model import Returned
from kaohe_xl.scheme.model import Scheme


@dataclass(frozen=True)
class Opening:
    """The folder of returned files while it is opened, which need not wait until it is known what the forms ask."""

    sources: Sequence[SourceFile]
    reader: ReturnsReader
    answers: Iterator[OpenedFile]


@contextmanager
def opening(folder: Path, options: ReadOptions) -> Iterator[Opening]:
    """Begin to read everything below ``folder``; the processes that read end with the context.

    Raises:
        UnreadableError: ``options.returns`` is a URL that cannot be listed.
    """
    sources = _listed(folder, options)
    with ReturnsReader(options) as reader:
        yield Opening(sources, reader, reader.read(sources))


def receive(
    scheme: Scheme,
    folder: Path,
    options: ReadOptions,
    tell: Callable[[int, int], None] = lambda done, of: None,
    begun: Opening | None = None,
) -> Returned:
    """Read everything below ``folder``; no file changes, none is lost.

    ``begun``: what :func:`opening` has begun for this folder; the caller ends it.

    Raises:
        pool.PoolError: reading processes do not start at all.
        UnreadableError: ``options.returns`` is a URL that cannot be listed.
    """
    with rarely_swept(), nullcontext(begun) if begun is not None else opening(folder, options) as under_way:
        sources, reader = under_way.sources, under_way.reader

        def counted() -> Iterator[OpenedFile]:
            for done, opened in enumerate(under_way.answers, 1):
                tell(done, len(sources))
                yield opened

        def again(positions: Sequence[int]) -> Iterator[OpenedFile]:
            return reader.read([sources[position] for position in positions], exactly=True)

        inline = inline_data(scheme) if scheme.book.find(SHEET) is not None else None
        returned = read_returns(scheme, counted(), again, inline)
        return replace(returned, findings=[*returned.findings, *reader.trouble])


def _listed(folder: Path, options: ReadOptions) -> list[SourceFile]:
    from kaohe_xl.intake.remote import discover_at, is_url

    if is_url(options.returns):
        return discover_at(options.returns, options.limits)
    return discover(Path(options.returns) if options.returns else folder, options.limits)
