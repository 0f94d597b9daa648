"""定稿 and its verification: the wiring between a run and the archive."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from kaohe_xl import __version__, pipeline
from kaohe_xl.appeals import pending
from kaohe_xl.archive import Edition, Manifest, check_code, editions, opened, outcome_of, write_package
from kaohe_xl.archive.package import FOLDER
from kaohe_xl.archive.workbook import differences
from kaohe_xl.base.filenames import APPEALS, BLANKS, RESULTS, RETURNS, is_temporary
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.diff import diff_results, diff_schemes
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.pipeline import Job, ProgressListener, Report, is_complete, silent
from kaohe_xl.sheets.lists.diff import diff_workbook
from kaohe_xl.writing.write import write_workbook

_LEFT_OUT = {BLANKS, FOLDER, pipeline.READ_BEFORE}
_SECRET = "密码"  # noqa: S105  a 密码表 opens forms; it is nobody's evidence
_MOST_TOLD = 20
_RECALCULATED = ("R903", "R904", "R907")
_LOCKED = ("D103", "D104")  # forms that no password opened


@dataclass(frozen=True)
class Sealed:
    """What sealing came to; ``path`` None where nothing was sealed."""

    findings: Sequence[Finding]
    path: Path | None = None
    check_code: str = ""
    edition: int = 0
    report: Report | None = None
    package_code: str = ""


@dataclass(frozen=True)
class PackageVerification:
    """What verifying a package came to; ``whole``: nothing differs from what was sealed."""

    findings: Sequence[Finding]
    manifest: Manifest | None = None
    compared: int = 0
    package_code: str = ""

    @property
    def whole(self) -> bool:
        return self.manifest is not None and not self.findings


@dataclass(frozen=True)
class SealingOrder:
    """Who seals, and why once more. ``closed``: no more forms are waited for."""

    by: str
    reason: str = ""
    closed: bool = False

    def lacks(self, earlier: Sequence[Edition]) -> str:
        """Why it cannot be carried out; "" where nothing is missing."""
        if not self.by.strip():
            return "没有写明由谁定稿"
        if earlier and not self.reason.strip():
            return f"已有第{earlier[-1].number}版；更正要写明理由"
        return ""


def seal(job: Job, options: ReadOptions, order: SealingOrder, tell: ProgressListener = silent) -> Sealed:
    """Score once more, and keep everything that the result rests on as the next edition.

    Raises:
        OSError: the disk does not take it.
    """
    earlier = editions(job.sealed)
    why = order.lacks(earlier)
    if why:
        return Sealed([finding("R905", Place(job.root.name), why=why)])
    scheme, found = pipeline.load(job)
    gone = pipeline.missing_returns(job, options)
    if scheme is None or gone:
        return Sealed([*found, *gone])
    assessment, _, returned, found = pipeline.calculate(job, scheme, options, tell, closed=order.closed)
    if assessment.provisional:
        why = f"结果还是阶段性的：{assessment.waiting}"
        return Sealed([*found, finding("R905", Place(job.root.name), why=why)])
    report = pipeline.run_alone(job, options, tell, choices=pipeline.RunChoices(closed=order.closed, sealed=True))
    if report.assessment is None or report.output is None:
        return Sealed(report.findings, report=report)
    undecided = pending(assessment, returned.appeals)
    told = [*report.findings, *([finding("R975", count=len(undecided))] if undecided else [])]
    number = earlier[-1].number + 1 if earlier else 1
    files = _of_workbook(job, report.output) if job.single else files_of(job.root)
    if earlier:
        files[f"与第{number - 1}版对比.xlsx"] = _compared(earlier[-1].path, report, job, options)
    code = check_code(report.assessment, report.payments)
    manifest = Manifest(
        report.assessment.scheme.settings.title,
        number,
        order.by.strip(),
        f"{datetime.now().astimezone():%Y-%m-%dT%H:%M:%S%z}",
        order.reason.strip(),
        __version__,
        code,
        order.closed,
        scheme=job.scheme.name,
        modified=times_of(job.root, files),
    )
    path = job.sealed / f"第{number}版.zip"
    write_package(path, manifest, files, outcome_of(report.assessment, report.payments))
    return Sealed(told, path, code, number, report, opened(path).code)


def times_of(root: Path, names: Iterable[str]) -> dict[str, str]:
    """When each file was last changed, as its own clock says; what dates itself by nothing else is dated by that."""
    paths = {name: root / name for name in names if not name.startswith(f"{RESULTS}/")}
    return {
        name: datetime.fromtimestamp(path.stat().st_mtime).isoformat(timespec="seconds")
        for name, path in paths.items()
        if path.is_file()
    }


@dataclass(frozen=True)
class RerunTerms:
    """How a result was made: what a second calculation has to know beside the files.

    ``modified``: when each file was last changed; ``today``: the day as of which forms are read.
    """

    scheme: str
    closed: bool
    modified: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    passwords: Passwords = field(default_factory=Passwords)

    @classmethod
    def of(cls, manifest: Manifest, passwords: Passwords) -> RerunTerms:
        try:
            day = datetime.fromisoformat(manifest.sealed_at).date()
        except ValueError:  # changed by hand, which the hashes tell
            day = None
        return cls(manifest.scheme, manifest.closed, manifest.modified, day, passwords)


def verify(
    path: Path, tell: ProgressListener = silent, *, passwords: Passwords | None = None, code: str = ""
) -> PackageVerification:
    """Hashes, then everything calculated once more in a place of its own and compared, figure by figure.

    Args:
        passwords: of returned files that were encrypted; a 密码表 is never in the package.
        code: the 封存码 that was written down when it was sealed: whoever made all hashes anew has another one.
    """
    package = opened(path)
    found = list(package.findings)
    manifest = package.manifest
    if manifest is None:
        return PackageVerification(found)
    if code and _plain(code) != _plain(package.code):
        found.append(finding("R920", Place(path.name), stated=code.strip(), now=package.code))
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        terms = RerunTerms.of(manifest, passwords or Passwords())
        report = scored_again(package.files, Path(folder), terms, tell)
        if report is None or report.assessment is None:
            problem = "包里的方案或收表不能再计算"
            return PackageVerification([*found, finding("R901", Place(path.name), problem=problem)], manifest)
        now = outcome_of(report.assessment, report.payments)
        figures = [name for name in {**package.figures, **now} if package.figures.get(name) != now.get(name)]
        for name in figures[:_MOST_TOLD]:
            told = {"before": package.figures.get(name, "没有"), "now": now.get(name, "没有"), "figure": name}
            found.append(finding("R903", Place(path.name), version=manifest.version, **told))
        code = check_code(report.assessment, report.payments)
        if code != manifest.check_code:
            found.append(finding("R904", Place(path.name), stated=manifest.check_code, now=code))
        found += _cells(package.files, report, path.name)
        if any(each.code in _RECALCULATED for each in found):  # what could not be opened then either is no difference
            locked = [each.place for each in report.findings if each.code in _LOCKED]
            found = [*(finding("R921", place, file=place.file) for place in locked), *found]
    return PackageVerification(found, manifest, len(now), package.code)


def _plain(code: str) -> str:
    return "".join(each for each in code.upper() if each.isalnum())


def scored_again(files: Mapping[str, bytes], folder: Path, terms: RerunTerms, tell: ProgressListener) -> Report | None:
    """A run on these files in a folder of its own; None where they are no assessment."""
    scheme = terms.scheme
    inputs = {n: d for n, d in files.items() if not n.startswith(f"{RESULTS}/") and ".." not in n and ":" not in n}
    for name, data in inputs.items():
        if "/" not in name and name != scheme:
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        _set_time(target, terms.modified.get(name, ""))
    alone = not any(name.startswith(f"{RETURNS}/") for name in files) and is_complete(folder / scheme)
    if not alone:
        (folder / RETURNS).mkdir(exist_ok=True)
    job, _ = pipeline.locate(folder / scheme if alone else folder)
    if job is None:
        return None
    options = ReadOptions(jobs=1, today=terms.today, passwords=terms.passwords)
    return pipeline.run_alone(job, options, tell, choices=pipeline.RunChoices(closed=terms.closed))


def _set_time(path: Path, stated: str) -> None:
    """The same day and hour on the clock of this machine, wherever that stands."""
    try:
        moment = datetime.fromisoformat(stated).timestamp()
        os.utime(path, (moment, moment))
    except (ValueError, OverflowError, OSError):  # none was kept, or no such time
        return


def _cells(files: Mapping[str, bytes], report: Report, where: str) -> list[Finding]:
    """The result workbook of the package, and its volumes, against those that were written anew."""
    if report.output is None:
        return []
    made = {f"{RESULTS}/{report.output.name}": report.output}
    made |= {f"{RESULTS}/{each.parent.name}/{each.name}": each for each in report.volumes}
    found: list[Finding] = []
    for name, path in made.items():
        if name not in files:  # removed, which the manifest tells; or never made, which a figure does
            continue
        try:
            differing = list(islice(differences(files[name], path.read_bytes()), _MOST_TOLD - len(found)))
        except ValueError as error:
            found.append(finding("R901", Place(f"{where}/{name}"), problem=str(error)))
            continue
        place = Place(f"{where}/{name}")
        found += [finding("R907", place, cell=d.cell, before=d.before, now=d.now) for d in differing]
    return found


def _of_workbook(job: Job, output: Path) -> dict[str, bytes]:
    """A single workbook and what was made of it."""
    return {job.scheme.name: job.scheme.read_bytes(), f"{RESULTS}/{output.name}": output.read_bytes()}


def files_of(root: Path, *, secrets: bool = False) -> dict[str, bytes]:
    """Everything in the assessment's folder that the decision rests on; a 密码表 only with ``secrets``."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each not in _LEFT_OUT)
        for name in sorted(names):
            path = Path(folder) / name
            listed = path.relative_to(root).parts[0] in (RETURNS, APPEALS)  # 收表情况 tells of each, also of 忽略
            if (
                (is_temporary(name) and not listed)
                or name in _LEFT_OUT
                or (_SECRET in name and not secrets)
                or path.is_symlink()
                or name.endswith((".lock", ".锁", ".sqlite"))
            ):
                continue
            found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


def _compared(before: Path, report: Report, job: Job, options: ReadOptions) -> bytes:
    """The earlier edition beside this one, as a workbook."""
    package = opened(before)
    assert report.assessment is not None
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        told = package.manifest
        place = Path(folder) / "前"
        terms = RerunTerms.of(told, options.passwords) if told is not None else None
        old = scored_again(package.files, place, terms, silent) if terms is not None else None
        if old is None or old.assessment is None or old.scheme is None or report.scheme is None:
            return b""
        changes = diff_schemes(old.scheme, report.scheme)
        results = diff_results((old.assessment, list(old.payments)), (report.assessment, list(report.payments)))
        path = write_workbook(diff_workbook(changes, results, before.stem, "现在"), Path(folder) / "对比.xlsx")
        return path.read_bytes()
