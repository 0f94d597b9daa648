"""How to send is read from a file and the environment; a password never comes from a file and never shows itself."""

from __future__ import annotations

import pickle
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from kaohe_xl.outbox import Security, read_settings
from kaohe_xl.outbox.settings import config_file

FILE = 'host = "smtp.example.cn"\nuser = "kaohe@example.cn"\nname = "县考核办"\n'
PASSWORD = {"KAOHE_SMTP_PASSWORD": "geheim-123"}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mail.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, FILE + 'port = 2465\nsecurity = "ssl"\nper_minute = 30\n')
    settings, findings = read_settings({**PASSWORD, "KAOHE_SMTP_PORT": "587", "KAOHE_SMTP_SECURITY": "STARTTLS"}, path)
    assert settings is not None, findings
    assert (settings.host, settings.port, settings.security) == ("smtp.example.cn", 587, Security.STARTTLS)
    assert (settings.sender.address, settings.sender.name, settings.per_minute) == ("kaohe@example.cn", "县考核办", 30)


@pytest.mark.parametrize(
    ("port", "security", "expected"),
    [("", "", (465, Security.SSL)), ("587", "", (587, Security.STARTTLS)), ("", "starttls", (587, Security.STARTTLS))],
)
def test_port_and_protection_follow_each_other(
    tmp_path: Path, port: str, security: str, expected: tuple[int, Security]
) -> None:
    environ = {**PASSWORD, "KAOHE_SMTP_PORT": port, "KAOHE_SMTP_SECURITY": security}
    settings, _ = read_settings(environ, written(tmp_path, FILE))
    assert settings is not None
    assert (settings.port, settings.security) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["R601"]),
        (FILE + 'password = "geheim-123"\n', ["R603"]),
        (FILE + 'smtp_password = "geheim-123"\n', ["R603"]),
        (FILE + "port = 99999\n", ["R602"]),
        (FILE + 'security = "tls1"\nfrom = "nobody"\n', ["R602", "R602"]),
        (FILE + 'hots = "x"\n', ["R602"]),
        (FILE + 'ca_file = "/no/such.pem"\n', ["R602"]),
        (FILE + "port = [\n", ["R602"]),
        (FILE + 'security = "none"\n', ["R604"]),
        ('host = "127.0.0.1.example.cn"\nfrom = "a@b.cn"\nsecurity = "none"\n', ["R604"]),
    ],
)
def test_every_mistake_is_named_and_nothing_is_sent(tmp_path: Path, text: str, codes: list[str]) -> None:
    settings, findings = read_settings(PASSWORD, written(tmp_path, text))
    assert settings is None
    assert [finding.code for finding in findings] == codes
    assert not any("geheim" in str(finding) for finding in findings)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_without_encryption_only_on_this_machine(tmp_path: Path, host: str) -> None:
    environ = {"KAOHE_SMTP_HOST": host, "KAOHE_SMTP_SECURITY": "none", "KAOHE_SMTP_FROM": "a@example.cn"}
    settings, _ = read_settings(environ, tmp_path / "none.toml")
    assert settings is not None
    assert (settings.port, settings.password) == (25, None)


class Store(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return {"kaohe_xl/kaohe@example.cn": "aus-dem-bund"}.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def test_the_password_comes_from_the_keyring_or_is_asked_for(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Store())
    try:
        settings, _ = read_settings({}, written(tmp_path, FILE))
        assert settings is not None
        assert settings.password is not None
        assert settings.password.reveal() == "aus-dem-bund"
        _, findings = read_settings({}, written(tmp_path, FILE.replace("kaohe@", "other@")))
        assert [finding.code for finding in findings] == ["R605"]
        assert "keyring set kaohe_xl other@example.cn" in findings[0].remedy
    finally:
        keyring.set_keyring(before)


def test_a_password_does_not_show_itself(tmp_path: Path) -> None:
    settings, _ = read_settings(PASSWORD, written(tmp_path, FILE))
    assert settings is not None
    assert "geheim" not in repr(settings) + str(settings) + f"{settings.password}" + repr(vars(settings))
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(settings)


def test_settings_are_kept_where_the_system_keeps_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_file() == tmp_path / "kaohe_xl" / "mail.toml"
