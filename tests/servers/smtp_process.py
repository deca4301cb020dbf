"""The process of ``SmtpServer``: ``python -m tests.servers.smtp_process FOLDER SECURE NAME PASSWORD VANISH MUTE``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import defer, protocol, reactor, ssl
from twisted.mail import imap4, smtp
from twisted.mail.interfaces import IMessageDelivery, IMessageSMTP
from zope.interface import implementer

FOLDER, SECURE, NAME, PASSWORD, VANISH, MUTE = Path(sys.argv[1]), *sys.argv[2:]
LEFT = [VANISH]
"""Where the connection of the first mail still is to break off."""


@implementer(IMessageSMTP)
class Mail:
    """One mail on its way in."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.lines: list[bytes] = []

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.lines.append(line)
        self._vanish("data")

    def eomReceived(self) -> Any:  # noqa: N802
        number = len(list(FOLDER.glob("*.eml")))
        partial = FOLDER / "mail.part"
        partial.write_bytes(b"\r\n".join(self.lines) + b"\r\n")
        partial.rename(FOLDER / f"{number:04d}.eml")
        self._vanish("taken")
        return defer.succeed(None)

    def connectionLost(self) -> None:  # noqa: N802
        self.lines = []

    def _vanish(self, where: str) -> None:
        if [where] == LEFT:
            LEFT.clear()
            self.session.transport.abortConnection()


@implementer(IMessageDelivery)
class Delivery:
    """Takes mail to everybody but nobody@ (never) and later@ (not now)."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def receivedHeader(self, *_: Any) -> bytes:  # noqa: N802
        return b"Received: by a test"

    def validateFrom(self, _: Any, origin: Any) -> Any:  # noqa: N802
        return origin

    def validateTo(self, user: Any) -> Any:  # noqa: N802
        if user.dest.local == b"nobody":
            raise smtp.SMTPBadRcpt(user)
        if user.dest.local == b"later":
            raise smtp.SMTPServerError(451, "come again")
        return lambda: Mail(self.session)


@implementer(IRealm)
class Realm:
    """Whoever signs in gets to deliver."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def requestAvatar(self, *_: Any) -> Any:  # noqa: N802
        return IMessageDelivery, Delivery(self.session), lambda: None


class Factory(protocol.ServerFactory):
    """A session for each connection; of a mute server one that never says a word."""

    noisy = False

    def __init__(self, context: Any) -> None:
        self.context = context

    def buildProtocol(self, _: Any) -> Any:  # noqa: N802
        if MUTE:
            return protocol.Protocol()
        challengers = {b"LOGIN": smtp.LOGINCredentials, b"PLAIN": imap4.PLAINCredentials} if NAME else {}
        session = smtp.ESMTP(challengers, self.context if SECURE == "starttls" else None)
        session.host = b"mail.test"
        if NAME:
            session.portal = Portal(Realm(session))
            session.portal.registerChecker(
                InMemoryUsernamePasswordDatabaseDontUse(**{NAME: PASSWORD.encode()})
            )
        else:
            session.delivery = Delivery(session)
        return session


def main() -> None:
    """Print the port, then serve until ended."""
    running: Any = reactor
    certificate = str(FOLDER / "certificate.pem")
    context = None if SECURE == "none" else ssl.DefaultOpenSSLContextFactory(certificate, certificate)
    factory = Factory(context)
    if SECURE == "tls":
        port = running.listenSSL(0, factory, context, interface="127.0.0.1")
    else:
        port = running.listenTCP(0, factory, interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    running.run()


if __name__ == "__main__":
    main()
