"""Out of the folder: mail."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kaohe_xl.cli.options import (
    Folder,
    Jobs,
    Password,
    command,
    find_job,
    refuse,
    stop,
    tell,
)

if TYPE_CHECKING:
    from kaohe_xl.outbox.letters import Letter


@command("mail", "发送")
def mail(
    folder: Folder,
    send: Annotated[bool, typer.Option("--send", help="真的发送；不写只生成草稿")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，供脚本用")] = False,
    to: Annotated[str, typer.Option("--to", help="试发：全部发到这个邮箱")] = "",
    remind: Annotated[bool, typer.Option("--remind", help="催报：发给没有交齐的")] = False,
    returned: Annotated[bool, typer.Option("--return", help="退回修改：发给有数据要改的")] = False,
    notice: Annotated[bool, typer.Option("--notice", help="通报：发各单位的通报")] = False,
    appeal: Annotated[bool, typer.Option("--appeal", help="申诉答复：发给申诉已经裁定的单位")] = False,
    leaders: Annotated[bool, typer.Option("--leaders", help="把评分结果发给收件人里的领导")] = False,
    provisional: Annotated[bool, typer.Option("--provisional", help="阶段性结果也发成绩单和通报")] = False,
    status: Annotated[bool, typer.Option("--status", help="看发到哪里了")] = False,
    delivered: Annotated[str, typer.Option("--delivered", help="存疑的那封，这个单位说收到了", metavar="单位")] = "",
    resend: Annotated[
        str, typer.Option("--resend", help="存疑的那封，这个单位说没收到：下次重发", metavar="单位")
    ] = "",
    jobs: Jobs = 0,
    password: Password = None,
) -> None:
    """生成邮件草稿，--send 发送；每个单位只收到自己的成绩单"""
    from kaohe_xl import api
    from kaohe_xl.outbox.letters import LetterKind
    from kaohe_xl.outbox.mail_status import mail_status
    from kaohe_xl.outbox.prepare import prepare, write_drafts
    from kaohe_xl.screen import console, letters_table, mail_table

    job = find_job(folder)
    if job.single:
        stop("发送要用考核文件夹，不能只给一个工作簿。")
    if delivered or resend:
        _settle(job.root, delivered or resend, bool(delivered))
    if status:
        known = mail_status(job.root)
        console.print(mail_table(known))
        tell(known.findings)
        raise typer.Exit(1 if known.findings else 0)
    chosen = [
        kind
        for kind, wanted in (
            (LetterKind.REMIND, remind),
            (LetterKind.RETURN, returned),
            (LetterKind.NOTICE, notice),
            (LetterKind.APPEAL, appeal),
            (LetterKind.LEADERS, leaders),
        )
        if wanted
    ] or [LetterKind.SCORES]
    needs_status = any(kind in (LetterKind.REMIND, LetterKind.RETURN) for kind in chosen)
    known_of = api.status if needs_status else api.ready
    done = known_of(folder, jobs=jobs, passwords=password or ())
    scheme = done.scheme
    if scheme is None or done.exit_code == 2:
        refuse(done)
    tell(done.beside)
    fillers = done.returned.fillers if done.returned is not None else ()
    letters, findings = [], []
    for kind in chosen:
        some, found = prepare(job.root, scheme, kind, to or None, fillers=fillers, provisional=provisional)
        letters.extend(some)
        findings.extend(found)
    console.print(letters_table(letters))
    tell(findings)
    if not send:
        drafts = write_drafts(letters, job.root, () if to else chosen)
        console.print(f"已写 {len(drafts)} 份草稿到 {job.results / '邮件'}；核对后加 --send 发送。", markup=False)
        raise typer.Exit(1 if findings else 0)
    _send(job.root, letters, yes, bool(findings))


def _settle(root: os.PathLike[str], unit: str, delivered: bool) -> NoReturn:
    """A person has found out what became of a doubtful letter."""
    from pathlib import Path

    from kaohe_xl.outbox.mail_status import resolve_doubt

    count, findings = resolve_doubt(Path(root), unit, delivered=delivered)
    tell(findings)
    if not count:
        raise typer.Exit(1)
    typer.echo(f"已把给“{unit}”的 {count} 封记为{'收到' if delivered else '没有收到，下次 --send 时重发'}。")
    raise typer.Exit(0)


def _send(root: os.PathLike[str], letters: Sequence[Letter], yes: bool, troubled: bool) -> None:
    from pathlib import Path

    from kaohe_xl.outbox.ledger import open_ledger
    from kaohe_xl.outbox.send import send
    from kaohe_xl.outbox.settings import read_settings
    from kaohe_xl.screen import print_sent, progress

    settings, findings = read_settings(os.environ)
    if settings is None:
        tell(findings)
        stop("没有发送。")
    if not letters:
        stop("没有可发的邮件。", 1)
    if not yes and not typer.confirm(f"要发送 {len(letters)} 封，确定吗？"):
        stop("没有发送。", 1)
    ledger, findings = open_ledger(Path(root))
    if ledger is None:
        tell(findings)
        stop("没有发送。")
    with ledger, progress() as told:
        report = send(letters, settings, ledger, lambda step: told("发送", step.done, step.total))
    print_sent(report)
    tell(report.findings)
    raise typer.Exit(0 if report.complete and not troubled else 1)
