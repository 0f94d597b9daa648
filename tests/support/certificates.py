"""A certificate authority of our own, for servers on 127.0.0.1."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Certificates:
    """``authority``: what a client trusts. The others hold a key and a certificate, for a server."""

    authority: Path
    good: Path
    expired: Path
    other_name: Path
    stranger: Path  # signed by somebody else


def make_certificates(folder: Path) -> Certificates:
    folder.mkdir(parents=True, exist_ok=True)
    ours, others = _authority("考核测试"), _authority("别人")
    authority = folder / "ca.pem"
    authority.write_bytes(ours[1].public_bytes(serialization.Encoding.PEM))
    return Certificates(
        authority,
        _server(folder / "good.pem", ours, "127.0.0.1", days=1),
        _server(folder / "expired.pem", ours, "127.0.0.1", days=-1),
        _server(folder / "other.pem", ours, "127.0.0.9", days=1),
        _server(folder / "stranger.pem", others, "127.0.0.1", days=1),
    )


_Pair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def _authority(name: str) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _base(subject, subject, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    return key, _dated(builder, 1).sign(key, hashes.SHA256())


def _server(path: Path, authority: _Pair, address: str, days: int) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    builder = _base(subject, authority[1].subject, key).add_extension(names, critical=False)
    certificate = _dated(builder, days).sign(authority[0], hashes.SHA256())
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _base(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number())


def _dated(builder: x509.CertificateBuilder, days: int) -> x509.CertificateBuilder:
    """Valid from ten days ago until so many days from now."""
    now = datetime.datetime.now(datetime.UTC)
    return builder.not_valid_before(now - 10 * _DAY).not_valid_after(now + days * _DAY)
