"""收表: the folder of returned files, opened safely and understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kaohe_xl.base.filenames import APPEALS
from kaohe_xl.base.sheet_names import DATA
from kaohe_xl.intake.discover import SourceFile, discover
from kaohe_xl.intake.reader import OpenedFile, ReadOptions, ReturnsReader
from kaohe_xl.parallel.garbage_collection import rarely_swept
from kaohe_xl.returns.appeals.appeal_table import is_appeal
from kaohe_xl.returns.appeals.appeals import read_appeals
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.returns.model import Returned
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.scheme.model import Scheme


@dataclass(frozen=True)
class ReturnsOpening:
    """The folder of returned files while it is opened, which need not wait until it is known what the forms ask."""

    sources: Sequence[SourceFile]
    reader: ReturnsReader
    opened: Iterator[OpenedFile]
    apart: int = 0  # how many of the sources, the last ones, lie in 申诉/


@contextmanager
def opening(folder: Path, options: ReadOptions, appeals: Path | None = None) -> Iterator[ReturnsOpening]:
    """Begin to read everything below ``folder``, and below ``appeals`` (申诉/); the processes end with the context.

    Raises:
        UnreadableError: ``options.returns`` is a URL that cannot be listed.
    """
    apart = [replace(s, name=f"{APPEALS}/{s.name}") for s in (discover(appeals, options.limits) if appeals else ())]
    sources = [*_listed(folder, options), *apart]
    with ReturnsReader(options) as reader:
        yield ReturnsOpening(sources, reader, reader.read(sources), len(apart))


def receive(
    scheme: Scheme, under_way: ReturnsOpening, tell: Callable[[int, int], None] = lambda done, of: None
) -> Returned:
    """Understand all that is being opened; no file changes, none is lost. 申诉表 may lie among the forms.

    Raises:
        pool.PoolError: reading processes do not start at all.
    """
    with rarely_swept():
        sources, reader = under_way.sources, under_way.reader
        appealing: list[OpenedFile] = []
        refused: list[OpenedFile] = []

        def counted() -> Iterator[OpenedFile]:
            """Opened forms; 申诉表 go another way."""
            for done, opened in enumerate(under_way.opened, 1):
                tell(done, len(sources))
                in_appeals = done > len(sources) - under_way.apart
                if opened.book is not None and (in_appeals or is_appeal(opened.book)):
                    appealing.append(opened)
                elif in_appeals:
                    refused.append(opened)
                else:
                    yield opened

        inline = inline_data(scheme) if scheme.book.find(DATA) is not None else None
        returned = read_returns(scheme, counted(), reader, inline, reader.options.today)
        understood = read_appeals(appealing, refused, NameLookup(scheme))
        return replace(
            returned,
            files=[*returned.files, *understood.files],
            findings=[*returned.findings, *understood.findings, *reader.trouble],
            appeals=understood.appeals,
        )


def _listed(folder: Path, options: ReadOptions) -> list[SourceFile]:
    from kaohe_xl.intake.remote import discover_at, is_url

    if is_url(options.returns):
        return discover_at(options.returns, options.limits)
    return discover(Path(options.returns) if options.returns else folder, options.limits)
