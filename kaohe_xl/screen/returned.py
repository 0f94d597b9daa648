"""Who has returned what, and what became of the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.model import FileOutcome, FileState, Received, Returned
from kaohe_xl.screen.console import say

_SHOWN_IN_LIST = 6
_WHOLE_STATUS = 60


def print_returned(returned: Returned, findings: Sequence[Finding]) -> list[Finding]:
    """What became of the files and how every filler stands; gives back the findings that this has not told already."""
    refused = {file.name: file for file in returned.files if file.outcome is FileState.REFUSED}
    remedies = {f.place.file: f.remedy for f in findings if _refuses(f, refused)}
    _print_counts(returned)
    _print_few([_file_line(file, remedies.get(file.name, "请重新发送")) for file in refused.values()])
    for state in TO_REMIND:
        _print_few(_filler_lines(returned, state))
    return [f for f in findings if not _refuses(f, refused) and f.code not in _TOLD_BY_STATUS]


_TOLD_BY_STATUS = ("F210", "F311")  # what is missing, who is late
TO_REMIND = (Received.MISSING, Received.PARTLY, Received.LATE)
_OUTCOME_COLOURS = {FileState.REFUSED: "red", FileState.PARTLY: "yellow"}
_SYMBOLS = {
    Received.RETURNED: "[green]√[/]",
    Received.LATE: "[yellow]迟[/]",
    Received.PARTLY: "[yellow]缺[/]",
    Received.MISSING: "[red]×[/]",
}


def _refuses(item: Finding, refused: Mapping[str, FileOutcome]) -> bool:
    """Is this why a file was refused?"""
    file = refused.get(item.place.file)
    return file is not None and item.text == file.reason


def _print_counts(returned: Returned) -> None:
    files = {outcome: sum(f.outcome is outcome for f in returned.files) for outcome in FileState}
    states = {state: sum(f.received is state for f in returned.fillers) for state in Received}
    if returned.files:
        told = "，".join(f"{outcome.value} {count}" for outcome, count in files.items() if count)
        say(f"收到文件 {len(returned.files)} 份：{told}")
    if returned.fillers:
        told = "，".join(f"{state.value} {count}" for state, count in states.items() if count)
        say(f"应报 {len(returned.fillers)} 份：{told}")


def _file_line(file: FileOutcome, remedy: str = "") -> str:
    colour = _OUTCOME_COLOURS.get(file.outcome, "dim")
    newer = f"，已被“{file.superseded_by}”取代" if file.superseded_by else ""
    then = f" [dim]→ {escape(remedy)}[/]" if remedy else ""
    return f"[{colour}]{file.outcome.value}[/]　{escape(file.name)}：{escape(file.reason + newer)}{then}"


def _filler_lines(returned: Returned, state: Received) -> list[str]:
    colour = "red" if state is Received.MISSING else "yellow"
    return [f"[{colour}]{state.value}[/]　{escape(f.sentence)}" for f in returned.fillers if f.received is state]


def _print_few(lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN_IN_LIST]:
        say(f"  {line}")
    if len(lines) > _SHOWN_IN_LIST:
        say(f"  [dim]… 还有 {len(lines) - _SHOWN_IN_LIST} 份，见结果的“收表情况”[/]")


# -- who has returned what ---------------------------------------------------------------------------------------------


def status_table(returned: Returned) -> Table:
    """A row for each filler, a column for each period. Where everybody is many, only those who still owe something."""
    received: dict[str, dict[str, Received]] = {}
    for status in returned.fillers:  # an office that also fills in for others has two forms: the worse counts
        own = received.setdefault(status.filler, {})
        own[status.period] = max(status.received, own.get(status.period, status.received), key=list(_SYMBOLS).index)
    periods = list(dict.fromkeys(status.period for status in returned.fillers))
    owing = {name: each for name, each in received.items() if set(each.values()) != {Received.RETURNED}}
    shown = received if len(received) <= _WHOLE_STATUS else owing
    table = Table(title="收表情况", title_justify="left", box=None, padding=(0, 1, 0, 0))  # twelve months fit
    table.add_column("填报单位", overflow="fold", min_width=8)
    for period in periods:
        table.add_column(period, justify="center", overflow="fold")
    for name, each in shown.items():
        table.add_row(escape(name), *(_SYMBOLS[each[period]] if period in each else "" for period in periods))
    if len(shown) < len(received):
        table.add_row(f"其余 {len(received) - len(shown)} 家", *(_SYMBOLS[Received.RETURNED] for _ in periods))
    return table


def print_files(returned: Returned) -> None:
    """Counts, every file that was not simply taken, and what to say to everybody who still owes something."""
    say("　".join(f"{symbol} {state.value}" for state, symbol in _SYMBOLS.items()))
    _print_counts(returned)
    for file in returned.files:
        if file.outcome is not FileState.ACCEPTED:
            say(f"  {_file_line(file)}")
    if any(status.received in TO_REMIND for status in returned.fillers):
        say("可以这样通知：")
    for state in TO_REMIND:
        for line in _filler_lines(returned, state):
            say(f"  {line}")
