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
DEVELOPERS = ROOT / "docs" / "开发.md"
PAGES = [ROOT / "README.md", ROOT / "installers" / "README.md"]
PAGES += [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md")]


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


def _named(page: Path) -> list[str]:
    """What stands between backticks, apart from whole blocks of code."""
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`\n]+)`", text)


def _sources() -> list[str]:
    folders = ("kaohe_xl", "benchmarks", "tests", "installers")
    return [path.relative_to(ROOT).as_posix() for name in folders for path in (ROOT / name).rglob("*.py")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_that_a_page_names_are_there(page: Path) -> None:
    """x/y.py below any folder of the sources, python -m x.y; on the page for developers y.py and y/ too."""
    sources = _sources()
    missing = []
    for name in _named(page):
        module = re.match(r"(?:\S*/)?python3? -m ((?:benchmarks|kaohe_xl|tests)[\w.]*)", name)
        if module:
            path = module[1].replace(".", "/")
            there = f"{path}.py" in sources or f"{path}/__main__.py" in sources
        elif re.fullmatch(r"[\w/]+\.py" if page == DEVELOPERS else r"\w+/[\w/]+\.py", name):
            there = any(f"/{source}".endswith(f"/{name}") for source in sources)
        else:
            folder = page == DEVELOPERS and re.fullmatch(r"[\w/]+/", name)
            there = not folder or any(f"/{name}" in f"/{source}" for source in sources)
        if not there:
            missing.append(name)
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_that_a_page_names_are_there(page: Path) -> None:
    group: Any = get_command(app)
    missing = []
    for name in _named(page):
        command = re.match(r"kaohe (\w+)(.*)", name)
        if command is None:
            continue
        known = group.commands.get(command[1])
        options = {each for one in known.params for each in one.opts} | {"--help"} if known is not None else set()
        if known is None or set(re.findall(r"(?<!\S)\[?(--[\w-]+)", command[2])) - options:
            missing.append(name)
    assert not missing


def test_the_shapes_and_functions_on_the_two_ways_are_where_it_says() -> None:
    source = {name: (ROOT / name).read_text(encoding="utf-8") for name in _sources() if name.startswith("kaohe_xl/")}
    rows = re.findall(r"^\| \d+ \| (.+?) \| (.+?) \| .+ \|$", DEVELOPERS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 26

    def defined(name: str, text: str) -> bool:
        return all(re.search(rf"(?:def|class) {part}\b", text) for part in name.split("."))

    everything = "\n".join(source.values())
    shapes = [name for shape, _ in rows for name in re.findall(r"`([\w.]+)`", shape)]
    makers = [pair for _, made_by in rows for pair in re.findall(r"`(\w+)`, `([\w/]+\.py)`", made_by)]
    assert not [name for name in shapes if not defined(name, everything)]
    assert len(makers) >= len(rows) - 1
    assert not [pair for pair in makers if not defined(pair[0], source[f"kaohe_xl/{pair[1]}"])]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_message_says_what_and_what_to_do(code: str) -> None:
    message = CATALOGUE[code]
    details = dict.fromkeys(placeholders(message), "某")
    assert message.text.format(**details).strip()
    assert message.remedy.format(**details).strip()
    assert not message.text.endswith("。")


def test_the_rule_kind_on_the_developers_page_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = DEVELOPERS.read_text(encoding="utf-8")
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
