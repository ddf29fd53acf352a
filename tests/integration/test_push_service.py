"""Web Push at the wire: what leaves, where it may go, and what each answer leads to."""

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import http_ece
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.adapters import push_service
from gateway.adapters.push_service import PAYLOAD_BYTES, Gone, PushService, is_public, public_key
from shared.errors import BadMessage, Refused, Unavailable
from tests.standins.push import Browser, Push, claims

CONTACT = "mailto:owner@example.org"
KEY = "Dn3h5V8ds3j0tXn2vJp9gkS1e2U4yq8mFZ0uT5wX7aM"
VALUES = {"title": "Reminder", "body": "the blue zebra", "tag": "reminder#1#2", "at": "2026-11-27T10:00:00+00:00"}


@pytest.fixture
def push() -> Iterator[Push]:
    made = Push()
    yield made
    made.stop()


@pytest.fixture
def browser(push: Push) -> Browser:
    return Browser(push)


@pytest.fixture
def service(push: Push) -> PushService:
    return PushService(contact=CONTACT, own=push.url)


def draft(service: PushService, browser: Browser, values: dict[str, str] = VALUES) -> str:
    given = browser.subscription()
    return service.draft(values, given["endpoint"], given["p256dh"], given["auth"])


def send(service: PushService, browser: Browser, recorded: str) -> None:
    service.send(browser.subscription()["endpoint"], KEY, recorded, tag=VALUES["tag"], seconds=600)


def test_the_browser_reads_what_was_sent_and_nobody_else_does(service: PushService, browser: Browser, push: Push) -> None:
    send(service, browser, draft(service, browser))

    (request,) = browser.requests()
    assert browser.read(request.body) == VALUES
    assert b"zebra" not in request.body
    assert VALUES["tag"] not in str(request.headers)
    assert (request.headers["TTL"], request.headers["Content-Encoding"]) == ("600", "aes128gcm")
    assert claims(request, public_key(KEY)).items() >= {"aud": push.url, "sub": CONTACT}.items()
    with pytest.raises(http_ece.ECEException):
        Browser(push).read(request.body)


def test_every_notification_is_of_one_size(service: PushService, browser: Browser) -> None:
    sizes = {len(draft(service, browser, {**VALUES, "body": body})) for body in ("x", "y" * 400, "\x01" * 400, "ä" * 400)}

    assert len(sizes) == 1
    assert PAYLOAD_BYTES < min(sizes) * 3 // 4 < 4096


def test_an_empty_one_has_no_body(service: PushService, browser: Browser) -> None:
    send(service, browser, draft(service, browser, {}))

    (request,) = browser.requests()
    assert request.body == b""
    assert "Content-Encoding" not in request.headers


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("404", Gone),
        ("410", Gone),
        ("400", Refused),
        ("401", Refused),
        ("413", Refused),
        ("302", Refused),
        ("429", Unavailable),
        ("500", Unavailable),
        ("503", Unavailable),
        ("accepted-then-drop", Unavailable),
    ],
)
def test_an_answer_says_whether_to_try_again(fault: str, error: type[Exception], service: PushService, browser: Browser) -> None:
    browser.service.faults.append(fault)

    with pytest.raises(error):
        send(service, browser, draft(service, browser))


def test_an_answer_that_never_ends_is_broken_off(service: PushService, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_service, "WHOLE_SECONDS", 0.5)
    browser.service.faults.append("slow")

    with pytest.raises(Unavailable):
        send(service, browser, draft(service, browser))


def test_the_time_for_it_counts_from_before_it_is_connected(
    service: PushService, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_service, "WHOLE_SECONDS", 0.0)

    with pytest.raises(Unavailable):
        send(service, browser, draft(service, browser))

    assert browser.requests() == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x",
        "https://push.example:8443/x",
        "https://you@push.example/x",
        "https:///x",
        "ftp://push.example/x",
        "https://push.example/ä",
        "https://push.example/x\r\nHost: other",
        "https://push.example/" + "x" * 1500,
        "https://[::1",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_push_service_over_https_is_refused(endpoint: str, browser: Browser) -> None:
    given = browser.subscription()
    service = PushService(contact=CONTACT)

    with pytest.raises(BadMessage):
        service.check(endpoint, given["p256dh"], given["auth"])
    with pytest.raises(Refused):
        service.send(endpoint, KEY, "", tag="t", seconds=1)


@pytest.mark.parametrize(
    ("name", "value"), [("p256dh", "AAAA"), ("p256dh", "BA" + "A" * 85), ("auth", "AAAA"), ("auth", "*" * 22), ("p256dh", "")]
)
def test_what_are_no_keys_are_refused(name: str, value: str, browser: Browser) -> None:
    given = {**browser.subscription(), "endpoint": "https://push.example/x", name: value}

    with pytest.raises(BadMessage):
        PushService(contact=CONTACT).check(given["endpoint"], given["p256dh"], given["auth"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_nothing_goes_to_an_address_at_home(address: str, browser: Browser) -> None:
    service = PushService(contact=CONTACT, resolve=lambda _host, _port: ["8.8.8.8", address])

    assert not is_public(address)
    with pytest.raises(Refused):
        service.send("https://push.example/x", KEY, "", tag="t", seconds=1)


def test_addresses_of_the_internet_are() -> None:
    assert all(map(is_public, ("8.8.8.8", "142.250.74.10", "2a00:1450:400f:80c::200a")))


def test_over_https_the_service_must_be_who_its_name_says(push: Push, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = _certificate(tmp_path, "push.example")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    push._server.socket = serving.wrap_socket(push._server.socket, server_side=True)
    monkeypatch.setattr(push_service, "is_public", lambda _address: True)
    trusting = ssl.create_default_context(cafile=str(certificate))
    service = PushService(contact=CONTACT, resolve=lambda _host, _port: ["127.0.0.1"], tls=trusting)
    monkeypatch.setattr(service, "_parts", lambda endpoint: push_service.urlsplit(endpoint))

    service.send(f"https://push.example:{push.port}/x", KEY, "", tag="t", seconds=1)
    assert [one.headers["Host"] for one in push.received] == [f"push.example:{push.port}"]

    for name, tls in (("other.example", trusting), ("push.example", ssl.create_default_context())):
        service._tls = tls
        with pytest.raises(Unavailable):
            service.send(f"https://{name}:{push.port}/x", KEY, "", tag="t", seconds=1)
    assert len(push.received) == 1

    service._tls = trusting
    monkeypatch.setattr(push_service, "WHOLE_SECONDS", 0.5)
    push.faults.append("slow")
    with pytest.raises(Unavailable):
        service.send(f"https://push.example:{push.port}/x", KEY, "", tag="t", seconds=1)


def _certificate(folder: Path, name: str) -> Path:
    """Write a key and a certificate of a name, good for an hour."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "push.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM))
    return path
