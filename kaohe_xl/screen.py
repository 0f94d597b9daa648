"""What the clerk sees in the terminal: progress, tables, findings. The one printer of findings is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table

from kaohe_xl.assess import OVERALL, Assessment
from kaohe_xl.exact import decimal_text
from kaohe_xl.finding import Audience, Finding, Severity
from kaohe_xl.outbox.ledger import MailStatus
from kaohe_xl.outbox.letters import Letter
from kaohe_xl.outbox.report import SendReport
from kaohe_xl.pipeline import Report, Tell
from kaohe_xl.rank import Ranking
from kaohe_xl.returns.model import FileOutcome, Outcome, Received, Returned
from kaohe_xl.reward import total_by

console = Console(highlight=False)
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_SHOWN_PER_CODE = 3
_SHOWN_IN_LIST = 6


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


def _say(text: str) -> None:
    """One line; where it is too long the terminal breaks it, so that a place can be copied whole."""
    console.print(text, soft_wrap=True)


# -- findings ----------------------------------------------------------------------------------------------------------

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
            _say(f"[bold]{_HEADINGS[audience]}[/bold]")
        for _, alike in groupby(own, key=lambda f: f.code):
            _print_alike(list(alike), every=every)


def _print_alike(alike: Sequence[Finding], *, every: bool) -> None:
    """Findings of one code: what it is, each with its place, and what to do (once, where it is the same for all)."""
    first, shown = alike[0], alike if every else alike[:_SHOWN_PER_CODE]
    count = f" {len(alike)} 处" if len(alike) > 1 else ""
    colour = _COLOURS[first.severity]
    _say(f"  [{colour}]{first.severity.value}　{first.message.title}[/]{count} [dim]{first.code}[/]")
    same = len({item.remedy for item in shown}) == 1
    for item in shown:
        place = f"{escape(str(item.place))}　" if str(item.place) else ""
        _say(f"    {place}{escape(item.text)}")
        if not same:
            _say(f"      [dim]→ {escape(item.remedy)}[/]")
    if len(alike) > len(shown):
        _say(f"    [dim]… 还有 {len(alike) - len(shown)} 处，见结果的“数据问题”[/]")
    if same:
        _say(f"    [dim]→ {escape(first.remedy)}[/]")


# -- a run -------------------------------------------------------------------------------------------------------------


def print_report(report: Report) -> None:
    """The summary at the end of a run: the ranking, what came back, what needs attention, where the result is."""
    if report.scheme is None or report.assessment is None:
        print_findings(report.findings, every=True)
        errors = sum(f.severity is Severity.ERROR for f in report.findings)
        _say(f"[red]方案有 {errors} 处错误，没有评分。[/red]改好后再运行一次。")
        return
    _print_ranking(report)
    _print_money(report)
    findings = list(report.findings)
    if report.returned is not None:
        findings = _print_returned(report.returned, findings)
    print_findings(findings)
    _print_end(report)


def _print_end(report: Report) -> None:
    counts = {severity: sum(f.severity is severity for f in report.findings) for severity in Severity}
    told = "，".join(f"{s.value} {n}" for s, n in counts.items() if n and s is not Severity.NOTE)
    if report.needs_attention:
        _say(f"[yellow]评分完成，有需要留意的地方[/yellow]（{told}）。逐条见结果的“数据问题”和“收表情况”。")
    else:
        _say("[green]评分完成，没有需要留意的问题。[/green]")
    if report.letters:
        _say(f"通报、通知和成绩单（Word）：{escape(str(report.letters[0].parent))}（{len(report.letters)} 份）")
    if report.sent_back:
        folder = report.sent_back[0].parent
        _say(f"填得不对或没填全的表已标出来，可以退给填报单位：{escape(str(folder))}（{len(report.sent_back)} 份）")
    _say(f"结果：[bold]{escape(str(report.output))}[/bold]")


def _print_ranking(report: Report) -> None:
    """The final ranking by scope, from both ends where it is long: prizes go to the top, fines to the bottom."""
    assert report.assessment is not None
    rankings = report.assessment.final.rankings.get(OVERALL, ())
    for ranking in rankings:
        order = sorted(ranking.members, key=lambda row: (ranking.ranks[row] is None, ranking.ranks[row] or 0, row))
        shown = order if len(order) <= _WHOLE_RANKING else [*order[:_TOP], None, *order[-_BOTTOM:]]
        rows = [_ranked(report.assessment, ranking, row, len(order)) for row in shown]
        table = Table(title=f"排名（{ranking.scope}）" if len(rankings) > 1 else "排名")
        kept = [at for at in range(len(_RANKING)) if any(row[at] for row in rows)]  # no empty columns
        for at in kept:
            table.add_column(
                _RANKING[at], justify="right" if _RANKING[at] in ("名次", "总分") else "left", overflow="fold"
            )
        for row in rows:
            table.add_row(*(row[at] for at in kept))
        console.print(table)


_RANKING = ("名次", "单位名称", "总分", "等次", "否决", "备注")
_WHOLE_RANKING, _TOP, _BOTTOM = 15, 10, 3


def _ranked(assessment: Assessment, ranking: Ranking, row: int | None, count: int) -> tuple[str, ...]:
    if row is None:
        return "…", f"共 {count} 个单位", "…", "", "", ""
    scheme, final = assessment.scheme, assessment.final
    rank, score = ranking.ranks[row], final.total[row]
    silent = [leaf.name for leaf in scheme.calendar.leaves if assessment.periods[leaf.name].figures.unreturned[row]]
    return (
        "—" if rank is None else str(rank),
        escape(scheme.units[row].name),
        "待定" if score is None else decimal_text(score, scheme.settings.digits),
        escape(assessment.grades[row] or ""),
        escape("、".join(final.consequences[row].names)),
        escape(f"{'、'.join(silent)}未报" if silent else ""),
    )


def _print_money(report: Report) -> None:
    """What is paid by kind, and how often a kind without money (通报批评, 黄牌警告 …) was given."""
    kinds = dict.fromkeys(payment.reward.kind for payment in report.payments)
    sums = total_by(report.payments, lambda payment: payment.reward.kind)
    told = []
    for kind in kinds:
        own = [payment.amount for payment in report.payments if payment.reward.kind == kind]
        paid = sum(amount is not None for amount in own)
        told += [f"{kind} {_grouped(sums[kind])} 元（{paid} 笔）"] if paid else [f"{kind} {len(own)} 项"]
    if told:
        _say("奖惩：" + "，".join(told))


def _grouped(amount: Fraction) -> str:
    """1460000 → 1,460,000; cents only when there are any."""
    return f"{Decimal(decimal_text(amount, most=2)):,}"


def _print_returned(returned: Returned, findings: Sequence[Finding]) -> list[Finding]:
    """What became of the files and how every filler stands; gives back the findings that this has not told already."""
    files = {outcome: sum(f.outcome is outcome for f in returned.files) for outcome in Outcome}
    if returned.files:
        told = "，".join(f"{outcome.value} {count}" for outcome, count in files.items() if count)
        _say(f"收到文件 {len(returned.files)} 份：{told}")
    refused = {file.name: file for file in returned.files if file.outcome is Outcome.REFUSED}
    remedies = {f.place.file: f.remedy for f in findings if _refuses(f, refused)}
    _print_few(
        [
            f"[red]拒收[/]　{escape(name)}：{escape(file.reason)} [dim]→ {escape(remedies.get(name, '请重新发送'))}[/]"
            for name, file in refused.items()
        ],
        "份",
    )
    if returned.fillers:
        counts = {state: sum(f.received is state for f in returned.fillers) for state in Received}
        told = "，".join(f"{state.value} {count}" for state, count in counts.items() if count)
        _say(f"应报 {len(returned.fillers)} 份：{told}")
    for state in (Received.MISSING, Received.PARTLY, Received.LATE):
        colour = "red" if state is Received.MISSING else "yellow"
        late = [f"[{colour}]{state.value}[/]　{escape(f.sentence)}" for f in returned.fillers if f.received is state]
        _print_few(late, "份")
    return [f for f in findings if not _refuses(f, refused) and f.code not in _TOLD_BY_STATUS]


_TOLD_BY_STATUS = ("F210", "F311")  # what is missing, who is late


def _refuses(item: Finding, refused: Mapping[str, FileOutcome]) -> bool:
    """Is this why a file was refused?"""
    file = refused.get(item.place.file)
    return file is not None and item.text == file.reason


def _print_few(lines: Sequence[str], counted: str) -> None:
    for line in lines[:_SHOWN_IN_LIST]:
        _say(f"  {line}")
    if len(lines) > _SHOWN_IN_LIST:
        _say(f"  [dim]… 还有 {len(lines) - _SHOWN_IN_LIST} {counted}，见结果的“收表情况”[/]")


def print_files(returned: Returned) -> None:
    """Every file that was not simply taken, with the reason."""
    for file in returned.files:
        if file.outcome is not Outcome.ACCEPTED:
            _say(f"  {file.outcome.value}　{escape(file.name)}：{escape(file.reason)}")


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
