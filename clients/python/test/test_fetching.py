"""One fetch over a connection that may do anything."""

import contextlib
import os
import socket
import threading
import time
import unittest
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any
from unittest import mock

import vend_credentials
from scripted_service import ScriptedService, Step, answer, vend
from vend_credentials import VendError, VendProvider


def raw(*parts: bytes, pause_seconds: float = 0.0) -> Step:
    """Bytes as they are, in drips."""

    def step(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            time.sleep(pause_seconds)

    return step


def drip_to_all(listener: socket.socket, first: bytes, drip: bytes) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            connection.recv(4096)
            connection.sendall(first)
            while True:
                connection.sendall(drip)
                time.sleep(0.05)


SPARE = {
    "AccessKeyId": "ASIASPARE",
    "SecretAccessKey": "secret",
    "Token": "token",
    "Expiration": "2099-01-01T00:00:00Z",
}


def provide(service: ScriptedService, **options: Any) -> VendProvider:
    return VendProvider(url=service.url, token="jwt.of.mine", **options)


@mock.patch.dict(os.environ, clear=True)
class FetchingTest(unittest.TestCase):
    def test_gives_credentials_and_shows_no_secret_of_them(self) -> None:
        with ScriptedService(vend()) as service:
            credentials = provide(service).get()
        self.assertEqual(credentials.account_id, "111122223333")
        self.assertEqual(credentials.secret_access_key, "secret-1")
        self.assertIn("ASIAEXAMPLE1", repr(credentials))
        self.assertNotRegex(repr(credentials), "secret-1|token-1")

    def test_reads_an_answer_in_pieces(self) -> None:
        with ScriptedService(vend()) as whole:
            credentials = provide(whole).get()
        body = (
            '{"AccessKeyId":"ASIAEXAMPLE1","SecretAccessKey":"secret-1","Token":"token-1",'
            f'"Expiration":"{credentials.stamp}"}}'
        ).encode()
        head = b"HTTP/1.1 200 OK\r\n"
        for name, parts in {
            "chunked": [
                head + b"Transfer-Encoding: chunked\r\n\r\n",
                b"%x\r\n%b\r\n" % (len(body), body),
                b"0\r\n\r\n",
            ],
            "until the end": [head + b"\r\n", body[:50], body[50:]],
            "by length": [head, b"Content-Length: %d\r\n\r\n" % len(body), body[:9], body[9:]],
        }.items():
            with self.subTest(name), ScriptedService(raw(*parts, pause_seconds=0.05)) as service:
                self.assertEqual(provide(service).get().session_token, "token-1")

    def test_asks_again_after_what_is_no_whole_answer(self) -> None:
        head = b"HTTP/1.1 200 OK\r\n"
        for name, step in {
            "short": raw(head + b"Content-Length: 99\r\n\r\n{}"),
            "credentials, but shorter than it says": answer(200, SPARE, {"Content-Length": "5000"}),
            "a chunk cut short": raw(head + b"Transfer-Encoding: chunked\r\n\r\n50\r\n{}"),
            "no HTTP": raw(b"220 mail.example ESMTP\r\n\r\n"),
            "nothing": raw(),
            "half a head": raw(head + b"Content-Le"),
            "a long head": raw(head + b"X: " + b"x" * 70_000 + b"\r\n\r\n"),
            "too much": answer(200, b" " * 70_000),
            "no UTF-8": answer(200, b'{"AccessKeyId":"\xff"}'),
            "deep": answer(200, b"[" * 60_000),
            "31 February": vend(Expiration="2099-02-31T00:00:00Z"),
        }.items():
            with self.subTest(name), ScriptedService(step, vend()) as service:
                self.assertEqual(provide(service).get().access_key_id, "ASIAEXAMPLE1")
                self.assertEqual(len(service.arrived), 2)

    def test_an_answer_in_drips_is_late_as_a_whole(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
        for name, parts in {
            "body": [head, *[b" "] * 100],
            "head": [b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 90],
        }.items():
            with self.subTest(name), ScriptedService(raw(*parts, pause_seconds=0.1)) as service:
                began = time.monotonic()
                with self.assertRaisesRegex(VendError, r"no whole answer within 0\.5 s after 4 attempts$"):
                    provide(service, read_timeout_seconds=0.5).get()
                self.assertLess(time.monotonic() - began, 6)

    def test_waits_until_the_date_of_retry_after(self) -> None:
        refusal = answer(
            503, {"code": "UpstreamUnavailable"}, {"Retry-After": formatdate(time.time() + 2.9, usegmt=True)}
        )
        with ScriptedService(refusal, vend()) as service:
            began = time.monotonic()
            provide(service).get()
            self.assertGreater(time.monotonic() - began, 1.5)

    def test_takes_no_notice_of_a_retry_after_that_says_nothing(self) -> None:
        for header in ("soon", "-5", "+5", "1.5", "", "Wed, 99 Foo 2099 00:00:00 GMT"):
            with self.subTest(header):
                self.assertEqual(vend_credentials._read_retry_after(header), 0.0)

    def test_waits_no_longer_than_it_would_for_a_retry_after_that_is_huge(self) -> None:
        self.assertGreaterEqual(vend_credentials._read_retry_after("9" * 5_000), 5)

    def test_takes_no_credentials_that_are_to_last_for_ever_or_end_a_line(self) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 13 * 3600 + 60))
        for name, value, why in (
            ("Expiration", stamp, "Expiration is more than 13 h ahead"),
            ("Expiration", "9999-12-31T23:59:59Z", "Expiration is more than 13 h ahead"),
            ("AccessKeyId", "a\nb", "AccessKeyId holds something other than printable ASCII"),
            ("SecretAccessKey", "a\0", "SecretAccessKey holds something other than printable ASCII"),
            ("Token", "a\n", "Token holds something other than printable ASCII"),
        ):
            with self.subTest(name), ScriptedService(vend(**{name: value})) as service:
                with self.assertRaisesRegex(VendError, f"the answer's {why} after 4 attempts$"):
                    provide(service).get()

    def test_a_proxy_and_a_handshake_in_drips_are_late_as_a_whole(self) -> None:
        # The head of a tunnel that never ends; a record of TLS that is announced and then comes byte by byte.
        for name, first, drip in (
            ("proxy", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
            ("handshake", b"\x16\x03\x03\x40\x00", b"\x02"),
        ):
            with self.subTest(name), socket.create_server(("127.0.0.1", 0)) as listener:
                address = "127.0.0.1:%d" % listener.getsockname()[1]
                threading.Thread(target=drip_to_all, args=(listener, first, drip), daemon=True).start()
                url = "https://" + ("vend.invalid" if name == "proxy" else address)
                provider = VendProvider(url=url, token="jwt.of.mine", connect_timeout_seconds=0.3)
                with mock.patch.dict(os.environ, HTTPS_PROXY="http://" + address):
                    with self.assertRaisesRegex(VendError, r"no connection within 0\.3 s after 4 attempts$"):
                        provider.get()
                for thread in threading.enumerate():
                    if thread.name == "vend-credentials":
                        thread.join(1)
                        self.assertFalse(thread.is_alive())

    def test_says_status_and_code_besides_the_sentence(self) -> None:
        with ScriptedService(
            answer(403, {"code": "NotGranted", "message": "No such grant\nfor this caller"})
        ) as service:
            with self.assertRaises(VendError) as caught:
                provide(service, grant="ä/1").get()
        self.assertEqual((caught.exception.status, caught.exception.code), (403, "NotGranted"))
        sentence = (
            f'No AWS credentials from {service.url} for grant "ä/1": 403 NotGranted: No such grant for this caller'
        )
        self.assertEqual(str(caught.exception), sentence)
        self.assertIsNone(caught.exception.__cause__ or caught.exception.__context__)

    def test_repeats_nothing_of_what_was_sent(self) -> None:
        for text, says in (
            ("an-opaque-secret is refused", "401: (token) is refused"),
            ("an-opa\nque-secret is refused", "401: (token)"),
            ("an-opa que\0-secret is refused", "401: (token)"),
            ("another is refused", "401: another is refused"),
        ):
            with self.subTest(text):
                said = vend_credentials._describe_refusal(401, {"message": text}, "", "an-opaque-secret")
                self.assertEqual(said, says)
        wrong = answer(401, {"error": "no", "error_description": "a pass\nword of no use"})
        with ScriptedService(wrong) as identity_provider:
            provider = VendProvider(
                url="http://127.0.0.1:9", token_url=identity_provider.url, client_id="me", client_secret="password"
            )
            with self.assertRaisesRegex(VendError, r"answered 401 no: \(token\)$"):
                provider.get()

    def test_a_token_without_a_word_on_its_life_is_good_for_one_fetch(self) -> None:
        for member in (
            {},
            {"expires_in": None},
            {"expires_in": "soon"},
            {"expires_in": float("inf")},
            {"expires_in": -5},
        ):
            token = answer(200, {"access_token": "a.b.c", "token_type": "bearer", **member})
            with self.subTest(str(member)), ScriptedService(token) as identity_provider, ScriptedService(
                vend(30)
            ) as service:
                provider = VendProvider(
                    url=service.url, token_url=identity_provider.url + "/t", client_id="me", client_secret="pw"
                )
                provider.get()
                provider.get()
                self.assertEqual((len(identity_provider.arrived), len(service.arrived)), (2, 2))

    def test_takes_no_token_that_is_none(self) -> None:
        for body, why in (
            ({"token_type": "Bearer"}, "answered without a token after 4 attempts"),
            ({"access_token": "a.b.c", "token_type": "DPoP"}, "gave a token that is not a bearer token"),
            ({"access_token": "a\r\nb"}, "holds something other than one token"),
        ):
            with self.subTest(why), ScriptedService(answer(200, body)) as identity_provider:
                provider = VendProvider(
                    url="http://127.0.0.1:9", token_url=identity_provider.url, client_id="me", client_secret="pw"
                )
                with self.assertRaisesRegex(VendError, why):
                    provider.get()
