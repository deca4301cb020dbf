"""Handing mails to an SMTP server, over one connection for many."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from expertgraph.sending.problems import Postponed, Refused, Unreachable

TIMEOUT = 20.0
"""Seconds until an answer of the server."""


_SIGNED_IN = 235


class Mailer:
    """A connection to the server that the settings name, made with the first mail and again after it broke."""

    def __init__(self, settings: Mapping[str, Any], timeout: float = TIMEOUT) -> None:
        self.settings = settings
        self.timeout = timeout
        self._server: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage, to: str) -> None:
        """Hand one mail over.

        Refused when the server will never take this mail, Postponed when not now, Unreachable when the server, or the
        way to it, is at fault.
        """
        sender = str(self.settings["mail.from"])
        try:
            server = self._connected()
            server.sendmail(sender, [to], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            self._reset()
            raise _refusal(code, text) from error
        except smtplib.SMTPDataError as error:
            self._reset()
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unreachable(_told(error)) from error

    def close(self) -> None:
        """Say goodbye, if there is a connection."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _reset(self) -> None:
        """After a refusal the connection serves the next mail, where the server still holds it."""
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        host, port = str(self.settings["mail.server"]), int(self.settings["mail.port"])
        name = str(self.settings["mail.from"]).rpartition("@")[2] or "localhost"
        security = self.settings["mail.security"]
        server: smtplib.SMTP
        if security == "tls":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, port, name, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(host, port, name, timeout=self.timeout)
        try:
            if security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.settings["mail.user"]:
                _sign_in(server, str(self.settings["mail.user"]), str(self.settings["mail.password"]))
        except BaseException:
            server.close()
            raise
        return server


def _sign_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in; beyond ASCII by PLAIN in UTF-8 (RFC 4616), which the library does not do by itself."""
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("auth"):
        raise smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server.")
    said = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, text = server.docmd("AUTH", f"PLAIN {said}")
    if code != _SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, text)


def _refusal(code: int, text: bytes | str) -> Refused | Postponed:
    told = _said(code, text)
    return Refused(told) if code >= 500 else Postponed(told)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"The mail server said {code} {words}"


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"The mail server cannot do what is asked of it ({error}): see mail.security and mail.user."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server refuses mail.user or mail.password ({error.smtp_code})."
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "The mail server did not answer in time."
    return f"The mail server cannot be used: {error}."
