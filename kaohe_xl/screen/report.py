"""The summary at the end of a run: the ranking, the money, what needs attention, where the result is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from rich.markup import escape
from rich.table import Table

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Audience, Severity
from kaohe_xl.pipeline import Report
from kaohe_xl.returns.model import FileState
from kaohe_xl.reward import total_by
from kaohe_xl.scoring.assess import OVERALL, Assessment
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.screen.console import console, say
from kaohe_xl.screen.findings import print_findings
from kaohe_xl.screen.returned import TO_REMIND, print_returned


def print_report(report: Report) -> None:
    """The summary at the end of a run: the ranking, what came back, what needs attention, where the result is."""
    if report.scheme is None or report.assessment is None:
        print_findings(report.findings, every=True)
        wrong = [f for f in report.findings if f.severity is Severity.ERROR and f.message.audience is Audience.AUTHOR]
        say(
            f"[red]方案有 {len(wrong)} 处错误，没有评分。[/red]改好后再运行一次。" if wrong else "[red]没有评分。[/red]"
        )
        return
    if report.assessment.provisional:
        say("[bold yellow]阶段性结果[/]：表还没有收齐，没有交表的不排名、不奖不罚。")
    _print_ranking(report)
    _print_money(report)
    findings = list(report.findings)
    if report.returned is not None:
        findings = print_returned(report.returned, findings)
    print_findings(findings)
    _print_end(report)


def _print_end(report: Report) -> None:
    if report.needs_attention:
        say(f"[yellow]评分完成，有需要留意的地方[/yellow]（{_counted(report)}）。逐条见结果的“数据问题”和“收表情况”。")
    else:
        say("[green]评分完成，没有需要留意的问题。[/green]")
    if report.letters:
        say(f"通报、通知和成绩单（Word）：{escape(str(report.letters[0].parent))}（{len(report.letters)} 份）")
    if report.sent_back:
        folder = report.sent_back[0].parent
        say(f"填得不对或没填全的表已标出来，可以退给填报单位：{escape(str(folder))}（{len(report.sent_back)} 份）")
    say(f"结果：[bold]{escape(str(report.output))}[/bold]")


def _counted(report: Report) -> str:
    """错误 2，注意 5，拒收 1，未报 3: whatever there is to look at."""
    found = [finding.severity for finding in report.findings if finding.severity is not Severity.NOTE]
    told = [f"{severity.value} {found.count(severity)}" for severity in Severity if severity in found]
    if report.returned is not None:
        refused = sum(file.outcome is FileState.REFUSED for file in report.returned.files)
        states = [filler.received for filler in report.returned.fillers]
        told += [f"{FileState.REFUSED.value} {refused}"] if refused else []
        told += [f"{state.value} {states.count(state)}" for state in TO_REMIND if state in states]
    return "，".join(told)


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
        say("奖惩：" + "，".join(told))


def _grouped(amount: Fraction) -> str:
    """1460000 → 1,460,000; cents only when there are any."""
    return f"{Decimal(decimal_text(amount, most=2)):,}"
