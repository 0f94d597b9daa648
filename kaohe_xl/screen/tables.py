"""Letters and differences as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.screen.console import console, say

if TYPE_CHECKING:  # mailing takes a while to import, and only some commands mail
    from kaohe_xl.appeals import AppealCase
    from kaohe_xl.bounds import Doubt
    from kaohe_xl.drafting.revised import ClauseChange
    from kaohe_xl.outbox.letters import Letter
    from kaohe_xl.outbox.mail_status import MailStatus
    from kaohe_xl.outbox.report import SendReport
    from kaohe_xl.sensitivity import Sensitivity


def letters_table(letters: Sequence[Letter]) -> Table:
    """Who gets what."""
    table = Table(title=f"共 {len(letters)} 封")
    for heading in ("收件人", "邮箱", "主题", "附件"):
        table.add_column(heading, overflow="fold")
    for letter in letters:
        attached = "、".join(path.name for path in letter.attachments)
        table.add_row(escape(letter.name), escape(letter.address), escape(letter.subject), escape(attached))
    return table


def mail_table(status: MailStatus) -> Table:
    """Every letter of the ledger and where it stands."""
    table = Table(title="发送情况")
    for heading in ("收件人", "邮箱", "主题", "状态", "时间", "说明"):
        table.add_column(heading, overflow="fold")
    for entry in status.entries:
        row = (entry.name, entry.address, entry.subject, entry.state.value, entry.changed, entry.reply)
        table.add_row(*(escape(part) for part in row))
    return table


def print_sent(report: SendReport) -> None:
    """What a run of sending came to."""
    counts = (
        ("已发", report.sent),
        ("以前已发过，没有重发", report.already),
        ("失败", report.failed),
        ("存疑", report.doubtful),
        ("还没发", report.waiting),
    )
    console.print("，".join(f"{word} {len(letters)} 封" for word, letters in counts if letters) or "没有要发的邮件")


def doubt_table(doubt: Doubt) -> Iterator[Table | str]:
    """What may become of every unit, under a line that says what is open."""
    from kaohe_xl.bounds.report import columns, headline, rows

    table = Table(title="会不会变", title_justify="left")
    for heading in columns(doubt):
        table.add_column(heading, overflow="fold")
    for row in rows(doubt):
        table.add_row(*(escape(part) for part in row))
    yield table
    yield from map(escape, headline(doubt))


def nearest_table(found: Sensitivity) -> Iterator[Table | str]:
    """敏感: the nearest changes."""
    from kaohe_xl.sensitivity.report import COLUMNS, HEADLINE, rows, steady

    table = Table(title="敏感", title_justify="left")
    for heading in COLUMNS:
        table.add_column(heading, overflow="fold")
    for row in rows(found):
        table.add_row(*(escape(part) for part in row))
    yield table
    yield from (escape(line) for line in (steady(found), HEADLINE) if line)


def plain_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Texts under their headings."""
    table = Table(title=title, title_justify="left")
    for heading in columns:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(part) for part in row))
    return table


def appeals_table(cases: Sequence[AppealCase]) -> Table:
    """What was appealed against, and how it stands; what nobody has decided first."""
    rows = [
        (
            case.unit,
            case.key,
            case.period or "不清楚",
            "—" if case.requested is None else decimal_text(case.requested),
            "—" if case.now is None else decimal_text(case.now),
            case.state + ("（逾期）" if case.late and case.open else ""),
            case.reason,
        )
        for case in sorted(cases, key=lambda each: not each.open)
    ]
    return plain_table("申诉", ("单位", "编号", "期次", "请求得分", "现得分", "裁定", "理由"), rows)


def diff_table(parts: Mapping[str, Sequence[Mapping[str, str]]]) -> Iterator[Table]:
    """One table per part that has rows, under its title; the columns are the keys of its rows."""
    for title, rows in parts.items():
        if rows:
            table = Table(title=title, title_justify="left")
            for heading in rows[0]:
                table.add_column(heading, overflow="fold")
            for row in rows:
                table.add_row(*(escape(str(value)) for value in row.values()))
            yield table


def print_changes(changes: Sequence[ClauseChange], notes: Sequence[str]) -> None:
    """What a revised document changes, a clause at a time; then what only the clerk can tell."""
    from kaohe_xl.sheets.schemes.revised import told

    for change in changes:
        words, columns = told(change)
        colour = {"加了": "green", "删了": "red"}.get(change.kind.value, "yellow")
        say(f"[{colour}]{change.kind.value}[/]　{escape(f'{change.sheet} {change.key}')}　{escape(words)}")
        if columns:
            say(f"      {escape(columns)}")
    for note in notes:
        say(f"请留意　{escape(note)}")
