"""What is kept, and what threads, forks and the interpreter's end do to it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from typing import Any, Callable, Dict
from unittest import mock

import vend_credentials
from scripted_service import ScriptedService, after, answer, vend
from vend_credentials import VendError, VendProvider

CLIENT = vend_credentials.__file__


def provide(service: ScriptedService, **options: Any) -> VendProvider:
    return VendProvider(url=service.url, token="jwt.of.mine", **options)


def in_fork(work: Callable[[], Any], limit_seconds: int = 10) -> str:
    """What it gives, or raises, in a forked process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(limit_seconds)
        try:
            said = str(work())
        except BaseException as error:
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as answers:
        said = answers.read()
    os.waitpid(child, 0)
    return said or "nothing: it hung"


def run_python(script: str, service: ScriptedService, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env: Dict[str, str] = {"VEND_URL": service.url, "VEND_TOKEN": "jwt.of.mine", "PYTHONPATH": os.path.dirname(CLIENT)}
    command = [sys.executable, *arguments] if arguments else [sys.executable, "-c", script]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=30)


@mock.patch.dict(os.environ, clear=True)
class KeepingTest(unittest.TestCase):
    def test_the_window_is_20_minutes_or_half_of_a_short_life(self) -> None:
        for life, kept_seconds in ((3600, 2400), (2400, 1200), (1800, 900), (180, 90), (100, 40)):
            with self.subTest(life), ScriptedService(vend(life)) as service:
                provider = provide(service)
                provider.get()
                assert provider._kept is not None
                self.assertAlmostEqual(provider._kept.renew_from - time.time(), kept_seconds, delta=3)

    def test_a_fetch_that_hangs_keeps_nobody_for_ever(self) -> None:
        ends = threading.Event()
        calls = []

        def give_token() -> str:
            calls.append(None)
            if len(calls) == 1:
                ends.wait(20)
            return "jwt.of.mine"

        with ScriptedService(vend()) as service, mock.patch.object(vend_credentials, "_FETCH_SECONDS", 0.5):
            provider = VendProvider(url=service.url, token=give_token)
            with self.assertRaisesRegex(VendError, r"no answer within 0\.5 s$"):
                provider.get()
            self.assertEqual(provider.get().access_key_id, "ASIAEXAMPLE1")
            kept = provider._kept
            ends.set()
            time.sleep(0.3)
            self.assertIs(provider._kept, kept)

    def test_without_threads_callers_fetch_themselves_and_good_ones_stay(self) -> None:
        start = threading.Thread.start

        def start_others(thread: threading.Thread) -> None:
            if thread.name == "vend-credentials":
                raise RuntimeError("can't start new thread")
            start(thread)

        refuse = mock.patch.object(threading.Thread, "start", start_others)
        with ScriptedService(vend()) as service, ScriptedService(answer(403, {"code": "NotGranted"})) as refusing:
            provider = provide(service, refresh_ahead_seconds=1e9)
            with refuse:
                first = provider.get()
                self.assertIs(provider.get(), first)
            self.assertIs(provider.get(), first)
            while provider.get() is first:
                time.sleep(0.02)
            with refuse, self.assertRaisesRegex(VendError, "403 NotGranted"):
                provide(refusing).get()

    def test_gives_credentials_while_the_interpreter_ends(self) -> None:
        script = (
            "import atexit, vend_credentials\n"
            "provider = vend_credentials.VendProvider()\n"
            "atexit.register(lambda: print(provider.get().access_key_id))\n"
        )
        with ScriptedService(vend()) as service:
            ended = run_python(script, service)
        self.assertEqual((ended.stdout, ended.stderr, ended.returncode), ("ASIAEXAMPLE1\n", "", 0))

    def test_may_be_asked_by_a_signals_handler_while_it_is_asked(self) -> None:
        with ScriptedService(vend()) as service:
            provider = provide(service, refresh_ahead_seconds=1e9)
            provider.get()
            got = []
            before = signal.signal(signal.SIGUSR1, lambda *_: got.append(provider.get()))
            try:
                with provider._lock:
                    os.kill(os.getpid(), signal.SIGUSR1)
                    while not got:
                        time.sleep(0.01)
            finally:
                signal.signal(signal.SIGUSR1, before)

    def test_warns_of_a_refresh_that_failed_once_a_minute(self) -> None:
        with ScriptedService(vend(), answer(403, {"code": "NotGranted"})) as service:
            provider = provide(service, refresh_ahead_seconds=1e9)
            first = provider.get()
            with self.assertLogs("vend_credentials", "WARNING") as logged:
                for _ in range(2):
                    provider._not_before = 0.0
                    self.assertIs(provider.get(), first)
                    while provider._under_way is not None:
                        time.sleep(0.02)
                    time.sleep(0.05)
        self.assertEqual(len(service.arrived), 3)
        # Providers of other tests may still be refreshing.
        said = [line for line in logged.output if service.url in line]
        self.assertEqual(len(said), 1)
        self.assertIn(": 403 NotGranted; going on with those at hand", said[0])


@unittest.skipUnless(hasattr(os, "fork"), "there are no forks here")
@mock.patch.dict(os.environ, clear=True)
class ForkTest(unittest.TestCase):
    def test_a_fork_has_what_was_kept(self) -> None:
        with ScriptedService(vend()) as service:
            provider = provide(service)
            provider.get()
            self.assertEqual(in_fork(lambda: provider.get().access_key_id), "ASIAEXAMPLE1")
            self.assertEqual(len(service.arrived), 1)

    def test_a_fork_does_not_wait_for_a_fetch_of_its_parent(self) -> None:
        with ScriptedService(after(3, vend()), vend(AccessKeyId="ASIAOFTHEFORK")) as service:
            provider = provide(service)
            asking = threading.Thread(target=provider.get)
            asking.start()
            while not service.arrived:
                time.sleep(0.02)
            self.assertEqual(in_fork(lambda: provider.get().access_key_id), "ASIAOFTHEFORK")
            asking.join()
            self.assertEqual(provider.get().access_key_id, "ASIAEXAMPLE1")

    def test_a_fork_does_not_inherit_a_lock_that_is_held(self) -> None:
        with ScriptedService(vend()) as service:
            provider = provide(service, refresh_ahead_seconds=1e9)
            provider.get()
            is_held, may_go = threading.Event(), threading.Event()

            def hold() -> None:
                with provider._lock:
                    is_held.set()
                    may_go.wait(20)

            holder = threading.Thread(target=hold)
            holder.start()
            is_held.wait()
            try:
                self.assertEqual(in_fork(lambda: provider.get().access_key_id), "ASIAEXAMPLE1")
            finally:
                may_go.set()
                holder.join()

    def test_a_fork_refreshes_in_the_background_itself(self) -> None:
        with ScriptedService(vend()) as service:
            provider = provide(service, refresh_ahead_seconds=1e9)
            first = provider.get()

            def refresh() -> str:
                while provider.get() is first:
                    time.sleep(0.02)
                return provider.get().secret_access_key

            self.assertRegex(in_fork(refresh), r"^secret-[23]$")


class CredentialProcessTest(unittest.TestCase):
    def test_prints_what_the_sdks_read(self) -> None:
        with ScriptedService(vend()) as service:
            ended = run_python("", service, CLIENT)
        self.assertEqual((ended.stderr, ended.returncode), ("", 0))
        answered = json.loads(ended.stdout)
        self.assertRegex(answered.pop("Expiration"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(
            answered,
            {
                "Version": 1,
                "AccessKeyId": "ASIAEXAMPLE1",
                "SecretAccessKey": "secret-1",
                "SessionToken": "token-1",
                "AccountId": "111122223333",
            },
        )

    def test_fails_with_one_sentence(self) -> None:
        with ScriptedService(answer(403, {"code": "NotGranted"})) as service:
            ended = run_python("", service, CLIENT)
        sentence = f"No AWS credentials from {service.url}: 403 NotGranted\n"
        self.assertEqual((ended.stdout, ended.stderr, ended.returncode), ("", sentence, 1))
