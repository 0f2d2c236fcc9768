"""What is set, and what is refused of it before anything is sent."""

import os
import re
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import vend_credentials
from scripted_service import ScriptedService, vend
from vend_credentials import VendError, VendProvider


def reason(**options: Any) -> str:
    try:
        VendProvider(**options).get()
    except VendError as error:
        return str(error)
    return "credentials, which should not be"


@mock.patch.dict(os.environ, clear=True)
class SettingsTest(unittest.TestCase):
    def test_refuses_urls_that_no_token_may_be_sent_to(self) -> None:
        for url, why in (
            ("vend.corp.example", "is no URL"),
            ("https://", "is no URL"),
            ("https:///path", "is no URL"),
            ("https://vend.corp.example:port", "is no URL"),
            ("https://vend.corp.example:65536", "is no URL"),
            ("https://vend.corp.example\n.evil.example", "is no URL"),
            ("https://vend.corp.example\\@evil.example", "is no URL"),
            ("https://vend.corp.exa mple", "is no URL"),
            ("https://[::1", "is no URL"),
            ("https://[vend]", "is no URL"),
            ("https://vend_corp%2eexample", "is no URL"),
            ("ftp://127.0.0.1", "must begin with https://"),
            ("http://vend.corp.example", "must be https"),
            ("http://127.0.0.1.evil.example", "must be https"),
            ("http://localhost.evil.example", "must be https"),
            ("http://128.0.0.1", "must be https"),
            ("http://[::2]", "must be https"),
            ("https://user@vend.corp.example", "may have neither a user nor a fragment"),
            ("https://vend.corp.example#there", "may have neither a user nor a fragment"),
            ("https://vend.corp.example?a=b", "may have no query"),
            ("https://vend.corp.example?", "may have no query"),
        ):
            with self.subTest(url):
                self.assertRegex(reason(url=url, token="jwt"), r"^No AWS credentials: VEND_URL " + re.escape(why))

    def test_refuses_grants_that_would_walk_up_the_path(self) -> None:
        for grant in ("", "..", "a/..", "./a", "a//b", "a/b/c", "/a", "a/"):
            with self.subTest(grant):
                self.assertIn(
                    "VEND_GRANT is not of the form", reason(url="https://x.example", grant=grant, token="jwt")
                )

    def test_refuses_what_is_no_number(self) -> None:
        for name in ("DURATION", "REFRESH_AHEAD", "CONNECT_TIMEOUT", "READ_TIMEOUT"):
            for value in ("an hour", "-1", "1e3", "nan", "٣"):
                with self.subTest(name, value=value), mock.patch.dict(os.environ, {f"VEND_{name}_SECONDS": value}):
                    said = reason(url="https://x.example", token="jwt")
                    self.assertIn(f"VEND_{name}_SECONDS is no number of seconds", said)

    def test_says_what_is_missing_of_client_credentials(self) -> None:
        with mock.patch.dict(os.environ, {"VEND_URL": "https://x.example", "VEND_TOKEN_URL": "https://i.example"}):
            self.assertIn("set VEND_CLIENT_ID and VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE", reason())
            self.assertRegex(reason(client_id="me"), "set VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE$")

    def test_reads_the_environment_when_first_asked(self) -> None:
        with ScriptedService(vend()) as service:
            provider = VendProvider()
            with self.assertRaisesRegex(VendError, "set VEND_URL"):
                provider.get()
            with mock.patch.dict(os.environ, {"VEND_URL": service.url, "VEND_TOKEN": "jwt"}):
                self.assertEqual(provider.get().access_key_id, "ASIAEXAMPLE1")

    def test_an_option_wins_over_the_environment_of_every_kind(self) -> None:
        other = {"VEND_URL": "https://other.example", "VEND_TOKEN_FILE": "/nowhere", "VEND_GRANT": "other"}
        with ScriptedService(vend()) as service, mock.patch.dict(os.environ, other):
            tokens = iter(("one", "two"))
            provider = VendProvider(
                url=service.url,
                grant="mine",
                token=lambda: next(tokens),
                duration_seconds=1800,
                parameters={"data set": "a&b"},
                refresh_ahead_seconds=1e9,
            )
            provider.get()
        self.assertEqual(
            service.arrived[0].path,
            "/v1/credentials/mine?format=container&duration=1800&param.data+set=a%26b",
        )
        self.assertEqual(service.arrived[0].headers["Authorization"], "Bearer one")

    def test_takes_paths_for_files(self) -> None:
        self.assertIn(
            "the token file /nowhere/jwt cannot", reason(url="https://x.example", token_file=Path("/nowhere/jwt"))
        )

    def test_takes_no_token_that_could_end_the_header(self) -> None:
        for token in ("a\r\nX: y", "a b", "Bearer", "ä.b.c", "a,b"):
            with self.subTest(token):
                self.assertRegex(
                    reason(url="https://x.example", token=token), r"the token (?:is empty|holds something)"
                )

    def test_says_of_a_token_function_that_fails_no_more_than_that(self) -> None:
        def give() -> str:
            raise KeyError("secret")

        self.assertRegex(reason(url="https://x.example", token=give), ": the token function failed$")

    def test_takes_no_token_file_that_is_too_large(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"a" * 65_537)
            file.flush()
            self.assertRegex(
                reason(url="https://x.example", token_file=file.name), "cannot be read: it is larger than 64 KiB$"
            )

    def test_the_version_is_the_packages(self) -> None:
        package = Path(__file__).resolve().parents[3] / "package.json"
        self.assertIn(f'"version": "{vend_credentials.__version__}"', package.read_text())


class ProxyTest(unittest.TestCase):
    def choose(self, url: str, **environment: str) -> Any:
        return vend_credentials._choose_proxy(vend_credentials._parse_url(url, "VEND_URL"), environment)

    def test_no_proxy(self) -> None:
        for url, names, is_exempt in (
            ("https://vend.corp.example", "", False),
            ("https://vend.corp.example", "vend.corp.example", True),
            ("https://vend.corp.example", "CORP.example", True),
            ("https://vend.corp.example", " .corp.example", True),
            ("https://vend.corp.example", "*.corp.example", True),
            ("https://vend.corp.example", "orp.example", False),
            ("https://vend.corp.example", "end.corp.example,other", False),
            ("https://vend.corp.example", "vend.corp.example:443", True),
            ("https://vend.corp.example", "vend.corp.example:8443", False),
            ("https://vend.corp.example:8443", "vend.corp.example:8443", True),
            ("https://vend.corp.example", "*", True),
            ("https://10.1.2.3", "10.1.2.3", True),
            ("https://127.8.9.1", "", True),
            ("https://[::1]", "", True),
            ("https://localhost", "", True),
        ):
            with self.subTest(url, names=names):
                proxy = self.choose(url, HTTPS_PROXY="http://proxy.example:3128", NO_PROXY=names)
                self.assertEqual(proxy is None, is_exempt)

    def test_forms(self) -> None:
        proxy = self.choose("https://vend.corp.example", https_proxy="proxy.example", HTTPS_PROXY="http://other")
        self.assertEqual(
            (proxy.host, proxy.port, proxy.headers), ("proxy.example", 80, {"Host": "vend.corp.example:443"})
        )
        proxy = self.choose("https://vend.corp.example", HTTPS_PROXY="http://u:p%40@[::7]:3128")
        self.assertEqual((proxy.host, proxy.port, proxy.name), ("::7", 3128, "[::7]:3128"))
        self.assertEqual(proxy.headers["Proxy-Authorization"], "Basic dTpwQA==")

    def test_refuses_what_is_none_without_repeating_it(self) -> None:
        for setting in (
            "https://u:password@proxy.example",
            "socks5://u:password@x",
            "http://u:password@",
            "http://x:password",
            "http://u:p@password/word@proxy:1",
            "http://u:p@password@proxy:1",
            "u:password/word@proxy",
            "http://u:password?@proxy",
        ):
            with self.subTest(setting), self.assertRaises(vend_credentials._Failure) as caught:
                self.choose("https://vend.corp.example", HTTPS_PROXY=setting)
            self.assertNotIn("password", str(caught.exception))
