"""Certificates for tests, made on the spot: an authority of our own, and what goes wrong with certificates."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Certificate:
    """Two files in PEM, as a server takes them."""

    chain: Path
    key: Path


class Authority:
    """`certificate` is the file that a client trusts; the rest is issued by it into the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("Beckon test authority")
        made = _builder(self._name, self._name, self._key.public_key(), self._key.public_key(), 30)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_usage(signs=True), critical=True)
        self.certificate = folder / "authority.pem"
        self.certificate.write_bytes(_pem(made.sign(self._key, hashes.SHA256())))

    def issue(self, *hosts: str, days: int = 30) -> Certificate:
        """For these hosts (by default the names of this machine); it expired when `days` is below zero."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _builder(_named("server"), self._name, key.public_key(), self._key.public_key(), days)
        return _written(self.folder, _for_hosts(made, hosts or HOSTS).sign(self._key, hashes.SHA256()), key)


def self_signed(folder: Path, *hosts: str) -> Certificate:
    """One that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("server")
    made = _builder(name, name, key.public_key(), key.public_key(), 30)
    return _written(folder, _for_hosts(made, hosts or HOSTS).sign(key, hashes.SHA256()), key)


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=60)).not_valid_after(now + timedelta(days=days))
    # Newer Pythons check strictly by RFC 5280, which wants to know both keys.
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    return made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)


def _for_hosts(made: x509.CertificateBuilder, hosts: tuple[str, ...]) -> x509.CertificateBuilder:
    names = x509.SubjectAlternativeName([_general(host) for host in hosts])
    made = made.add_extension(names, critical=False).add_extension(_usage(signs=False), critical=True)
    return made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _written(folder: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Certificate:
    number = f"{certificate.serial_number:x}"
    files = Certificate(folder / f"{number}.pem", folder / f"{number}.key")
    files.chain.write_bytes(_pem(certificate))
    files.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
