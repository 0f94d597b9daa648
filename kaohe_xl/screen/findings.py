"""Findings as the clerk sees them. The one printer of findings is here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.markup import escape

from kaohe_xl.base.finding import Audience, Finding, Severity
from kaohe_xl.screen.console import say

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_SHOWN_PER_CODE = 3
_HEADINGS = {
    Audience.AUTHOR: "请改方案",
    Audience.FILLER: "请填报单位核对",
    Audience.FILE: "文件问题",
    Audience.CLERK: "请留意",
}


def print_findings(findings: Sequence[Finding], *, every: bool = False) -> None:
    """Findings by who can fix them, worst first. Of many alike only the first few are shown, and how many more."""
    order = list(Severity)
    for audience in Audience:
        own = [f for f in findings if f.message.audience is audience and (every or f.severity is not Severity.NOTE)]
        own.sort(key=lambda f: (order.index(f.severity), f.code))
        if own:
            say(f"[bold]{_HEADINGS[audience]}[/bold]")
        for _, alike in groupby(own, key=lambda f: f.code):
            _print_alike(list(alike), every=every)


def _print_alike(alike: Sequence[Finding], *, every: bool) -> None:
    """Findings of one code: what it is, each with its place, and what to do (once, where it is the same for all)."""
    first, shown = alike[0], alike if every else alike[:_SHOWN_PER_CODE]
    count = f" {len(alike)} 处" if len(alike) > 1 else ""
    colour = _COLOURS[first.severity]
    say(f"  [{colour}]{first.severity.value}　{first.message.title}[/]{count} [dim]{first.code}[/]")
    same = len({item.remedy for item in shown}) == 1
    for item in shown:
        place = f"{escape(str(item.place))}　" if str(item.place) else ""
        say(f"    {place}{escape(item.text)}")
        if not same:
            say(f"      [dim]→ {escape(item.remedy)}[/]")
    if len(alike) > len(shown):
        say(f"    [dim]… 还有 {len(alike) - len(shown)} 处，见结果的“数据问题”[/]")
    if same:
        say(f"    [dim]→ {escape(first.remedy)}[/]")
