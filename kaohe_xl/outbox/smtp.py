"""A connection to a mail server: its certificate verified, logged in once — or the reason why not."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from dataclasses import dataclass

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.text import one_line
from kaohe_xl.messages import finding
from kaohe_xl.outbox.settings import MailSettings, Security, is_loopback, plain_token

_OURSELVES = "[127.0.0.1]"  # what we call ourselves: a Chinese computer name breaks EHLO, and it is nobody's business
_LONGEST_REPLY = 300
_CERTIFICATE = {
    9: "证书还没有生效",
    10: "证书已过期",
    18: "证书是自签的",
    19: "证书链里有自签的根证书",
    20: "找不到签发证书的机构",
    21: "找不到签发证书的机构",
    62: "证书不是发给这个服务器名的",
    64: "证书不是发给这个地址的",
}


@dataclass(frozen=True)
class ConnectionFailure:
    """Why there is no connection. Temporary: worth another try."""

    finding: Finding
    temporary: bool = False


def connect(settings: MailSettings, tries: int = 1) -> smtplib.SMTP | ConnectionFailure:
    """Connect, verify the certificate, log in (once: a wrong password tried again may lock the account).

    ``tries`` is only told in the finding.
    """
    try:
        return _Session(settings, tries).open()
    except _StoppedError as stop:
        return stop.trouble


class _StoppedError(Exception):
    def __init__(self, trouble: ConnectionFailure) -> None:
        super().__init__(trouble.finding.text)
        self.trouble = trouble


class _Session:
    def __init__(self, settings: MailSettings, tries: int) -> None:
        self.settings = settings
        self.tries = tries

    def open(self) -> smtplib.SMTP:
        smtp = self._connected()
        try:
            if smtp.sock:  # the dot is a packet of three bytes, which must not wait for the answer to the one before
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._protect(smtp)
            self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _connected(self) -> smtplib.SMTP:
        host, port, timeout = self.settings.host, self.settings.port, self.settings.timeout
        try:
            if self.settings.security is Security.SSL:
                context = self._context()
                return smtplib.SMTP_SSL(host, port, local_hostname=_OURSELVES, timeout=timeout, context=context)
            return smtplib.SMTP(host, port, local_hostname=_OURSELVES, timeout=timeout)
        except ssl.SSLError as error:
            raise self._tls(error) from None
        except smtplib.SMTPConnectError as error:
            raise self._rejected(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise self._unreachable(error) from None

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.settings.ca_file or None)
        except (ssl.SSLError, OSError) as error:
            raise _StoppedError(
                ConnectionFailure(finding("R612", host=self.settings.host, problem=f"根证书读不了：{error}"))
            ) from None

    def _protect(self, smtp: smtplib.SMTP) -> None:
        """EHLO, and TLS where the connection began without it."""
        try:
            self._greet(smtp)
            if self.settings.security is Security.STARTTLS:
                if not smtp.has_extn("starttls"):
                    raise _StoppedError(
                        ConnectionFailure(finding("R614", host=self.settings.host, port=self.settings.port))
                    )
                code, reply = smtp.starttls(context=self._context())
                if code != 220:
                    raise self._rejected(code, reply)
                self._greet(smtp)
        except ssl.SSLError as error:
            raise self._tls(error) from None
        except smtplib.SMTPResponseException as error:
            raise self._rejected(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise self._unreachable(error) from None
        peer = smtp.sock.getpeername()[0] if smtp.sock else ""
        if self.settings.security is Security.NONE and not is_loopback(peer):
            raise _StoppedError(ConnectionFailure(finding("R604", host=self.settings.host)))

    def _greet(self, smtp: smtplib.SMTP) -> None:
        code, reply = smtp.ehlo()
        if not 200 <= code <= 299:
            raise self._rejected(code, reply)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """PLAIN or LOGIN by hand: smtplib goes through all methods with a wrong password and fails on a Chinese one."""
        password = self.settings.password
        if password is None:
            return
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        user = self.settings.user
        try:
            if "PLAIN" in offered:
                code, reply = smtp.docmd("AUTH", "PLAIN " + plain_token(user, password.reveal()))
            elif "LOGIN" in offered:
                code, reply = _auth_login(smtp, user, password.reveal())
            else:
                told = "、".join(offered) or "没有"
                raise _StoppedError(ConnectionFailure(finding("R616", host=self.settings.host, offered=told)))
        except (smtplib.SMTPException, OSError) as error:
            raise self._unreachable(error) from None
        if code in (235, 503):  # 503: already logged in
            return
        said = shown(self.settings, code, reply)
        if 400 <= code <= 499:
            raise _StoppedError(
                ConnectionFailure(self._at("R611", problem=f"登录时答复 {said}", tries=self.tries), temporary=True)
            )
        raise _StoppedError(ConnectionFailure(finding("R615", user=user, host=self.settings.host, reply=said)))

    def _at(self, code: str, **details: object) -> Finding:
        return finding(code, NOWHERE, unit="", period="", host=self.settings.host, port=self.settings.port, **details)

    def _tls(self, error: ssl.SSLError) -> _StoppedError:
        if isinstance(error, ssl.SSLCertVerificationError):
            problem = _CERTIFICATE.get(error.verify_code, error.verify_message)
            return _StoppedError(ConnectionFailure(finding("R612", host=self.settings.host, problem=problem)))
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return self._unreachable(error)
        problem = error.reason or str(error)
        return _StoppedError(
            ConnectionFailure(self._at("R613", security=self.settings.security.value, problem=problem))
        )

    def _rejected(self, code: int, reply: bytes | str) -> _StoppedError:
        said = finding("R617", host=self.settings.host, reply=shown(self.settings, code, reply))
        return _StoppedError(ConnectionFailure(said, temporary=not 500 <= code <= 599))

    def _unreachable(self, error: Exception) -> _StoppedError:
        problem = self.settings.hide(one_line(reason(error)))
        return _StoppedError(ConnectionFailure(self._at("R611", problem=problem, tries=self.tries), temporary=True))


def _auth_login(smtp: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    code, reply = smtp.docmd("AUTH", "LOGIN " + base64.b64encode(user.encode()).decode())
    if code == 334:
        code, reply = smtp.docmd(base64.b64encode(password.encode("utf-8", "surrogateescape")).decode())
    return code, reply


def reason(error: Exception) -> str:
    """What broke, in Chinese."""
    if isinstance(error, socket.gaierror):
        return "找不到这个服务器名"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "没有应答"
    if isinstance(error, ConnectionRefusedError):
        return "端口没有开"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError | ssl.SSLEOFError):
        return "连接被断开"
    return str(error) or type(error).__name__


def shown(settings: MailSettings, code: int, reply: bytes | str) -> str:
    """A server's answer for people: one line, in whatever encoding it came, without the password."""
    if isinstance(reply, bytes):
        try:
            text = reply.decode("utf-8")
        except UnicodeDecodeError:
            text = reply.decode("gb18030", "replace")
    else:
        text = reply
    return settings.hide(one_line(f"{code} {text}"))[:_LONGEST_REPLY]
