"""Mutated returns: whatever the bytes, the main process lives and every file has its answer.

Bounded by time: 10 s in every run, 60 before a release.
"""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl.base.grid import Book
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions, ReturnsReader
from kaohe_xl.reading.limits import MEBIBYTE, Limits
from tests.support import making
from tests.support.random_cases import tries

SECONDS = tries(10, 60)
LIMITS = Limits(seconds=4, memory=600 * MEBIBYTE)
FORM = making.fill_form()
SEEDS = {
    "a.xlsx": FORM,
    "b.xls": making.form_xls(),
    "c.xlsb": making.xlsb(),
    "d.xml": making.spreadsheetml(),
    "e.html": making.html_report(),
    "f.csv": making.CSV.encode("gb18030"),
    "g.xlsx": making.strict(FORM),
    "h.xlsx": making.encrypted(FORM, "x"),
    "i.fods": making.repeated_ods(3),
    "j.zip": making.zip_of({"甲.xlsx": FORM, "乙/丙.csv": making.CSV.encode()}),
}
NASTY = (
    b"\x00", b"\xff" * 4, b"<", b">", b'"', b"&a;", b"-1", b"999999999999", b"1e999", b"NaN", b"<!DOCTYPE a>", b"]]>",
    b'r="XFD1048576"', b'r="A0"', b's="99999"', b't="e"', b't="s"', b"<c/>", b"</row>", b"../", b"\xd0\xcf",
    b"PK\x03\x04",    b"\x7f\xff\xff\xff",
)  # fmt: skip
Edit = tuple[str, float, bytes, int]
edits = st.lists(
    st.tuples(
        st.sampled_from(["flip", "insert", "cut", "swap", "end"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=4) | st.sampled_from(NASTY),
        st.integers(1, 64),
    ),
    min_size=1,
    max_size=6,
)


def mutate(data: bytes, changes: list[Edit]) -> bytes:
    for kind, where, new, size in changes:
        at = int(where * len(data))
        if kind == "flip":
            data = data[:at] + new + data[at + len(new) :]
        elif kind == "insert":
            data = data[:at] + new * min(size, 8) + data[at:]
        elif kind == "cut":
            data = data[:at] + data[at + size :]
        elif kind == "swap":
            data = data[:at] + data[at : at + size] * 2 + data[at + size :]
        elif where > 0.5:
            data = data[:at]
    return data


def mutate_part(data: bytes, part: int, changes: list[Edit]) -> bytes:
    """Change a part inside a package and pack it again, so that the parsers behind the zip are reached."""
    edited = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as after:
        infos = before.infolist()
        for index, info in enumerate(infos):
            content = before.read(info)
            after.writestr(info.filename, mutate(content, changes) if index == part % len(infos) else content)
    return edited.getvalue()


def look_at_all(book: Book) -> None:
    """What later stages do: every cell as text and number; what is read must be fit to be written."""
    for grid in book.grids:
        for row in grid.rows:
            for cell in row:
                cell.text.encode()
                cell.problem.encode()
                assert cell.number is None or cell.number.denominator > 0
                assert not (cell.problem and cell.value is not None)


mutations = st.tuples(edits, st.integers(0, 4), st.integers(0, 40))


def test_no_mutation_kills_the_reader_or_goes_unanswered(tmp_path: Path) -> None:
    until = time.monotonic() + SECONDS
    with ReturnsReader(ReadOptions(LIMITS, jobs=2, passwords=Passwords(("x",)))) as reader:

        @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(mutations, min_size=len(SEEDS), max_size=len(SEEDS)))
        def a_few_rounds(drawn: list[tuple[list[Edit], int, int]]) -> None:
            one_round(reader, tmp_path, drawn)

        while time.monotonic() < until:
            a_few_rounds()


def one_round(reader: ReturnsReader, folder: Path, drawn: list[tuple[list[Edit], int, int]]) -> None:
    """Each seed mutated once, as bytes or inside one of its parts, and all read."""
    for (name, seed), (changes, inside, part) in zip(SEEDS.items(), drawn, strict=True):
        packed = seed.startswith(b"PK") and inside
        (folder / name).write_bytes(mutate_part(seed, part, changes) if packed else mutate(seed, changes))
    sources = discover(folder)
    assert {source.path for source in sources} == set(folder.iterdir())
    answers = list(reader.read(sources))
    assert [answer.name for answer in answers] == [source.name for source in sources]
    for answer in answers:
        assert (answer.book is None) != (answer.refusal is None)
        if answer.book is not None:
            look_at_all(answer.book)
        else:
            assert answer.refusal is not None
            assert answer.refusal.text
