"""botocore's own windows, 15 and 10 minutes before the end, with the provider behind them."""

import os
import time
import unittest
from http.server import BaseHTTPRequestHandler
from typing import Any
from unittest import mock

import vend_credentials
from scripted_service import ScriptedService, vend
from test_keeping import in_fork
from vend_credentials import VendError, VendProvider

try:
    import boto3
except ImportError:
    if os.environ.get("CONFORMANCE_REQUIRED") == "1":
        raise
    raise unittest.SkipTest("there is no boto3 here") from None


def provide(service: ScriptedService, **options: Any) -> VendProvider:
    return VendProvider(url=service.url, token="jwt.of.mine", **options)


def of_session(provider: VendProvider) -> Any:
    return vend_credentials.session(provider, region_name="eu-central-1").get_credentials()


def hang_up(_: BaseHTTPRequestHandler) -> None:
    """As what is down does behind a balancer of load: it closes the connection."""


MAKERS = {"refreshable_credentials": vend_credentials.refreshable_credentials, "session": of_session}


@mock.patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "AKIAOFSOMEBODYELSE", "AWS_SECRET_ACCESS_KEY": "x"}, clear=True)
class BotocoreTest(unittest.TestCase):
    def test_good_ones_stay_in_every_window_while_the_service_is_down(self) -> None:
        for make in MAKERS.values():
            for minutes in (55, 16, 14, 9, 2, 0.5):
                with self.subTest(make.__name__, minutes=minutes), ScriptedService(
                    vend(minutes * 60), hang_up
                ) as service:
                    credentials = make(provide(service, refresh_ahead_seconds=1e9))
                    first = credentials.get_frozen_credentials()
                    for _ in range(3):
                        self.assertEqual(credentials.get_frozen_credentials(), first)
                    self.assertEqual(credentials.token, first.token)

    def test_new_ones_come_in_botocores_windows(self) -> None:
        for make in MAKERS.values():
            for minutes in (14, 9, 2):
                with self.subTest(make.__name__, minutes=minutes), ScriptedService(
                    vend(minutes * 60), vend(AccessKeyId="ASIAOFTHEHOUR")
                ) as service:
                    credentials = make(provide(service, refresh_ahead_seconds=20 * 60))
                    keys = [credentials.get_frozen_credentials().access_key]
                    ends_at = time.monotonic() + 10
                    while keys[-1] == keys[0] and time.monotonic() < ends_at:
                        time.sleep(0.02)
                        keys.append(credentials.get_frozen_credentials().access_key)
                    self.assertEqual((keys[0], keys[-1]), ("ASIAEXAMPLE1", "ASIAOFTHEHOUR"))
                    self.assertEqual(len(service.arrived), 2)

    def test_short_lives_make_no_request_each_time(self) -> None:
        for make in MAKERS.values():
            with self.subTest(make.__name__), ScriptedService(vend(14 * 60)) as service:
                credentials = make(provide(service))
                for _ in range(50):
                    credentials.get_frozen_credentials()
                self.assertEqual(len(service.arrived), 1)

    def test_the_sentence_comes_through_where_there_are_none(self) -> None:
        with ScriptedService(vend()) as service:
            pass
        credentials = of_session(provide(service))
        with self.assertRaisesRegex(VendError, "connection refused after 4 attempts$"), self.assertLogs("botocore"):
            credentials.get_frozen_credentials()
        with self.assertRaisesRegex(VendError, "connection refused after 4 attempts$"):
            vend_credentials.refreshable_credentials(provide(service))

    def test_a_session_sends_nothing_before_it_is_used_and_all_share_what_is_kept(self) -> None:
        with ScriptedService(vend()) as service:
            settings = {"VEND_URL": service.url, "VEND_TOKEN": "jwt.of.mine", "AWS_DEFAULT_REGION": "eu-central-1"}
            with mock.patch.dict(os.environ, settings), mock.patch.object(
                vend_credentials, "_shared_provider", VendProvider()
            ):
                sessions = [vend_credentials.session(), vend_credentials.session(region_name="eu-west-1")]
                clients = [made.client("s3") for made in sessions]
                self.assertEqual(len(service.arrived), 0)
                for client in clients:
                    self.assertIn(
                        "ASIAEXAMPLE1", client.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k"})
                    )
                bucket = sessions[0].resource("s3").Bucket("b")
                self.assertIn("ASIAEXAMPLE1", str(bucket.meta.client.generate_presigned_post("b", "k")))
                self.assertEqual([made.region_name for made in sessions], ["eu-central-1", "eu-west-1"])
                self.assertEqual(len(service.arrived), 1)

    def test_the_default_session_of_boto3_can_be_one(self) -> None:
        with ScriptedService(vend()) as service, mock.patch.object(boto3, "DEFAULT_SESSION", None):
            boto3.setup_default_session(botocore_session=vend_credentials.botocore_session(provide(service)))
            credentials = boto3.client("sts", region_name="eu-central-1")._request_signer._credentials
            self.assertEqual(credentials.get_frozen_credentials().access_key, "ASIAEXAMPLE1")
            self.assertEqual(credentials.method, "vend")

    @unittest.skipUnless(hasattr(os, "fork"), "there are no forks here")
    def test_a_fork_does_not_inherit_botocores_lock(self) -> None:
        for make in MAKERS.values():
            with self.subTest(make.__name__), ScriptedService(vend(9 * 60)) as service:
                credentials = make(provide(service))
                credentials.get_frozen_credentials()
                credentials._refresh_lock.acquire()
                try:
                    said = in_fork(lambda: credentials.get_frozen_credentials().access_key)
                finally:
                    credentials._refresh_lock.release()
                self.assertEqual(said, "ASIAEXAMPLE1")
