"""Sending over a real server: everybody gets what is theirs, once, and every way to fail says what to do."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from kaohe_xl.base.filenames import unit_file
from kaohe_xl.outbox import (
    Letter,
    LetterKind,
    LetterState,
    SendReport,
    mail_status,
    open_ledger,
    prepare,
    read_settings,
    resolve_doubt,
    send,
)
from kaohe_xl.outbox.settings import plain_token
from kaohe_xl.scheme.model import Unit
from kaohe_xl.watching.lock import take
from tests.outbox.office import environment, everything_in, scheme_of, send_all, token, units, write_scores
from tests.support.certificates import Certificates
from tests.support.mail_server import PASSWORD, USER, mail_server


def letters_for(folder: Path, *addresses: str) -> list[Letter]:
    """One letter each, to units called after the address."""
    members = [Unit(f"{address}单位", email=f"{address}@example.cn") for address in addresses]
    write_scores(folder, members)
    letters, findings = prepare(folder, scheme_of(members), LetterKind.SCORES)
    assert not findings
    return letters


def codes(report: SendReport) -> list[str]:
    return [finding.code for finding in report.findings]


def states(folder: Path) -> dict[str, LetterState]:
    return {entry.unit.removesuffix("单位"): entry.state for entry in mail_status(folder).entries}


@pytest.mark.parametrize(("security", "count"), [("starttls", 60), ("ssl", 20)])
def test_each_of_many_units_gets_its_own_message_and_nobody_elses(
    tmp_path: Path, certificates: Certificates, security: str, count: int
) -> None:
    members = units(count)
    write_scores(tmp_path, members)
    letters, findings = prepare(tmp_path, scheme_of(members), LetterKind.SCORES)
    assert not findings
    with mail_server(tmp_path / "server", security, certificates.good, login=True) as server:
        report = send_all(tmp_path, letters, environment(server, security), certificates.authority)
        again = send_all(tmp_path, letters, environment(server, security), certificates.authority)
        kept = server.kept()
        assert all(line.endswith("True") for line in server.logins())
    assert (len(report.sent), report.complete, len(again.sent), len(again.already)) == (count, True, 0, count)
    assert len(kept) == count
    by_address = {message.recipients[0]: message for message in kept}
    tokens = {unit.name: token(unit.name) for unit in members}
    for unit in members:
        mail = by_address[unit.email]
        assert (mail.sender, mail.recipients) == (USER, [unit.email])
        to = mail.message["To"].addresses
        assert [(a.display_name, a.addr_spec) for a in to] == [(unit.name, unit.email)]
        assert mail.message["From"].addresses[0].addr_spec == USER
        assert mail.message["Subject"] == f"2022年镇街考核成绩单（{unit.name}）"
        body = mail.message.get_body()
        assert body is not None
        words = body.get_content()
        assert f"{unit.name}：" in words
        assert "测试县考核办" in words
        attached = list(mail.message.iter_attachments())
        assert [part.get_filename() for part in attached] == [f"{unit.name}.xlsx"]
        content = attached[0].get_content()
        assert content == (tmp_path / "结果" / "成绩单" / f"{unit.name}.xlsx").read_bytes()
        inside = everything_in(content)
        assert [name for name, mark in tokens.items() if mark in inside] == [unit.name]


def test_4xx_is_tried_again_and_5xx_is_not(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "busy2", "busy9", "gone", "reject", "fine", "drop-rcpt", "closing")
    with mail_server(tmp_path / "server") as server:
        report = send_all(tmp_path, letters, environment(server, "none"))
        assert [mail.recipients[0] for mail in server.kept()].count("fine@example.cn") == 1
        assert sorted(mail.recipients[0].split("@")[0] for mail in server.kept()) == [
            "busy2", "closing", "drop-rcpt", "fine",
        ]  # fmt: skip
    assert states(tmp_path) == {
        "busy2": LetterState.SENT, "busy9": LetterState.FAILED, "gone": LetterState.FAILED,
        "reject": LetterState.FAILED, "fine": LetterState.SENT,
        "drop-rcpt": LetterState.SENT, "closing": LetterState.SENT,
    }  # fmt: skip
    assert sorted(codes(report)) == ["R621", "R621", "R622"]
    told = {finding.unit: finding.text for finding in report.findings}
    assert told["gone单位"] == "给“gone单位”（gone@example.cn）的成绩单被拒收，答复：550 5.1.1 no such user"
    assert "看起来像垃圾邮件" in told["reject单位"]
    assert told["busy9单位"] == "给“busy9单位”（busy9@example.cn）的成绩单试了 3 次没有发成，答复：451 4.7.1 请稍后再试"


def test_a_second_run_sends_only_what_failed(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "busy4", "fine")
    with mail_server(tmp_path / "server") as server:
        first = send_all(tmp_path, letters, environment(server, "none"))
        second = send_all(tmp_path, letters, environment(server, "none"))
        assert [mail.recipients[0].split("@")[0] for mail in server.kept()] == ["fine", "busy4"]
    assert [letter.unit for letter in first.failed] == ["busy4单位"]
    assert ([letter.unit for letter in second.sent], codes(second)) == (["busy4单位"], ["R629"])


@pytest.mark.parametrize("address", ["drop-after", "stall-after"])
def test_no_answer_after_the_last_byte_is_in_doubt_and_never_sent_again(tmp_path: Path, address: str) -> None:
    letters = letters_for(tmp_path, address, "fine")
    with mail_server(tmp_path / "server") as server:
        first = send_all(tmp_path, letters, environment(server, "none"), timeout=0.5)
        second = send_all(tmp_path, letters, environment(server, "none"))
        assert sorted(mail.recipients[0].split("@")[0] for mail in server.kept()) == sorted([address, "fine"])
        assert states(tmp_path) == {address: LetterState.DOUBTFUL, "fine": LetterState.SENT}
        for report in (first, second):
            assert [letter.unit for letter in report.doubtful] == [f"{address}单位"]
            assert [finding.unit for finding in report.findings if finding.code == "R623"] == [f"{address}单位"]
        assert resolve_doubt(tmp_path, f"{address}单位", delivered=True) == (1, [])
        assert states(tmp_path)[address] is LetterState.SENT
        assert len(send_all(tmp_path, letters, environment(server, "none")).already) == 2


def test_a_letter_that_did_not_arrive_is_sent_when_a_person_says_so(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "drop-after")
    with mail_server(tmp_path / "server") as server:
        send_all(tmp_path, letters, environment(server, "none"))
        assert resolve_doubt(tmp_path, "drop-after单位", delivered=False) == (1, [])
        send_all(tmp_path, letters, environment(server, "none"))
        assert len(server.kept()) == 2
    assert [finding.code for finding in resolve_doubt(tmp_path, "没有这家", delivered=True)[1]] == ["R630"]


@pytest.mark.parametrize(
    ("which", "words"),
    [("stranger", "找不到签发证书的机构"), ("expired", "证书已过期"), ("other_name", "证书不是发给这个地址的")],
)
@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_certificate_that_does_not_verify_stops_before_the_login(
    tmp_path: Path, certificates: Certificates, security: str, which: str, words: str
) -> None:
    letters = letters_for(tmp_path, "fine")
    with mail_server(tmp_path / "server", security, getattr(certificates, which), login=True) as server:
        report = send_all(tmp_path, letters, environment(server, security), certificates.authority)
        assert server.logins() == []
        assert server.kept() == []
    assert codes(report) == ["R612"]
    assert words in report.findings[0].text
    assert states(tmp_path) == {"fine": LetterState.PENDING}
    assert report.waiting == tuple(letters)


def test_a_wrong_password_is_tried_once_and_never_shown(tmp_path: Path, certificates: Certificates) -> None:
    letters = letters_for(tmp_path, "fine", "fine2")
    wrong = "错的口令-Wrong-55"
    with mail_server(tmp_path / "server", "ssl", certificates.good, login=True, wrong=wrong) as server:
        report = send_all(tmp_path, letters, environment(server, "ssl", wrong), certificates.authority)
        assert server.logins() == ["PLAIN False"]
    assert codes(report) == ["R615"]
    assert str(report.findings[0]) == (
        "[R615错误] kaohe@example.cn 登录 127.0.0.1 失败，服务器答复：535 5.7.8 bad password ***　→ "
        "核对用户名和密码（不少邮箱要用“授权码”代替密码），再运行一次；为免锁号，没有再试"
    )
    assert set(states(tmp_path).values()) == {LetterState.PENDING}


def test_a_server_without_starttls_gets_neither_password_nor_mail(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "fine")
    with mail_server(tmp_path / "server", "none", login=True) as server:
        report = send_all(tmp_path, letters, environment(server, "starttls"))
        assert (server.logins(), server.kept()) == ([], [])
    assert codes(report) == ["R614"]


def test_the_wrong_kind_of_encryption_and_no_server_at_all_are_told_apart(
    tmp_path: Path, certificates: Certificates
) -> None:
    letters = letters_for(tmp_path, "fine")
    with mail_server(tmp_path / "server", "none") as server:
        mixed_up = send_all(tmp_path, letters, environment(server, "ssl"))
    with mail_server(tmp_path / "server2", "ssl", certificates.good) as server:
        silent = send_all(tmp_path, letters, environment(server, "starttls"), timeout=0.3)
    gone = send_all(tmp_path, letters, environment(server, "none"))
    assert [codes(report) for report in (mixed_up, silent, gone)] == [["R613"], ["R611"], ["R611"]]
    assert "试了 3 次" in gone.findings[0].text
    assert "端口没有开" in gone.findings[0].text
    assert states(tmp_path) == {"fine": LetterState.PENDING}


def test_a_message_too_big_for_the_server_is_not_even_tried(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "fine")
    with mail_server(tmp_path / "server", most=2000) as server:
        report = send_all(tmp_path, letters, environment(server, "none"))
        assert server.kept() == []
    assert (codes(report), states(tmp_path)) == (["R628"], {"fine": LetterState.FAILED})


def test_a_file_that_changed_after_the_letter_was_entered_is_not_sent(tmp_path: Path) -> None:
    """The first letter's sending rewrites the second's file, as a run of watch in between would."""
    letters = letters_for(tmp_path, "fine", "fine2")
    with mail_server(tmp_path / "server") as server:
        settings, _ = read_settings(environment(server, "none"), tmp_path / "none.toml")
        assert settings is not None
        ledger, _ = open_ledger(tmp_path)
        assert ledger is not None
        with ledger:
            changed = letters[1].attachments[0]
            report = send(
                letters,
                replace(settings, per_minute=0),
                ledger,
                lambda progress: changed.write_bytes(b"other figures"),
                sleep=lambda seconds: None,
            )
        assert len(server.kept()) == 1
    assert (codes(report), report.waiting) == (["R624"], (letters[1],))


def test_the_same_figures_written_again_are_not_sent_again_but_other_figures_are(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "fine")
    path = letters[0].attachments[0]
    with mail_server(tmp_path / "server") as server:
        send_all(tmp_path, letters, environment(server, "none"))
        old = path.read_bytes()
        write_scores(tmp_path, [Unit("fine单位")], day=2)
        assert path.read_bytes() != old
        assert len(send_all(tmp_path, letters, environment(server, "none")).already) == 1
        path.write_bytes(b"changed figures")
        assert len(send_all(tmp_path, letters, environment(server, "none")).sent) == 1
        path.write_bytes(old)
        report = send_all(tmp_path, letters, environment(server, "none"))
        assert codes(report) == ["R631", "R629"]  # they hold the other figures: a person decides
        assert len(server.kept()) == 2
        assert resolve_doubt(tmp_path, "fine单位", delivered=False)[0] == 1
        assert len(send_all(tmp_path, letters, environment(server, "none")).sent) == 1


def test_two_senders_at_once_send_nothing_twice(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "fine")
    with mail_server(tmp_path / "server") as server:
        ledger, _ = open_ledger(tmp_path)
        assert ledger is not None
        with ledger:
            lock, _ = take(ledger.lock_path, "发送邮件")
            assert lock is not None
            with lock:
                assert codes(send_all(tmp_path, letters, environment(server, "none"))) == ["R701"]
        assert server.kept() == []
        assert len(send_all(tmp_path, letters, environment(server, "none")).sent) == 1


def test_a_ledger_that_cannot_be_written_stops_before_anything_is_sent(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "fine")
    ledger, _ = open_ledger(tmp_path)
    assert ledger is not None
    path = ledger.path
    ledger.close()
    base = sqlite3.connect(path)
    base.execute("CREATE TRIGGER full BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    base.commit()
    base.close()
    with mail_server(tmp_path / "server") as server:
        report = send_all(tmp_path, letters, environment(server, "none"))
        assert server.kept() == []
    assert (codes(report), report.waiting) == (["R625"], tuple(letters))
    path.write_bytes(b"this is no database" * 100)
    assert [finding.code for finding in open_ledger(tmp_path)[1]] == ["R627"]


def test_the_password_is_in_no_file_and_no_output(
    tmp_path: Path, certificates: Certificates, capfd: pytest.CaptureFixture[str]
) -> None:
    letters = letters_for(tmp_path, "fine", "gone")
    with mail_server(tmp_path / "server", "starttls", certificates.good, login=True) as server:
        report = send_all(tmp_path, letters, environment(server, "starttls"), certificates.authority)
    print(report, mail_status(tmp_path))
    shown = capfd.readouterr()
    for secret in (PASSWORD, plain_token(USER, PASSWORD)):
        assert secret not in shown.out + shown.err
        for path in tmp_path.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_leaders_get_the_workbook_and_a_trial_goes_to_oneself(tmp_path: Path) -> None:
    letters = letters_for(tmp_path, "fine", "fine2")
    members = [Unit("fine单位", email="fine@example.cn")]
    trial, findings = prepare(tmp_path, scheme_of(members), LetterKind.SCORES, to="me@example.cn")
    assert [finding.code for finding in findings] == ["R515"]  # the file of a unit that is not in this scheme
    with mail_server(tmp_path / "server") as server:
        send_all(tmp_path, trial, environment(server, "none"))
        assert len(send_all(tmp_path, letters, environment(server, "none")).sent) == 2  # a trial is no delivery
        kept = server.kept()
    assert [mail.recipients[0] for mail in kept] == ["me@example.cn", "fine@example.cn", "fine2@example.cn"]
    assert kept[0].message["Subject"] == "【试发，原收件人 fine单位】2022年镇街考核成绩单（fine单位）"
    assert unit_file("fine单位", suffix=".xlsx") in [part.get_filename() for part in kept[0].message.iter_attachments()]
