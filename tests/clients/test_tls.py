"""A server that cannot prove who it is gets no request, and no credentials."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from structlog.typing import EventDict

from bot.errors import ApiUnavailable

from .conftest import Open
from .scripted_server import answer, scripted


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_nobody_vouches_for_is_refused_before_anything_is_sent(
    open_transport: Open, self_signed: ssl.SSLContext, log_lines: list[EventDict]
) -> None:
    async with scripted(answer(200, []), tls=self_signed) as server:
        with pytest.raises(ApiUnavailable, match="cannot be reached right now; nothing was changed"):
            await open_transport(server.url).request("POST", "/x", repeatable=False)
    assert server.requests == []
    assert "CERTIFICATE_VERIFY_FAILED" in str(log_lines[-1]["reason"])
