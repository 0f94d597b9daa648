"""Makes the returned files of the samples: ``python -m tests.samples.fill s4`` (or ``all``) writes 收表/ and 说明.txt.

The blank forms are those that the program issues; they are filled in from the independent calculation's data, so that
scoring what is read from them must give 预期结果.json.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

from kaohe_xl.forms.blanks import Blank, blanks
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.writing.issue import issue
from tests.independent.common import Data
from tests.samples.paper import Paper, fill
from tests.samples.plans import PLANS, Files, Plan
from tests.samples.saving import bundle, saved
from tests.support.engine import load_scheme

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"


def folder_of(name: str) -> Path:
    """sample_workbooks/S4-… of s4."""
    return next(SAMPLES.glob(f"{name.upper()}-*"))


def returned_files(scheme: Scheme, data: Data, plan: Plan) -> Files:
    """Path below 收表/ → content of every file, bundles included."""
    files: Files = {}
    with tempfile.TemporaryDirectory() as folder:
        forms, _ = issue(scheme, Path(folder))
        issued = {
            (blank.filler, blank.period, blank.by_department): path
            for blank, path in zip(blanks(scheme), forms, strict=True)
        }
        for blank, paper in _papers(scheme, data, plan):
            path = issued[blank.filler, blank.period, blank.by_department]
            book = load_workbook(path)
            fill(book, blank, data, paper)
            name = paper.path or (path.name if len(scheme.calendar.leaves) == 1 else f"{path.parent.name}/{path.name}")
            assert name not in files, f"{name} twice"
            files[name] = saved(book, Path(name).suffix)
    return _bundled(files | dict(plan.more(files)))


def _papers(scheme: Scheme, data: Data, plan: Plan) -> Iterator[tuple[Blank, Paper]]:
    """Every form that comes back, in the order in which they were issued; a unit without data sends none."""
    planned: dict[tuple[str, str], list[Paper]] = {}
    for paper in plan.papers:
        planned.setdefault((paper.filler, paper.period), []).append(paper)
    for blank in blanks(scheme):
        given = data.get(blank.period, {})
        asked = {item.name for item in blank.items}
        sent = blank.by_department or bool(asked & given.get(blank.filler, {}).keys())
        papers = planned.pop((blank.filler, blank.period), [Paper(blank.filler, blank.period)])
        yield from ((blank, paper) for paper in papers if sent)
    assert not planned, f"no such forms: {list(planned)}"


def _bundled(files: Files) -> Files:
    """a.zip/b.xlsx goes into a.zip."""
    kept: Files = {}
    bundles: dict[str, Files] = {}
    for name, content in sorted(files.items()):
        outer, separator, inner = name.partition(".zip/")
        if separator:
            bundles.setdefault(f"{outer}.zip", {})[inner] = content
        else:
            kept[name] = content
    return kept | {name: bundle(members) for name, members in bundles.items()}


def write(name: str) -> Path:
    """Write 收表/ and 说明.txt of one sample anew; what else is in its folder stays."""
    folder = folder_of(name)
    data = importlib.import_module(f"tests.independent.{name}").BASE
    scheme, plan = load_scheme(folder / "方案.xlsx"), PLANS[name]
    files = returned_files(scheme, data, plan)
    shutil.rmtree(folder / "收表", ignore_errors=True)
    for path, content in files.items():
        target = folder / "收表" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (folder / "说明.txt").write_text(_about(scheme, plan), encoding="utf-8")
    return folder


def _about(scheme: Scheme, plan: Plan) -> str:
    lines = [
        f"{scheme.settings.title}（样例）",
        "",
        "单位、人名、电话、邮箱和数据全是虚构的；评分规则取自公开的考核办法，原文缺的数已在方案的“备注”里注明。",
        "收表/ 里的文件由程序照 发放 的空表填成，有意弄乱，像真收上来的一样：",
        "",
        *(f"  {number}. {note}" for number, note in enumerate(plan.notes, 1)),
        "",
        "运行 kaohe run 本文件夹，结果写到 结果/；得分、名次、金额应与 预期结果.json 一致（由另一套独立的计算写成）。",
    ]
    return "\n".join(lines) + "\n"


def main(names: list[str]) -> int:
    """Write the named samples."""
    wanted = list(PLANS) if names == ["all"] else names
    if not wanted or any(name not in PLANS for name in wanted):
        sys.stderr.write(f"which sample? all, or some of: {' '.join(PLANS)}\n")
        return 2
    for name in wanted:
        folder = write(name)
        size = sum(path.stat().st_size for path in (folder / "收表").rglob("*") if path.is_file())
        sys.stdout.write(f"{folder.name}: {size // 1024} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
