"""Subject and words of a mail from its template: the scheme folder's own, or the one that comes with the program.

A template is a text file whose first line is ``主题：…`` and the rest the body, in jinja2's sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kaohe_xl.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.outbox.letters import Kind, Render, Text
from kaohe_xl.place import Place

FOLDER = "mail"
OWN_FOLDER = "模板"
_SUBJECT = ("主题：", "主题:")


def renderer(folder: Path) -> Render:
    """A function that fills in the template of a kind, for the assessment in ``folder``."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )

    @cache
    def template(path: Path) -> Template:
        return environment.from_string(path.read_text("utf-8-sig"))

    def render(kind: Kind, data: Mapping[str, object]) -> Text | Finding:
        path = template_path(folder, kind)
        place = Place(str(path))
        try:
            text = template(path).render(data)
        except TemplateSyntaxError as error:
            return finding("R513", place, problem=f"第 {error.lineno} 行：{error.message}")
        except (TemplateError, ArithmeticError, TypeError, ValueError, OSError) as error:
            return finding("R513", place, problem=str(error))
        return _split(text, place)

    return render


def _split(text: str, place: Place) -> Text | Finding:
    head, _, body = text.strip().partition("\n")
    start = next((word for word in _SUBJECT if head.startswith(word)), None)
    if start is None or not head.removeprefix(start).strip():
        return finding("R513", place, problem="第一行不是“主题：”和主题")
    return Text(head.removeprefix(start).strip(), body.strip() + "\n")


def template_path(folder: Path, kind: Kind) -> Path:
    """Where the template of a kind is: 模板/邮件/<kind>.txt in the scheme folder, or the program's own."""
    own = folder / OWN_FOLDER / "邮件" / f"{kind.value}.txt"
    return own if own.is_file() else built_in() / FOLDER / f"{kind.value}.txt"


def built_in() -> Path:
    """The templates that come with the program: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_resources" / "templates"
    return installed if installed.is_dir() else package.parent / "templates"
