"""Serving phones on the same network: real servers, real handshakes."""

import re
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from cryptography import x509

from backend.lan import Authority, NoAddressError, chosen

ROOT = Path(__file__).parents[2]
NOW = datetime(2013, 5, 10, 6, 0, tzinfo=UTC)
OFFSETS = (0, 80, 443)


def _handshake(server: tuple[Path, Path], trusted: Path, name: str) -> None:
    """What a phone that trusts that authority says to the server's certificate, under a name."""
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(*server)
    there = ssl.create_default_context(cafile=str(trusted))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    phone = there.wrap_bio(incoming, outgoing, server_hostname=name)
    office = here.wrap_bio(outgoing, incoming, server_side=True)
    done: set[ssl.SSLObject] = set()
    while len(done) < 2:
        for side in (phone, office):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            done.add(side)


def test_a_phone_that_trusts_the_authority_trusts_the_server_at_its_address(tmp_path: Path) -> None:
    authority = Authority(tmp_path, datetime.now(UTC))
    _handshake(authority.server("192.168.1.20"), tmp_path / "lan-ca.crt", "192.168.1.20")


def test_the_server_is_not_believed_under_another_address(tmp_path: Path) -> None:
    authority = Authority(tmp_path, datetime.now(UTC))
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        _handshake(authority.server("192.168.1.20"), tmp_path / "lan-ca.crt", "192.168.1.21")


def test_whoever_steals_the_key_deceives_about_no_public_address(tmp_path: Path) -> None:
    authority = Authority(tmp_path, datetime.now(UTC))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        _handshake(authority.server("203.0.113.7"), tmp_path / "lan-ca.crt", "203.0.113.7")


def test_a_phone_trusts_once_though_the_address_changes(tmp_path: Path) -> None:
    Authority(tmp_path, datetime.now(UTC))
    trusted = tmp_path / "trusted.crt"
    trusted.write_bytes((tmp_path / "lan-ca.crt").read_bytes())
    again = Authority(tmp_path, datetime.now(UTC))
    _handshake(again.server("10.0.0.5"), trusted, "10.0.0.5")


def test_an_authority_that_ran_out_is_made_anew(tmp_path: Path) -> None:
    old = Authority(tmp_path, NOW)
    new = Authority(tmp_path, NOW + timedelta(days=3651))
    assert old.fingerprint != new.fingerprint
    leaf = x509.load_pem_x509_certificate(new.server("10.0.0.5")[0].read_bytes())
    leaf.verify_directly_issued_by(new.certificate)


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    certificate, key = Authority(tmp_path, NOW).server("10.0.0.5")
    for path in (certificate, key, tmp_path / "lan-ca.key"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "asked", ["8.8.8.8", "192.0.2.2", "100.64.0.1", "greenlane.example", "", "10.0.0"]
)
def test_only_a_private_address_is_taken(asked: str) -> None:
    with pytest.raises(NoAddressError, match=r"--lan 192\.168\.1\.20"):
        chosen(asked)


def free_ports() -> int:
    """A port of which those beside it that are served too are free as well."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                for offset in OFFSETS[1:]:
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port + offset))
            except (OSError, OverflowError):
                continue
            return port


def test_phones_are_served_beside_this_machine(tmp_path: Path) -> None:
    port = free_ports()
    command = [sys.executable, "-m", "backend", "run", "--lan", "127.0.0.1"]
    command += ["--port", str(port), "--data", str(tmp_path / "data")]
    said: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            for line in server.stdout:
                said.append(line)
                if line.strip() == f"https://127.0.0.1:{port + 443}/":
                    break
            enrolment = re.search(r"https://\S+/enrol#\S+", "".join(said))
            assert enrolment
            assert enrolment[0].startswith(f"https://127.0.0.1:{port + 443}/")
            for offset in OFFSETS:
                await_listener(port + offset)
            page = _fetch(f"http://127.0.0.1:{port + 80}/").decode()
            assert f'href="https://127.0.0.1:{port + 443}/"' in page
            trusted = ssl.create_default_context()
            trusted.load_verify_locations(
                cadata=_fetch(f"http://127.0.0.1:{port + 80}/greenlane-ca.crt")
            )
            health = _fetch(f"https://127.0.0.1:{port + 443}/api/health", trusted)
            assert health == _fetch(f"http://127.0.0.1:{port}/api/health")
        finally:
            server.terminate()  # heard at any moment, also before it serves
        server.stdout.read()
        assert server.wait(30) in (0, -signal.SIGTERM)


def _fetch(url: str, trusted: ssl.SSLContext | None = None) -> bytes:
    with urlopen(url, context=trusted, timeout=30) as answer:  # noqa: S310 - of this test
        body: bytes = answer.read()
        return body


def await_listener(port: int) -> None:
    """Until somebody listens there; the test's own time limit is the other way out."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
