"""定稿: what was decided can be verified elsewhere, and every kind of tampering is named."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import kaohe_xl
from benchmarks.doubt import SAMPLES
from kaohe_xl.archive.package import FIGURES, MANIFEST, SEAL, opened
from kaohe_xl.archive.workbook import differences
from kaohe_xl.base.sheet_names import FORM
from kaohe_xl.cli import app
from kaohe_xl.forms.blanks import blanks
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.sealing.sealed_package import verify
from kaohe_xl.sheets.forms.blank_forms import form_workbook
from kaohe_xl.writing.write import write_workbook
from tests.support import markdown, small
from tests.support.engine import load_scheme
from tests.support.making import encrypted
from tests.support.small import BASE

# scores, vetoes, prizes and letters of four units in two periods: as much as sealing has to hold, and little to compute
TEXT = small.TEXT.replace("| 街道 | 王五 |\n", "| 街道 | 王五 |\n| 柳河镇 | | 镇 | 赵六 |\n")
Files = dict[str, bytes]


def kaohe(*words: object) -> tuple[int, str]:
    answer = CliRunner().invoke(app, [str(word) for word in words])
    return answer.exit_code, answer.output


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sealed once. Forms were saved half an hour before the end of the last day, or after it, by the clock here."""
    folder = tmp_path_factory.mktemp("定稿") / "考核"
    scheme = load_scheme(markdown.write(TEXT, folder / "方案.xlsx"))
    for number, blank in enumerate(blanks(scheme)):
        form = folder / "收表" / f"{blank.filler}-{blank.period}.xlsx"
        form.parent.mkdir(exist_ok=True)
        _filled(write_workbook(form_workbook(blank, scheme.book), form), str(98 - number))
        _dated(form, datetime(2022, 7, 5, 23, 30) if blank.period == "上半年" else datetime(2023, 1, 6, 0, 30))
    corrected = folder / "收表" / "东风镇-上半年-更正.xlsx"
    shutil.copy(folder / "收表" / "东风镇-上半年.xlsx", corrected)
    _dated(_filled(corrected, "50"), datetime(2022, 7, 5, 23, 40))  # newer by that alone
    (folder / "收表" / "~$开着.xlsx").write_bytes(b"")  # listed as 忽略, and so part of the result
    code, told = kaohe("seal", folder, "--by", "考核办张三", "--closed")
    assert code == 0, told
    return folder


def _filled(form: Path, cases: str) -> Path:
    """All figures given: 97%, and ``cases`` settled of 100; who filled it in when stays open."""
    book = load_workbook(form)
    values = {**BASE, "完成率": "97%", "办结件数": cases}
    for row in book[FORM].iter_rows():
        if row[0].value in values:
            row[2].value = values[str(row[0].value)]
    book.save(form)
    return form


def _dated(path: Path, moment: datetime) -> None:
    """As a file that says nothing of its own about when it was saved."""
    edited = {name: data for name, data in parts(path).items() if name != "docProps/core.xml"}
    for name in ("[Content_Types].xml", "_rels/.rels"):
        edited[name] = re.sub(rb"<[^<>]*docProps/core.xml[^<>]*>", b"", edited[name])
    packed(edited, path)
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def parts(path: Path) -> Files:
    with zipfile.ZipFile(path) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def packed(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def test_verified_in_another_folder(root: Path, tmp_path: Path) -> None:
    there = tmp_path / "别处" / "包.zip"
    there.parent.mkdir()
    shutil.copy(root / "定稿" / "第1版.zip", there)
    code, told = kaohe("verify", there)
    assert code == 0, told
    assert "没有改动" in told
    assert "考核办张三" in told


def test_nothing_is_overwritten_after_sealing_and_a_correction_is_an_edition(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "考核"
    shutil.copytree(root, folder)
    before = {path: path.read_bytes() for path in (folder / "结果").rglob("*.xlsx")}
    assert kaohe("run", folder)[0] == 2
    assert before == {path: path.read_bytes() for path in (folder / "结果").rglob("*.xlsx")}
    code, told = kaohe("seal", folder, "--by", "李四", "--closed")
    assert code == 2
    assert "理由" in told
    gone = next(path for path in sorted((folder / "收表").rglob("*.xls*")) if not path.name.startswith("~"))
    gone.unlink()
    code, told = kaohe("seal", folder, "--by", "李四", "--closed", "--reason", "甲单位的表作废")
    assert code == 0, told
    assert [path.name for path in sorted((folder / "定稿").iterdir())] == ["第1版.zip", "第2版.zip"]
    assert parts(folder / "定稿" / "第2版.zip")["与第1版对比.xlsx"][:2] == b"PK"
    assert (folder / "定稿" / "第1版.zip").read_bytes() == (root / "定稿" / "第1版.zip").read_bytes()
    unit = opened(folder / "定稿" / "第2版.zip")
    assert unit.manifest is not None
    assert (unit.manifest.edition, unit.manifest.reason) == (2, "甲单位的表作废")
    moved = {name.split("/")[-1] for name, value in unit.figures.items() if name.startswith("总分") and value}
    answers = [kaohe("history", folder, each) for each in sorted(moved)]
    assert any("→" in told for _, told in answers)


def _form(files: Files) -> str:
    """The first returned form; ~$开着.xlsx is none."""
    forms = (name for name in sorted(files) if name.startswith("收表/") and name.endswith(".xlsx"))
    return next(name for name in forms if "~" not in name)


def _result(files: Files) -> str:
    return next(name for name in files if name.endswith("-评分结果.xlsx"))


def _edit(name: Callable[[Files], str], change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        files[name(files)] = change(files[name(files)])

    return edit


def _cell(sheet: str, at: str, value: object) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        book = load_workbook(io.BytesIO(data))
        book[sheet][at] = value
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return change


def _swapped(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book.move_sheet(book.worksheets[0], 1)
    book.worksheets[0].title, book.worksheets[1].title = "甲甲", "乙乙"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _manifest(key: str, value: object) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), key: value}, ensure_ascii=False).encode()

    return edit


def _cheated(edit: Callable[[Files], None]) -> Callable[[Files], None]:
    """The edit, with the manifest and its digest made to fit."""

    def all_of_it(files: Files) -> None:
        edit(files)
        told = json.loads(files[MANIFEST])
        told["files"] = {n: hashlib.sha256(d).hexdigest() for n, d in files.items() if n not in (MANIFEST, SEAL)}
        files[MANIFEST] = json.dumps(told, ensure_ascii=False).encode()
        files[SEAL] = hashlib.sha256(files[MANIFEST]).hexdigest().encode()

    return all_of_it


def _figure(files: Files) -> None:
    told = json.loads(files[FIGURES])
    name = next(name for name in told if name.startswith("总分"))
    files[FIGURES] = json.dumps({**told, name: "99.99"}, ensure_ascii=False).encode()


def _renamed(files: Files) -> None:
    files["收表/改名.xlsx"] = files.pop(_form(files))


def _exchanged(files: Files) -> None:
    one, two = sorted(name for name in files if name.startswith("收表/") and "~" not in name)[:2]
    files[one], files[two] = files[two], files[one]


TAMPERING: dict[str, tuple[Callable[[Files], None], str]] = {
    "a byte of a return": (_edit(_form, lambda data: data[:-1] + bytes([data[-1] ^ 1])), "收表/"),
    "a return cut short": (_edit(_form, lambda data: data[: len(data) // 2]), "收表/"),
    "a return removed": (lambda files: files.pop(_form(files)) and None, "收表/"),
    "a return renamed": (_renamed, "改名.xlsx"),
    "two returns exchanged": (_exchanged, "收表/"),
    "a return added": (lambda files: files.update({"收表/新.xlsx": files[_form(files)]}), "收表/新.xlsx"),
    "a byte of the scheme": (_edit(lambda _: "方案.xlsx", lambda data: data + b"\0"), "方案.xlsx"),
    "the scheme removed": (lambda files: files.pop("方案.xlsx") and None, "方案.xlsx"),
    "a score in the workbook": (_edit(_result, _cell("排名", "C6", 99.99)), "评分结果"),
    "a formula in the workbook": (_edit(_result, _cell("得分汇总", "C6", "=1+1")), "评分结果"),
    "sheets swapped": (_edit(_result, _swapped), "评分结果"),
    "a stated figure": (_figure, FIGURES),
    "the figures removed": (lambda files: files.pop(FIGURES) and None, FIGURES),
    "who sealed it": (_manifest("sealed_by", "王五"), MANIFEST),
    "when it was sealed": (_manifest("sealed_at", "2020-01-01T00:00:00+0800"), MANIFEST),
    "the check code": (_manifest("check_code", "0000-0000-0000-0000"), MANIFEST),
    "the manifest removed": (lambda files: files.pop(MANIFEST) and None, MANIFEST),
    "its digest removed": (lambda files: files.pop(SEAL) and None, MANIFEST),
    "a stated figure, all hashes made to fit": (_cheated(_figure), "99.99"),
    "a result's cell, all hashes made to fit": (_cheated(_edit(_result, _cell("排名", "C6", 99.99))), "排名!C6"),
    "the check code, all hashes made to fit": (_cheated(_manifest("check_code", "0000")), "0000"),
    "a file outside the folder": (lambda files: files.update({"../外.txt": b""}), "外.txt"),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_named(kind: str, root: Path, tmp_path: Path) -> None:
    change, named = TAMPERING[kind]
    files = parts(root / "定稿" / "第1版.zip")
    change(files)
    path = packed(files, tmp_path / "包.zip")
    # what the hashes tell needs no second calculation
    told = verify(path).findings if "made to fit" in kind else opened(path).findings
    assert any(named in f"{found.place} {found.text}" for found in told), [*map(str, told)]
    assert not (tmp_path / "外.txt").exists()


def test_the_same_cells_packed_otherwise_are_no_difference(root: Path, tmp_path: Path) -> None:
    """A workbook that is not the same byte for byte is compared cell by cell."""
    files = parts(root / "定稿" / "第1版.zip")
    whole = files[_result(files)]
    (tmp_path / "a.xlsx").write_bytes(whole)
    turned = packed(dict(reversed(parts(tmp_path / "a.xlsx").items())), tmp_path / "b.xlsx").read_bytes()
    assert list(differences(whole, turned)) == []
    differing = [each.cell for each in differences(whole, _cell("排名", "C6", 99.99)(turned))]
    assert "排名!C6" in differing


def test_verified_in_another_place_on_earth(root: Path, tmp_path: Path) -> None:
    """Another folder, locale and time of day: files are late, or newer, as they were when it was sealed."""
    shutil.copy(root / "定稿" / "第1版.zip", tmp_path / "包.zip")
    around = {**os.environ, "LC_ALL": "C", "LANG": "de_DE.UTF-8", "TZ": "America/Los_Angeles"}
    words = [sys.executable, "-m", "kaohe_xl.cli", "verify", "包.zip"]
    answer = subprocess.run(words, cwd=tmp_path, env=around, capture_output=True, timeout=300, check=False)
    assert answer.returncode == 0, answer.stdout.decode() + answer.stderr.decode()
    assert len(opened(tmp_path / "包.zip").manifest.modified) > 10  # type: ignore[union-attr]


def test_who_makes_everything_anew_has_another_code(root: Path, tmp_path: Path) -> None:
    """All hashes made to fit another name: only what was written down when it was sealed tells."""
    original = root / "定稿" / "第1版.zip"
    code = opened(original).code
    files = parts(original)
    _cheated(_manifest("sealed_by", "王五"))(files)
    path = packed(files, tmp_path / "包.zip")
    assert not opened(path).findings
    assert [each.code for each in verify(path, code=code).findings] == ["R920"]
    assert verify(original, code=code.lower().replace("-", " ")).whole


def test_encrypted_returns_need_their_password_again(tmp_path: Path) -> None:
    """密码表 is no evidence and stays out of the package: without it the forms are told, with it all is equal."""
    folder = tmp_path / "考核"
    shutil.copytree(SAMPLES / "S8-以奖代补", folder)
    form = next(path for path in sorted((folder / "收表").rglob("*.xlsx")) if not path.name.startswith("~"))
    form.write_bytes(encrypted(form.read_bytes(), "芝麻开门"))
    (folder / "密码表.csv").write_text("单位名称,密码\n甲,芝麻开门\n", encoding="utf-8")
    code, told = kaohe("seal", folder, "--by", "考核办张三", "--closed")
    assert code == 0, told
    there = tmp_path / "别处"
    there.mkdir()
    package = Path(shutil.copy(folder / "定稿" / "第1版.zip", there))
    assert not any("密码" in name for name in parts(package))
    found = verify(package).findings
    assert found[0].code == "R921"
    assert {"R903", "R907"} & {each.code for each in found}
    assert verify(package, passwords=Passwords(("芝麻开门",))).whole
    shutil.copy(folder / "密码表.csv", there)
    assert kaohe("verify", package)[0] == 0


def test_no_package_at_all(tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(b"PK nothing")
    assert kaohe("verify", tmp_path / "包.zip")[0] == 2
    assert kaohe("verify", tmp_path / "没有.zip")[0] == 2


def test_a_single_workbook_is_sealed_verified_and_corrected(tmp_path: Path) -> None:
    """Scheme and data in one workbook: the package lies beside it, and nothing overwrites the result afterwards."""
    scheme = load_scheme(SAMPLES / "S8-以奖代补" / "方案.xlsx")
    book = load_workbook(SAMPLES / "S8-以奖代补" / "方案.xlsx")
    data = book.create_sheet("填报数据")
    names = list(scheme.items)
    data.append(["单位名称", *names])
    for unit in scheme.units:
        data.append([unit.name, *(1 for _ in names)])
    path = tmp_path / "一张表.xlsx"
    book.save(path)
    code, told = kaohe("seal", path, "--by", "考核办张三", "--closed")
    assert code == 0, told
    package = tmp_path / "一张表-定稿" / "第1版.zip"
    there = tmp_path / "别处" / "包.zip"
    there.parent.mkdir()
    shutil.copy(package, there)
    code, told = kaohe("verify", there)
    assert code == 0, told
    assert "没有改动" in told
    assert "R900" in kaohe("run", path, "--closed")[1]
    again = kaohe_xl.seal(path, "考核办张三", "补报", closed=True)
    assert again.edition == 2
    assert again.path is not None
    assert "与第1版对比.xlsx" in parts(again.path)
