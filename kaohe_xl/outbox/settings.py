"""How mail is sent: the user's config file, overridden by KAOHE_SMTP_*; the password by environment or keyring only."""

from __future__ import annotations

import base64
import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import NoReturn

from platformdirs import user_config_path

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean
from kaohe_xl.messages import finding
from kaohe_xl.outbox.addresses import problem_with
from kaohe_xl.outbox.eml import Sender

SERVICE = "kaohe_xl"  # in the keyring
ENVIRONMENT = "KAOHE_SMTP_"
_PASSWORD = ENVIRONMENT + "PASSWORD"
_FROM_ENVIRONMENT = ("host", "port", "security", "user", "from")
_KNOWN = (*_FROM_ENVIRONMENT, "name", "per_minute", "timeout", "ca_file")
_SECRETS = ("pass", "pwd", "secret", "token", "密码", "口令", "授权码")


class Security(Enum):
    """How the connection is protected."""

    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"  # loopback only


_PORTS = {Security.SSL: 465, Security.STARTTLS: 587, Security.NONE: 25}


class Secret:
    """A password that does not show itself: not in a repr, a log, a table of locals, or a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a password is not pickled")


@dataclass(frozen=True)
class MailSettings:
    """Everything that sending needs."""

    host: str
    port: int
    security: Security
    user: str
    sender: Sender
    password: Secret | None = field(default=None, repr=False)
    per_minute: int = 60  # 0: as fast as it goes
    timeout: float = 60.0  # seconds that one answer may take
    ca_file: str = ""  # root certificate of an office's own server
    pauses: tuple[float, ...] = (5.0, 20.0, 60.0)  # seconds before the second, third, fourth attempt

    def hide(self, text: str) -> str:
        """The text with the password taken out, also where a server repeats it in base64."""
        if self.password is None:
            return text
        password = self.password.reveal()
        for shown in (plain_token(self.user, password), _base64(password), password):
            text = text.replace(shown, "***")
        return text


def plain_token(user: str, password: str) -> str:
    """What AUTH PLAIN sends."""
    return _base64(f"\0{user}\0{password}")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")


def config_file() -> Path:
    """mail.toml where this system keeps a user's settings."""
    return user_config_path("kaohe_xl", appauthor=False) / "mail.toml"


def read_settings(environ: Mapping[str, str], config: Path | None = None) -> tuple[MailSettings | None, list[Finding]]:
    """Read how to send, and find the password.

    Args:
        environ: KAOHE_SMTP_HOST, _PORT, _SECURITY (ssl, starttls, none), _USER, _PASSWORD, _FROM go before the file.
        config: another file than :func:`config_file`.
    """
    path = config or config_file()
    values, findings = _from_file(path)
    if findings and not values:
        return None, findings
    where = {name: str(path) for name in values}
    for name in _FROM_ENVIRONMENT:
        variable = ENVIRONMENT + name.upper()
        if environ.get(variable, "").strip():
            values[name] = environ[variable].strip()
            where[name] = variable
    settings, more = _Values(values, where, path).settings()
    findings += more
    if settings is None or findings:
        return None, findings
    return _with_password(settings, environ)


def _from_file(path: Path) -> tuple[dict[str, object], list[Finding]]:
    place = Place(str(path))
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}, []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        detail = {"where": str(path), "name": "格式", "problem": str(error), "expected": '每行写成 名称 = "值"'}
        return {}, [finding("R602", place, **detail)]
    if any(secret in name.lower() for name in values for secret in _SECRETS):
        return {}, [finding("R603", place, config=str(path), service=SERVICE)]
    unknown = [name for name in values if name not in _KNOWN]
    return values, [
        finding(
            "R602",
            place,
            where=str(path),
            name=name,
            problem="不认识",
            expected=did_you_mean(name, _KNOWN) or "删去这一行",
        )
        for name in unknown
    ]


class _Values:
    """What was given, read one by one; every mistake is reported in one run."""

    def __init__(self, values: Mapping[str, object], where: Mapping[str, str], path: Path) -> None:
        self.values, self.where, self.path = values, where, path
        self.findings: list[Finding] = []

    def settings(self) -> tuple[MailSettings | None, list[Finding]]:
        host, user = self._text("host"), self._text("user")
        address = self._text("from") or (user if "@" in user else "")
        missing = [name for name, value in (("host", host), ("from", address)) if not value]
        if missing:
            return None, [finding("R601", Place(str(self.path)), missing="、".join(missing), config=str(self.path))]
        security = self._security()
        port = self._number("port", _PORTS[security], 1, 65535)
        wrong = problem_with(address)
        if wrong is not None:
            self._bad("from", *wrong)
        if security is Security.NONE and not is_loopback(host):
            self.findings.append(finding("R604", host=host))
        settings = MailSettings(
            host,
            port,
            security,
            user,
            Sender(address, self._text("name")),
            per_minute=self._number("per_minute", 60, 0, 6000),
            timeout=self._number("timeout", 60, 1, 600),
            ca_file=self._file("ca_file"),
        )
        return (None if self.findings else settings), self.findings

    def _bad(self, name: str, problem: str, expected: str) -> None:
        where = self.where.get(name, str(self.path))
        self.findings.append(
            finding("R602", Place(str(self.path)), where=where, name=name, problem=problem, expected=expected)
        )

    def _text(self, name: str) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str | int) or any(ch < " " for ch in str(value)):
            self._bad(name, "不是一行文字", "写成一行文字")
            return ""
        return str(value).strip()

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        text = self._text(name)
        if not text:
            return default
        if not text.isdecimal() or not least <= int(text) <= most:
            self._bad(name, f"“{text}”不是 {least} 到 {most} 的整数", f"一般填 {default}")
            return default
        return int(text)

    def _security(self) -> Security:
        """As given, else by the port: 587 and 25 begin in the clear and turn to TLS, 465 is TLS from the first byte."""
        text = self._text("security").lower()
        if not text:
            return Security.STARTTLS if self._text("port") in ("587", "25") else Security.SSL
        found = next((security for security in Security if security.value == text), None)
        if found is None:
            self._bad("security", f"“{text}”不认识", "填 ssl 或 starttls")
            return Security.SSL
        return found

    def _file(self, name: str) -> str:
        text = self._text(name)
        if text and not Path(text).is_file():
            self._bad(name, f"没有文件“{text}”", "写出证书文件的完整路径")
        return text


def is_loopback(host: str) -> bool:
    """This machine itself, by number or as ``localhost``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _with_password(settings: MailSettings, environ: Mapping[str, str]) -> tuple[MailSettings | None, list[Finding]]:
    if not settings.user:
        return settings, []
    text, problem = environ.get(_PASSWORD, ""), "环境变量没有设"
    if not text:
        text, problem = _from_keyring(settings.user)
    if not text:
        return None, [finding("R605", user=settings.user, problem=problem, service=SERVICE)]
    return replace(settings, password=Secret(text)), []


def _from_keyring(user: str) -> tuple[str, str]:
    """(password, why there is none)."""
    import keyring  # looks for the system's store when it is imported: only when one is needed
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, user) or "", "系统钥匙串里没有"
    except KeyringError as error:
        return "", f"系统钥匙串用不了：{error}"
