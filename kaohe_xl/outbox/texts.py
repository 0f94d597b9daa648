"""Subject and words of mails from their template: the scheme folder's own, or the one that comes with the program.

A template's first line is ``主题：…`` and the rest is the body; it runs in the sandbox that all templates run in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kaohe_xl.base import resources
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.outbox.letters import LetterKind, LetterText, Render
from kaohe_xl.templating.job import Task
from kaohe_xl.templating.render import render_all

BUILT_IN = "mail"
OWN = "模板/邮件"
_SUBJECT = ("主题：", "主题:")


def renderer(folder: Path) -> Render:
    """A function that fills in the template of a kind, for the assessment in ``folder``."""

    def render(
        kind: LetterKind, common: Mapping[str, object], each: Sequence[Mapping[str, object]]
    ) -> tuple[list[LetterText | None], list[Finding]]:
        path = template_path(folder, kind)
        try:
            source = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            return [None] * len(each), [finding("R408", Place(str(path)), template=path.name, problem=str(error))]
        tasks = [Task(path.name, data) for data in each]
        rendered, findings = render_all({path.name: source}, common, tasks)
        texts = [None if text is None else _split(text) for text in rendered]
        if any(whole is not None and text is None for whole, text in zip(rendered, texts, strict=True)):
            findings.append(finding("R513", Place(str(path)), problem="第一行不是“主题：”和主题"))
        return texts, _once(findings)

    return render


def _split(text: str) -> LetterText | None:
    head, _, body = text.strip().partition("\n")
    start = next((word for word in _SUBJECT if head.startswith(word)), None)
    if start is None or not head.removeprefix(start).strip():
        return None
    return LetterText(head.removeprefix(start).strip(), body.strip() + "\n")


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """A template that fails for every letter is told once."""
    return list({(found.code, str(found.place), found.text): found for found in findings}.values())


def template_path(folder: Path, kind: LetterKind) -> Path:
    """Where the template of a kind is: 模板/邮件/<kind>.j2 in the scheme folder, or the program's own."""
    own = folder / OWN / f"{kind.value}.j2"
    return own if own.is_file() else resources.templates() / BUILT_IN / f"{kind.value}.j2"
