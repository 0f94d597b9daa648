"""From a scored folder to letters and drafts: who has which files in 结果/, and .eml files to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from kaohe_xl.base.filenames import PROVISIONAL_NOTE, RESULTS, SCORED, is_temporary, owner_part, safe_name, unit_file
from kaohe_xl.base.files import put_in_place
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.outbox.addresses import checked, problem_with
from kaohe_xl.outbox.content import letter_key
from kaohe_xl.outbox.directory import Directory, read_directory
from kaohe_xl.outbox.eml import Attachment, build_draft
from kaohe_xl.outbox.letters import Letter, LetterKind, Recipients, compose, on_trial, too_big
from kaohe_xl.outbox.texts import renderer
from kaohe_xl.returns.model import FillerStatus, Received
from kaohe_xl.scheme.model import Scheme

DRAFTS = "邮件"
TRIAL = "试发"
MOST_BYTES = 20 * 1_048_576  # of attachments in one letter; what most mail servers in use take
_ABSENT = (Received.MISSING, Received.PARTLY)
_DRAFT_HEADER = b"X-Kaohe-Draft: "


def prepare(
    folder: Path,
    scheme: Scheme,
    kind: LetterKind,
    to: str | None = None,
    *,
    fillers: Sequence[FillerStatus] = (),
    provisional: bool = False,
) -> tuple[list[Letter], list[Finding]]:
    """The letters of one kind, each with the files of its own recipient only.

    Args:
        folder: of the assessment; files are taken from its 结果/.
        to: an address of one's own: all letters go there, marked as a trial.
        fillers: who has returned what; 催报 goes to those with something missing, 退回修改 quotes their sentence.
        provisional: 成绩单 and 通报 of a result that is not the last word yet are sent all the same.
    """
    if (
        kind in (LetterKind.SCORES, LetterKind.NOTICE)
        and not provisional
        and (folder / RESULTS / PROVISIONAL_NOTE).exists()
    ):
        return [], [finding("R518", Place(f"{RESULTS}/{PROVISIONAL_NOTE}"), kind=kind.said)]
    directory, findings = read_directory(scheme)
    if to is not None and (wrong := problem_with(to)):
        return [], [finding("R502", name="试发", address=to, problem=wrong[0], hint=wrong[1])]
    results = folder / RESULTS
    said = _said(fillers)
    if kind is LetterKind.LEADERS:
        recipients, found = _leaders(results, directory)
    else:
        recipients, found = _who(results, kind, directory, said)
    findings += found
    contacts, found = checked(recipients.contacts)
    recipients = replace(recipients, contacts=contacts, said=said)
    letters, more = compose(kind, scheme.settings, recipients, renderer(folder), date.today())
    letters, big = too_big(letters, _sizes(letters), MOST_BYTES)
    findings += [*found, *more, *big]
    if not letters and not findings:
        findings.append(finding("R514", kind=kind.said))
    return (on_trial(letters, to) if to is not None else letters), findings


def _sizes(letters: Sequence[Letter]) -> dict[Path, int]:
    """Bytes of each attachment; one that has just gone counts nothing and is reported when it is read."""
    sizes = {}
    for path in {path for letter in letters for path in letter.attachments}:
        try:
            sizes[path] = path.stat().st_size
        except OSError:
            sizes[path] = 0
    return sizes


def _said(fillers: Sequence[FillerStatus]) -> dict[str, list[str]]:
    """What to say to each, about the periods in which something is missing or wrong."""
    said: dict[str, list[str]] = {}
    for status in fillers:
        if status.received in _ABSENT and status.sentence:
            said.setdefault(status.filler, []).append(status.sentence)
    return said


def _who(
    results: Path, kind: LetterKind, directory: Directory, said: Mapping[str, Sequence[str]]
) -> tuple[Recipients, list[Finding]]:
    """Recipients of a kind, their files by name, and what is not as it should be."""
    if kind is LetterKind.REMIND:
        return Recipients([directory.filler(name) for name in said]), []
    everybody = [*directory.units.values(), *(directory.departments.values() if kind is LetterKind.RETURN else ())]
    place = Place(f"{RESULTS}/{kind.value}")
    files, findings = own_files(results / kind.value, [contact.name for contact in everybody], place)
    if kind is LetterKind.SCORES and not files:
        findings.append(finding("R517", place, folder=place.file, kind=kind.value))
    elif (
        kind is LetterKind.SCORES
    ):  # every unit has a result; only some are praised, warned, or have something to correct
        findings += [
            finding("R505", place, unit=contact.name, folder=place.file, name=contact.name)
            for contact in everybody
            if contact.name not in files
        ]
    return Recipients([contact for contact in everybody if contact.name in files], files), findings


def _leaders(results: Path, directory: Directory) -> tuple[Recipients, list[Finding]]:
    """All leaders, each with the newest scored workbook."""
    findings = []
    if not directory.leaders:
        return Recipients(), [finding("R512")]
    scored = scored_workbooks(results)
    if not scored:
        return Recipients(), [finding("R510", folder=RESULTS)]
    workbook = scored[-1]
    if len(scored) > 1:
        findings.append(finding("R511", Place(RESULTS), folder=RESULTS, count=len(scored), name=workbook.name))
    return Recipients(directory.leaders, {leader.name: [workbook] for leader in directory.leaders}), findings


def own_files(folder: Path, units: Sequence[str], place: Place) -> tuple[dict[str, list[Path]], list[Finding]]:
    """Files of each unit in a folder of results, by its name; a finding for each file that is nobody's."""
    owners = {safe_name(unit): unit for unit in units}
    files: dict[str, list[Path]] = {}
    findings = []
    for path in _entries(folder):
        unit = owners.get(owner_part(path.name))
        if unit is None:
            findings.append(finding("R515", place, file=path.name))
        else:
            files.setdefault(unit, []).append(path)
    return files, findings


def scored_workbooks(results: Path) -> list[Path]:
    """What runs have written into 结果/, the newest last."""
    found = (path for path in _entries(results) if path.suffix == ".xlsx" and SCORED in path.name)
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def _entries(folder: Path) -> list[Path]:
    """Plain files of a folder, in order; a missing folder has none. A link could lead to somebody else's file."""
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.is_file() and not path.is_symlink() and not is_temporary(path.name)
    )


def read_attachments(letter: Letter) -> list[Attachment]:
    """The files of a letter.

    Raises:
        OSError: one is gone or cannot be read.
    """
    return [Attachment(path.name, path.read_bytes()) for path in letter.attachments]


def write_drafts(letters: Sequence[Letter], folder: Path, kinds: Sequence[LetterKind] = ()) -> list[Path]:
    """Write each letter as 结果/邮件/<kind>/<unit>.eml (a trial under 试发/); drafts that no letter stands for go.

    ``kinds``: what was prepared, so that old drafts of a kind go even if no letter of it is left.

    Raises:
        OSError: an attachment cannot be read, or the folder cannot be written to.
    """
    by_home: dict[Path, list[Letter]] = {_home(folder, kind, trial=False): [] for kind in kinds}
    for letter in letters:
        by_home.setdefault(_home(folder, letter.kind, letter.trial), []).append(letter)
    paths = []
    for home, own in by_home.items():
        count = Counter(letter.unit for letter in own)
        written = [_write_draft(letter, home, by_address=count[letter.unit] > 1) for letter in own]
        for old in set(_entries(home)).difference(written):
            if old.suffix == ".eml" and _is_draft(old):
                old.unlink()
        paths += written
    return paths


def _home(folder: Path, kind: LetterKind, trial: bool) -> Path:
    drafts = folder / RESULTS / DRAFTS
    return (drafts / TRIAL if trial else drafts) / kind.value


def _write_draft(letter: Letter, home: Path, *, by_address: bool) -> Path:
    """``by_address``: one of several to the same name."""
    home.mkdir(parents=True, exist_ok=True)
    attachments = read_attachments(letter)
    key = letter_key(letter, attachments)
    more = [letter.address] if by_address or letter.kind is LetterKind.LEADERS else []
    path = home / unit_file(letter.unit, *more, suffix=".eml")
    put_in_place(path, build_draft(letter, attachments, key=key, written=datetime.now(UTC).astimezone()))
    return path


def _is_draft(path: Path) -> bool:
    """Written by :func:`write_drafts`, not put there by somebody."""
    return _DRAFT_HEADER in path.read_bytes().split(b"\r\n\r\n", 1)[0]
