"""What the clerk sees in the terminal: progress, tables, findings. The one printer of findings is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table

from kaohe_xl.assess import OVERALL
from kaohe_xl.exact import decimal_text
from kaohe_xl.finding import Audience, Finding, Severity
from kaohe_xl.outbox.ledger import MailStatus
from kaohe_xl.outbox.letters import Letter
from kaohe_xl.outbox.report import SendReport
from kaohe_xl.pipeline import Report, Tell
from kaohe_xl.returns.model import FillerStatus, Outcome, Received, Returned
from kaohe_xl.reward import total_by, yuan

console = Console(highlight=False)
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_SHOWN_PER_CODE = 3


@contextmanager
def progress() -> Iterator[Tell]:
    """A line that says how far the run has come; quiet when the output is not a terminal."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int = 0, of: int = 0) -> None:
            if stage not in tasks:
                for task in tasks.values():
                    bar.update(task, visible=False)
                tasks[stage] = bar.add_task(stage, total=of or None)
            bar.update(tasks[stage], completed=done, total=of or None)

        yield tell


def print_findings(findings: Sequence[Finding], *, every: bool = False) -> None:
    """Findings by who can fix them, worst first. Of many alike only the first few are shown, and how many more."""
    for audience in Audience:
        own = [f for f in findings if f.message.audience is audience and (every or f.severity is not Severity.NOTE)]
        if not own:
            continue
        console.print(f"[bold]{_HEADINGS[audience]}[/bold]")
        order = list(Severity)
        for (severity, code), group in groupby(
            sorted(own, key=lambda f: (order.index(f.severity), f.code)), key=lambda f: (f.severity, f.code)
        ):
            alike = list(group)
            shown = alike if every else alike[:_SHOWN_PER_CODE]
            for item in shown:
                _print_one(item, _COLOURS[severity])
            if len(alike) > len(shown):
                more, title = len(alike) - len(shown), alike[0].message.title
                console.print(f"  [dim]… {code}“{title}”还有 {more} 条，见结果里的“数据问题”[/dim]")


_HEADINGS = {
    Audience.AUTHOR: "请改方案",
    Audience.FILLER: "请填报单位核对",
    Audience.FILE: "文件问题",
    Audience.CLERK: "请留意",
}


def _print_one(item: Finding, colour: str) -> None:
    place = f"{escape(str(item.place))}　" if str(item.place) else ""
    console.print(f"  [{colour}]{item.severity.value}[/] [dim]{item.code}[/] {place}{escape(item.text)}")
    console.print(f"      [dim]→ {escape(item.remedy)}[/]")


def print_report(report: Report) -> None:
    """The summary at the end of a run: the ranking, what came back, what needs attention, where the result is."""
    if report.scheme is None or report.assessment is None:
        print_findings(report.findings, every=True)
        errors = sum(f.severity is Severity.ERROR for f in report.findings)
        console.print(f"[red]方案有 {errors} 处错误，没有评分。[/red]改好后再运行一次。")
        return
    _print_ranking(report)
    if report.returned is not None:
        print_returned(report.returned)
    _print_money(report)
    print_findings(report.findings)
    notable = sum(f.severity is not Severity.NOTE for f in report.findings)
    if report.needs_attention:
        console.print(f"[yellow]评分完成，有 {notable} 处需要留意[/yellow]（逐条见结果里的“数据问题”“收表情况”）。")
    else:
        console.print("[green]评分完成，没有需要留意的问题。[/green]")
    console.print(f"结果：{escape(str(report.output))}")


def _print_ranking(report: Report, top: int = 10) -> None:
    assert report.assessment is not None
    scheme, final = report.assessment.scheme, report.assessment.final
    for ranking in final.rankings.get(OVERALL, ()):
        table = Table(title=f"排名（{ranking.scope}）" if len(final.rankings[OVERALL]) > 1 else "排名")
        for heading in ("名次", "单位名称", "总分", "等次", "否决"):
            table.add_column(heading, justify="right" if heading in ("名次", "总分") else "left")
        rows = sorted(ranking.members, key=lambda row: (ranking.ranks[row] is None, ranking.ranks[row] or 0, row))
        for row in rows[:top]:
            rank, score = ranking.ranks[row], final.total[row]
            table.add_row(
                "—" if rank is None else str(rank),
                escape(scheme.units[row].name),
                "待定" if score is None else decimal_text(score, scheme.settings.digits),
                report.assessment.grades[row] or "",
                "、".join(final.consequences[row].names),
            )
        if len(rows) > top:
            table.add_row("…", f"共 {len(rows)} 个单位", "", "", "")
        console.print(table)


def print_returned(returned: Returned) -> None:
    """Who has returned what: counts, then everyone who is late, partial or missing."""
    files = {outcome: sum(f.outcome is outcome for f in returned.files) for outcome in Outcome}
    told = "，".join(f"{outcome.value} {count}" for outcome, count in files.items() if count)
    if told:
        console.print(f"收到文件 {len(returned.files)} 份：{told}")
    for file in returned.files:
        if file.outcome is Outcome.REFUSED:
            console.print(f"  [red]拒收[/red] {escape(file.name)}：{escape(file.reason)}")
    counts = {state: sum(f.received is state for f in returned.fillers) for state in Received}
    console.print("填报：" + "，".join(f"{state.value} {count}" for state, count in counts.items() if count))
    for filler in returned.fillers:
        if filler.received is not Received.RETURNED:
            _print_filler(filler)


def print_files(returned: Returned) -> None:
    """Every file that was not simply taken, with the reason."""
    for file in returned.files:
        if file.outcome is not Outcome.ACCEPTED:
            console.print(f"  {file.outcome.value} {escape(file.name)}：{escape(file.reason)}")


def _print_filler(filler: FillerStatus) -> None:
    colour = "red" if filler.received is Received.MISSING else "yellow"
    console.print(
        f"  [{colour}]{filler.received.value}[/] {escape(filler.filler)}（{filler.period}）{escape(filler.sentence)}"
    )


def status_table(returned: Returned) -> Table:
    """Fillers × periods."""
    table = Table(title="收表情况")
    for heading in ("填报单位", "期次", "情况", "文件", "缺的数据项", "可以这样通知"):
        table.add_column(heading, overflow="fold")
    for filler in returned.fillers:
        table.add_row(
            escape(filler.filler),
            filler.period,
            filler.received.value,
            escape("、".join(filler.files)),
            escape("、".join(filler.missing_items)),
            escape(filler.sentence),
        )
    return table


def _print_money(report: Report) -> None:
    sums = total_by(report.payments, lambda payment: payment.reward.kind)
    if sums:
        console.print("奖惩金额：" + "，".join(f"{kind} {yuan(amount)}" for kind, amount in sums.items()))


# -- mail --------------------------------------------------------------------------------------------------------------


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


# -- differences -------------------------------------------------------------------------------------------------------


def diff_table(*parts: Sequence[Mapping[str, str]]) -> Iterator[Table]:
    """One table per part that has rows; the columns are the keys of its rows."""
    for rows in parts:
        if rows:
            table = Table()
            for heading in rows[0]:
                table.add_column(heading, overflow="fold")
            for row in rows:
                table.add_row(*(escape(str(value)) for value in row.values()))
            yield table
