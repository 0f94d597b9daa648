"""What the developers' page says of a change is all that it takes: made in a copy of the program, it works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_USES_ALL = """
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.sheets.schemes.starter import columns_guide, starter_workbook
from tests.support import markdown
from tests.support.results import scored

SCHEME = '''
## 考核设置
| 设置 | 值 |
| 考核名称 | 试验 |
| 年度 | 2026 |
| 咨询电话 | 8765 |
## 考核对象
| 单位名称 | 分组 |
| 甲镇 | 镇 |
| 乙镇 | 镇 |
## 填报项
| 数据项 | 类型 | 填报人 |
| 完成数 | 整数 | 本单位 |
## 评分细则
| 编号 | 考核内容 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 |
| 1 | 完成 | 10 | 达标得分 | 完成数 | >=5 | 10 |
## 奖惩
| 奖惩 | 名次起 | 名次止 | 方式 | 金额 | 发放办法 |
| 一等奖 | 1 | 1 | 定额 | 500 | 转账 |
## 填报数据
| 单位名称 | 完成数 |
| 甲镇 | 6 |
| 乙镇 | 4 |
'''
scheme, findings = markdown.read(SCHEME)
assert scheme is not None, findings
assert not [each for each in findings if each.code in ("S107", "S108")], findings
book = scored(scheme, inline_data(scheme).tidy).workbook
def texts_of(sheet):
    return {str(cell.value) for row in sheet.cells for cell in row if cell is not None}

texts = {sheet.name: texts_of(sheet) for sheet in book.sheets}
assert "咨询电话：8765" in texts["目录"], texts["目录"]
assert {"单位名册", "都有哪些单位，各在哪个分组"} <= texts["目录"], texts["目录"]
assert any(text.endswith("转账") for text in texts["奖励金额"]), texts["奖励金额"]
assert {"甲镇", "乙镇", "镇"} <= texts["单位名册"]
names = [sheet.name for sheet in book.sheets]
assert names.index("单位名册") == names.index("得分汇总") + 1, names
starter = {sheet.name: sheet for sheet in starter_workbook("某考核", 2026).sheets}
assert {"咨询电话", "写在目录下面，供单位询问"} <= texts_of(starter["考核设置"])
assert any(each.choices == ("现金", "转账") for each in starter["奖惩"].validations)
assert "现金还是转账" in texts_of(columns_guide())
"""


def _changes() -> list[str]:
    return re.findall(r"```diff\n(.+?)```", (ROOT / "docs" / "开发.md").read_text(encoding="utf-8"), re.S)


def _parts(change: str) -> dict[str, list[str]]:
    """The lines of each file."""
    found = re.findall(r"^\+\+\+ (\S+)\n((?:(?!\+\+\+ ).*\n)*)", change, re.MULTILINE)
    return {file: body.rstrip("\n").split("\n") for file, body in found}


def _make(lines: list[str], path: Path) -> None:
    """Every line with + comes behind the line above it; lines with - go."""
    if all(line.startswith("+") for line in lines):
        assert not path.exists(), path
        path.write_text("".join(f"{line[1:]}\n" for line in lines), encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8").split("\n")
    for above, line in pairwise(lines):
        if line.startswith("+"):
            text.insert(_only(text, above[1:]) + 1, line[1:])
    for line in lines:
        if line.startswith("-"):
            del text[_only(text, line[1:])]
    path.write_text("\n".join(text), encoding="utf-8")


def _only(text: list[str], line: str) -> int:
    assert text.count(line) == 1, line
    return text.index(line)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with all three changes."""
    tree = tmp_path_factory.mktemp("changed")
    shutil.copytree(ROOT / "kaohe_xl", tree / "kaohe_xl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tree / "templates")
    for change in _changes():
        for file, lines in _parts(change).items():
            _make(lines, tree / file)
    return tree


def test_a_declaration_is_one_file_the_rest_is_its_use() -> None:
    setting, column, sheet = (list(_parts(change)) for change in _changes())
    assert setting == ["kaohe_xl/scheme/model/settings.py", "kaohe_xl/sheets/contents.py"]
    assert column == ["kaohe_xl/scheme/model/outcome.py", "kaohe_xl/sheets/scores/rewards.py"]
    assert sheet == ["kaohe_xl/sheets/roster.py", "kaohe_xl/sheets/registry.py"]


def test_a_setting_a_column_and_a_sheet_made_as_the_page_says_work(changed: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(changed), str(ROOT))), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", _USES_ALL]
    done = subprocess.run(command, cwd=changed, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
