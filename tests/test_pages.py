"""Pages that must stay true: README, the page of codes, the page for developers."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from benchmarks import rooms
from kaohe_xl.cli import app
from kaohe_xl.messages import CATALOGUE, doc, placeholders
from kaohe_xl.rules import registry
from kaohe_xl.rules.illustrate import work_out

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_calls_the_readme_test_command_word_for_word() -> None:
    commands = re.findall(r"```sh\n(.+?)\n```", README)
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_readme_names_every_command_that_help_shows() -> None:
    group: Any = get_command(app)
    shown = {name for name, command in group.commands.items() if not command.hidden}
    assert shown == set(re.findall(r"`kaohe (\w+) ", README))


def test_every_command_has_its_chinese_name() -> None:
    group: Any = get_command(app)
    hidden = {name for name, command in group.commands.items() if command.hidden}
    for chinese in ("新建", "体检", "发放", "评分", "状态", "监视", "说明", "对比", "发送"):
        assert chinese in hidden
        assert chinese in README


def test_the_page_of_codes_is_the_generated_one() -> None:
    assert (ROOT / "docs" / "问题代码.md").read_text(encoding="utf-8") == doc.page()


def test_the_picture_and_the_table_of_rooms_are_what_the_source_says_now() -> None:
    again = "python -m benchmarks.rooms"
    assert rooms.PICTURE.read_text(encoding="utf-8") == rooms.picture(), again
    page = rooms.PAGE.read_text(encoding="utf-8")
    assert page == rooms.page(page), again


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_message_says_what_and_what_to_do(code: str) -> None:
    message = CATALOGUE[code]
    details = dict.fromkeys(placeholders(message), "某")
    assert message.text.format(**details).strip()
    assert message.remedy.format(**details).strip()
    assert not message.text.endswith("。")


def test_the_rule_kind_on_the_developers_page_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "开发.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.+?)```", page, re.S)
    assert code is not None
    path = tmp_path / "half_marks.py"
    path.write_text(code[1], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("half_marks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "half_marks", module)
    spec.loader.exec_module(module)
    kind = module.HalfMarks
    monkeypatch.setitem(registry.BY_NAME, kind.name, kind)
    for example in kind.examples:
        assert work_out(kind, example).points == example.points
