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
        command = [sys.executable, "-m", "tests.servers.smtp_process", str(self.folder), *said]
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
