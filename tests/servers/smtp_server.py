"""A real SMTP server (Twisted's), in a process of its own, that keeps every mail it took as a file.

    with SmtpServer(folder) as server: ...  # server.port, server.mails()

It behaves as told: ``secure`` starttls | tls | none, ``login`` name and password that it asks for, and ``vanish``: the
connection breaks off at that point of the first mail (data: before it is taken, taken: after, but before it says so).
Mail to nobody@... is refused for good, to later@... for now; a ``mute`` server never says a word.
"""

from __future__ import annotations

import datetime
import email
import email.policy
import ipaddress
import subprocess
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast


class SmtpServer:
    """Started on entering, on a free port of 127.0.0.1; ended on leaving."""

    def __init__(
        self,
        folder: Path,
        *,
        secure: str = "none",
        login: tuple[str, str] | None = None,
        vanish: str = "",
        mute: bool = False,
    ) -> None:
        self.folder = folder
        self.secure = secure
        self.login = login
        self.vanish = vanish
        self.mute = mute
        self.port = 0

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings with which this server is used."""
        name, password = self.login or ("", "")
        return {
            "mail.server": "127.0.0.1",
            "mail.port": self.port,
            "mail.security": self.secure,
            "mail.user": name,
            "mail.password": password,
            "mail.from": "questions@own.example",
        }

    @property
    def certificate(self) -> Path:
        """The certificate that a client has to trust."""
        return self.folder / "certificate.pem"

    def __enter__(self) -> SmtpServer:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.secure != "none":
            _make_certificate(self.certificate)
        said = [self.secure, *(self.login or ("", "")), self.vanish, "mute" if self.mute else ""]
        command = [sys.executable, "-m", "tests.servers.smtp_server", str(self.folder), *said]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)

    def mails(self) -> list[EmailMessage]:
        """What was taken, in that order."""
        return [
            cast("EmailMessage", email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
            for path in sorted(self.folder.glob("*.eml"))
        ]


def _make_certificate(path: Path) -> None:
    """A certificate that signs itself, for this machine, with its key in the same file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))


def serve(folder: Path, secure: str, name: str, password: str, vanish: str, mute: str) -> None:
    """The server itself; prints its port, then serves until it is ended."""
    from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
    from twisted.cred.portal import IRealm, Portal
    from twisted.internet import defer, protocol, reactor, ssl
    from twisted.mail import imap4, smtp
    from twisted.mail.interfaces import IMessageDelivery, IMessageSMTP
    from zope.interface import implementer

    running: Any = reactor
    left = [vanish] if vanish else []

    @implementer(IMessageSMTP)
    class Mail:
        def __init__(self, session: Any) -> None:
            self.session = session
            self.lines: list[bytes] = []

        def lineReceived(self, line: bytes) -> None:  # noqa: N802
            self.lines.append(line)
            if left == ["data"]:
                left.clear()
                self.session.transport.abortConnection()

        def eomReceived(self) -> Any:  # noqa: N802
            number = len(list(folder.glob("*.eml")))
            partial = folder / "mail.part"
            partial.write_bytes(b"\r\n".join(self.lines) + b"\r\n")
            partial.rename(folder / f"{number:04d}.eml")
            if left == ["taken"]:
                left.clear()
                self.session.transport.abortConnection()
            return defer.succeed(None)

        def connectionLost(self) -> None:  # noqa: N802
            self.lines = []

    @implementer(IMessageDelivery)
    class Delivery:
        session: Any = None

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
        def requestAvatar(self, *_: Any) -> Any:  # noqa: N802
            delivery = Delivery()
            delivery.session = sessions[-1]
            return IMessageDelivery, delivery, lambda: None

    sessions: list[Any] = []
    portal = Portal(Realm())
    if name:
        portal.registerChecker(InMemoryUsernamePasswordDatabaseDontUse(**{name: password.encode()}))
    context = None
    if secure != "none":
        certificate = str(folder / "certificate.pem")
        context = ssl.DefaultOpenSSLContextFactory(certificate, certificate)

    class Factory(protocol.ServerFactory):
        def buildProtocol(self, _: Any) -> Any:  # noqa: N802
            if mute:
                return protocol.Protocol()
            challengers = {b"LOGIN": smtp.LOGINCredentials, b"PLAIN": imap4.PLAINCredentials} if name else {}
            starts = context if secure == "starttls" else None
            session = smtp.ESMTP(challengers, starts) if name else smtp.ESMTP({}, starts)
            session.portal = portal if name else None
            session.host = b"mail.test"
            session.noisy = False
            if not name:
                session.delivery = Delivery()
                session.delivery.session = session
            sessions.append(session)
            return session

    factory = Factory()
    factory.noisy = False
    if secure == "tls":
        port = running.listenSSL(0, factory, context, interface="127.0.0.1")
    else:
        port = running.listenTCP(0, factory, interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    running.run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), *sys.argv[2:])
