"""Short-lived AWS credentials of the vending service: for boto3, for botocore, and as a `credential_process`.

    import vend_credentials
    s3 = vend_credentials.session(region_name="eu-central-1").client("s3")

One file to copy, for Python 3.8 and newer; it needs nothing but the standard library, and boto3 or botocore where their classes are asked
for. Settings are options of `VendProvider`, else environment variables (`VEND_URL` and others): see README.md beside the original.
"""

import base64
import calendar
import contextlib
import email.utils
import errno
import functools
import http.client
import io
import ipaddress
import json
import logging
import os
import random
import re
import selectors
import socket
import ssl
import sys
import threading
import time
import urllib.parse
import weakref
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Iterator, Mapping, NamedTuple, NoReturn, Optional, Tuple, Union

__version__ = "0.1.0"
__all__ = ["VendCredentials", "VendError", "VendProvider", "botocore_session", "refreshable_credentials", "session"]

_USER_AGENT = "vend-python/" + __version__
_MAX_BODY_BYTES = 64 * 1024
_MAX_ATTEMPTS = 4
_FETCH_SECONDS = 15.0
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_RETRY_AFTER_SECONDS = 5.0
_LONGEST_LIFE_SECONDS = 13 * 3600.0
"""More than AWS gives any session, which would else be kept as long as a mistake says."""
_MAX_FILE_BYTES = 64 * 1024
_LONGEST_AHEAD_SECONDS = 20 * 60.0
_TOO_SHORT_SECONDS = 60.0
"""Less than this is not enough for a caller to begin with."""
_PASSING_STATUSES = (429, 500, 502, 503, 504)

_Path = Union[str, "os.PathLike[str]"]

_log = logging.getLogger("vend_credentials")


class VendError(Exception):
    """Why there are no credentials, in one sentence of one line. Holds no token and no secret."""

    def __init__(self, message: str, status: Optional[int] = None, code: Optional[str] = None) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status of the service's answer; None where there was none."""
        self.code = code
        """The service's code, such as `NotGranted`; None where the service did not answer."""


@dataclass(frozen=True)
class VendCredentials:
    """Credentials as the service gave them. What may be printed of them is only which they are."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: datetime
    """Where AWS stops taking them, in UTC."""
    account_id: Optional[str] = None
    """The account of the role, where the service says which role it is."""

    @property
    def stamp(self) -> str:
        """The expiration as `YYYY-MM-DDTHH:MM:SSZ`, the one spelling that every SDK reads."""
        return self.expiration.strftime("%Y-%m-%dT%H:%M:%SZ")


class VendProvider:
    """Keeps credentials in memory and renews them ahead of their end, in the background while those at hand are good.

    May be used from any thread, and across a fork. Nothing is read or sent before the first `get`. Options that are left out come from the
    environment; `token` may be a function that gives the JWT. Make one and share it: what it keeps is what saves the requests.
    """

    def __init__(
        self,
        *,
        url: Optional[str] = None,
        grant: Optional[str] = None,
        duration_seconds: Optional[float] = None,
        parameters: Optional[Mapping[str, str]] = None,
        token_file: Optional[_Path] = None,
        token: Union[str, Callable[[], str], None] = None,
        token_url: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        client_secret_file: Optional[_Path] = None,
        token_scope: Optional[str] = None,
        token_audience: Optional[str] = None,
        ca_bundle: Optional[_Path] = None,
        refresh_ahead_seconds: Optional[float] = None,
        connect_timeout_seconds: Optional[float] = None,
        read_timeout_seconds: Optional[float] = None,
    ) -> None:
        self._options: Dict[str, Any] = {
            "url": url,
            "grant": grant,
            "duration_seconds": duration_seconds,
            "parameters": parameters,
            "token_file": None if token_file is None else os.fspath(token_file),
            "token": token,
            "token_url": token_url,
            "client_id": client_id,
            "client_secret": client_secret,
            "client_secret_file": None if client_secret_file is None else os.fspath(client_secret_file),
            "token_scope": token_scope,
            "token_audience": token_audience,
            "ca_bundle": None if ca_bundle is None else os.fspath(ca_bundle),
            "refresh_ahead_seconds": refresh_ahead_seconds,
            "connect_timeout_seconds": connect_timeout_seconds,
            "read_timeout_seconds": read_timeout_seconds,
        }
        self._settings: Optional[_Settings] = None
        self._kept: Optional[_Kept] = None
        self._failures = 0
        self._not_before = 0.0
        self._warned_at = float("-inf")
        # May be taken twice by one thread: a signal's handler, or a finaliser, may ask while that thread is asking.
        self._lock = threading.RLock()
        self._under_way: Optional[_Fetch] = None
        _providers.add(self)

    def get(self) -> VendCredentials:
        """Credentials that have not expired: those at hand while they are good, else new ones, which takes 15 s at most.

        :raises VendError: where there are none
        """
        kept = self._kept
        if kept is not None and time.time() < kept.renew_from:
            return kept.credentials
        with self._lock:
            kept = self._kept
            left = 0.0 if kept is None else kept.expires_at - time.time()
            may_renew = time.monotonic() >= self._not_before
            if kept is not None and left > 0 and (left >= _TOO_SHORT_SECONDS or not may_renew):
                if may_renew and time.time() >= kept.renew_from:
                    self._begin_fetch(is_waited_for=False)
                return kept.credentials
            fetch, run = self._begin_fetch(is_waited_for=True)
        if run is not None:
            run()
        fetch.done.wait(max(0.0, fetch.overdue_at - time.monotonic()))
        if fetch.credentials is not None:
            return fetch.credentials
        kept = self._kept
        if kept is not None and time.time() < kept.expires_at:
            return kept.credentials
        raise self._describe(fetch.failure)

    def _begin_fetch(self, is_waited_for: bool) -> Tuple["_Fetch", Optional[Callable[[], None]]]:
        """With the lock held: the fetch that is under way, else a new one. What it returns besides is left to the caller to run."""
        under_way = self._under_way
        # One that should have ended long ago hangs in the resolver, which knows no time limit, or slept with the machine.
        if under_way is not None and time.monotonic() < under_way.overdue_at:
            return under_way, None
        fetch = _Fetch(time.monotonic() + _FETCH_SECONDS + 0.5)
        run = functools.partial(self._run_fetch, fetch, self._read_settings())
        try:
            threading.Thread(target=run, name="vend-credentials", daemon=True).start()
        except RuntimeError:
            # There are no threads to be had, as while the interpreter ends. What nobody waits for is left for another time.
            if is_waited_for:
                self._under_way = fetch
            return fetch, run
        self._under_way = fetch
        return fetch, None

    def _run_fetch(self, fetch: "_Fetch", settings: "_Settings") -> None:
        credentials: Optional[VendCredentials] = None
        warning: Optional[VendError] = None
        try:
            credentials = _fetch_credentials(settings)
        except _Failure as failure:
            fetch.failure = failure
        except Exception as error:  # Whatever it is, those who wait are told, and what is kept stays.
            fetch.failure = _Failure(type(error).__name__)
        finally:
            with self._lock:
                if self._under_way is fetch:
                    self._under_way = None
                    warning = self._settle(settings, credentials, fetch.failure)
            fetch.credentials = credentials
            fetch.done.set()
        if warning is not None:
            _log.warning("%s; going on with those at hand", warning)

    def _settle(
        self, settings: "_Settings", credentials: Optional[VendCredentials], failure: "_Failure"
    ) -> Optional[VendError]:
        """With the lock held. Returns what is to be said where good credentials could not be replaced."""
        if credentials is not None:
            self._kept = _Kept.of(credentials, settings.refresh_ahead_seconds)
            self._failures, self._not_before = 0, 0.0
            return None
        pause = min(60.0, 5.0 * 2**self._failures)
        self._failures = min(self._failures + 1, 8)
        now = time.monotonic()
        # Longer by up to a fifth, so that many processes do not knock at the same time.
        self._not_before = now + pause * random.uniform(1, 1.2)
        if self._kept is None or time.time() >= self._kept.expires_at or now - self._warned_at < 60:
            return None
        self._warned_at = now
        return self._describe(failure)

    def _read_settings(self) -> "_Settings":
        if self._settings is None:
            try:
                self._settings = _read_settings(self._options, os.environ)
            except _Failure as failure:
                raise self._describe(failure) from None
        return self._settings

    def _describe(self, failure: "_Failure") -> VendError:
        settings = self._settings
        place = "" if settings is None else " from " + settings.url.text
        grant = "" if settings is None or settings.grant is None else settings.grant
        if grant:
            grant = " for grant " + json.dumps(grant, ensure_ascii=False)
        return VendError(f"No AWS credentials{place}{grant}: {failure}", failure.status, failure.code)

    def _forget_threads(self) -> None:
        """In a forked process there are no other threads: what one held would stay locked, what one was doing would never end."""
        self._lock = threading.RLock()
        self._under_way = None


class _Fetch:
    """One fetch, and who waits for it."""

    def __init__(self, overdue_at: float) -> None:
        self.overdue_at = overdue_at
        """By `time.monotonic`."""
        self.done = threading.Event()
        self.credentials: Optional[VendCredentials] = None
        self.failure = _Failure(f"no answer within {_FETCH_SECONDS:g} s")


class _Kept(NamedTuple):
    credentials: VendCredentials
    expires_at: float
    """Seconds since the epoch."""
    renew_from: float
    """From then on a `get` begins a fetch."""

    @staticmethod
    def of(credentials: VendCredentials, refresh_ahead_seconds: Optional[float]) -> "_Kept":
        expires_at = credentials.expiration.timestamp()
        ahead = refresh_ahead_seconds
        if ahead is None:
            ahead = min(_LONGEST_AHEAD_SECONDS, (expires_at - time.time()) / 2)
        return _Kept(credentials, expires_at, expires_at - max(ahead, _TOO_SHORT_SECONDS))


class _Failure(Exception):
    """What stopped a fetch: the end of the sentence that callers get, without token, secret or whole body."""

    def __init__(
        self,
        reason: str,
        is_passing: bool = False,
        retry_after_seconds: float = 0.0,
        status: Optional[int] = None,
        code: Optional[str] = None,
    ) -> None:
        super().__init__(reason)
        self.is_passing = is_passing
        """Whether the same again may do."""
        self.retry_after_seconds = retry_after_seconds
        self.status = status
        self.code = code

    def saying(self, reason: str) -> "_Failure":
        """The same with other words."""
        return _Failure(reason, self.is_passing, self.retry_after_seconds, self.status, self.code)


# For boto3 and botocore


def session(provider: Optional[VendProvider] = None, **arguments: Any) -> Any:
    """A `boto3.Session` with credentials of the service, and of nobody else: botocore's usual places are not looked at.

    :param provider: without: one that all sessions of this process share, set up by the environment
    :param arguments: what else `boto3.Session` takes, such as `region_name`
    """
    import boto3

    return boto3.Session(botocore_session=botocore_session(provider), **arguments)


def botocore_session(provider: Optional[VendProvider] = None) -> Any:
    """A botocore session of the same kind, as for `boto3.setup_default_session(botocore_session=...)`.

    Nothing is sent before the first request to AWS, so that it can be made while a program loads, or before it forks.
    """
    import botocore.session
    from botocore.credentials import CredentialProvider, CredentialResolver, DeferredRefreshableCredentials

    refresh = functools.partial(_metadata, provider or _shared_provider)

    class VendCredentialProvider(CredentialProvider):  # type: ignore[misc]
        METHOD = CANONICAL_NAME = "vend"

        def load(self) -> Any:
            return _survive_forks(DeferredRefreshableCredentials(refresh_using=refresh, method=self.METHOD))

    made = botocore.session.Session()
    made.register_component("credential_provider", CredentialResolver([VendCredentialProvider()]))
    return made


def refreshable_credentials(provider: Optional[VendProvider] = None) -> Any:
    """The credentials as botocore's `RefreshableCredentials`, for whatever signs requests by itself. Fetches at once.

    botocore asks for others from 15 minutes before the end, and from 10 minutes before it fails where it gets none. It is
    answered from memory: in both windows it gets those at hand, while new ones are fetched in the background.

    :raises VendError: where there are none
    """
    from botocore.credentials import RefreshableCredentials

    refresh = functools.partial(_metadata, provider or _shared_provider)
    return _survive_forks(RefreshableCredentials.create_from_metadata(refresh(), refresh_using=refresh, method="vend"))


def _metadata(provider: VendProvider) -> Dict[str, str]:
    credentials = provider.get()
    metadata = {
        "access_key": credentials.access_key_id,
        "secret_key": credentials.secret_access_key,
        "token": credentials.session_token,
        "expiry_time": credentials.stamp,
    }
    if credentials.account_id is not None:
        metadata["account_id"] = credentials.account_id
    return metadata


def _survive_forks(credentials: Any) -> Any:
    _botocore_credentials.add(credentials)
    return credentials


# Fetching


def _fetch_credentials(settings: "_Settings") -> VendCredentials:
    """Up to four attempts in 15 s.

    :raises _Failure: with what the last one came to
    """
    ends_at = time.monotonic() + _FETCH_SECONDS
    attempt = 1
    while True:
        try:
            return _attempt_fetch(settings, ends_at)
        except _Failure as failure:
            if not failure.is_passing:
                raise
            # Any time up to 0.2, 0.4, 0.8 s: those who failed together shall not come back together.
            jitter = random.uniform(0, _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            pause = max(jitter, min(failure.retry_after_seconds, _LONGEST_RETRY_AFTER_SECONDS))
            if attempt == _MAX_ATTEMPTS or time.monotonic() + pause >= ends_at:
                if attempt == 1:
                    raise
                raise failure.saying(f"{failure} after {attempt} attempts") from None
        time.sleep(pause)
        attempt += 1


def _attempt_fetch(settings: "_Settings", ends_at: float) -> VendCredentials:
    token = settings.tokens.read(ends_at)
    reply = _send("GET", settings.target, _headers(token), None, settings.transport, ends_at)
    if reply.status == 401 and settings.tokens.has_another(token):
        token = settings.tokens.read(ends_at)
        reply = _send("GET", settings.target, _headers(token), None, settings.transport, ends_at)
    if reply.status != 200:
        answer = _parse_object(reply.body)
        code = answer.get("code") if answer else None
        raise _Failure(
            _describe_refusal(reply.status, answer, token),
            reply.status in _PASSING_STATUSES,
            reply.retry_after_seconds,
            reply.status,
            code if isinstance(code, str) else None,
        )
    return _parse_credentials(reply.body)


def _headers(token: str) -> Dict[str, str]:
    return {"Authorization": "Bearer " + token, "Accept": "application/json", "User-Agent": _USER_AGENT}


def _parse_credentials(body: bytes) -> VendCredentials:
    """Half an answer would sign requests that nobody understands: what is not whole is none."""
    answer = _parse_object(body)
    if answer is None:
        raise _Failure("the answer is not the JSON of credentials", is_passing=True)

    def text(name: str) -> str:
        value = answer.get(name)
        if not isinstance(value, str) or not value:
            raise _Failure("the answer lacks " + name, is_passing=True)
        return value

    parts = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z", text("Expiration"))
    try:
        if parts is None:
            raise ValueError
        expiration = datetime(*map(int, parts.groups()), tzinfo=timezone.utc)  # type: ignore[arg-type,misc]
    except ValueError:
        raise _Failure("the answer's Expiration is no time", is_passing=True) from None
    if expiration.timestamp() <= time.time():
        raise _Failure("the answer's Expiration is past by this machine's clock", is_passing=True)
    if expiration.timestamp() - time.time() > _LONGEST_LIFE_SECONDS:
        raise _Failure("the answer's Expiration is more than 13 h ahead", is_passing=True)

    def value(name: str) -> str:
        """They go into headers, and into the lines of files, which they must not end."""
        if not re.fullmatch(r"[\x21-\x7e]+", text(name)):
            raise _Failure(f"the answer's {name} holds something other than printable ASCII", is_passing=True)
        return text(name)

    role = re.match(r"arn:[^:]+:iam::([0-9]{12}):", text("RoleArn")) if "RoleArn" in answer else None
    return VendCredentials(
        access_key_id=value("AccessKeyId"),
        secret_access_key=value("SecretAccessKey"),
        session_token=value("Token"),
        expiration=expiration,
        account_id=role.group(1) if role else None,
    )


def _parse_object(body: bytes) -> Optional[Dict[str, Any]]:
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _describe_refusal(status: int, answer: Optional[Mapping[str, Any]], *sent: str) -> str:
    """In words that fit on a line. What gateways and proxies say in between is not to be trusted with the line."""
    if 300 <= status < 400:
        return f"{status}: a redirect, which is not followed"
    answer = answer or {}
    code = _printable(answer.get("code"), *sent) or _printable(answer.get("error"), *sent)
    message = _printable(answer.get("message"), *sent) or _printable(answer.get("error_description"), *sent)
    request = _printable(answer.get("requestId"), *sent)
    return "".join(
        (
            str(status),
            code and " " + code,
            message and ": " + message,
            request and f" (request {request})",
            "" if code or message else " without a reason",
        )
    )


def _printable(value: object, *sent: str) -> str:
    """A JWT that was echoed stays out of logs, and so does what was sent, in whatever pieces it comes back."""
    if not isinstance(value, str):
        return ""
    for secret in filter(None, sent):
        value = value.replace(secret, "(token)")
    whole, *secrets = (re.sub(r"[^\x21-\x7e]+", "", text) for text in (value, *sent))
    if any(secret and secret in whole for secret in secrets):
        return "(token)"
    line = re.sub(r"[^\x20-\x7e]+", " ", value)
    return re.sub(r"eyJ[\w-]*(?:\.[\w-]*)*", "(token)", line).strip()[:200]


# Tokens


class _GivenToken:
    """A token that the caller handed over, or a function of the caller's that gives one."""

    def __init__(self, token: Union[str, Callable[[], str]], source: str) -> None:
        self._token = token
        self._source = source

    def read(self, _ends_at: float) -> str:
        try:
            text = self._token() if callable(self._token) else self._token
        except Exception:  # Whose message might hold what it must not.
            raise _Failure("the token function failed") from None
        return _clean_token(text, self._source)

    def has_another(self, _refused: str) -> bool:
        return False


class _FileToken:
    """A token that somebody else keeps fresh in a file: read again each time."""

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self, _ends_at: float = 0.0) -> str:
        what = "the token file " + self._path
        return _clean_token(_read_file(self._path, what), what)

    def has_another(self, refused: str) -> bool:
        return self.read() != refused


class _ClientCredentials:
    """Tokens by client credentials (RFC 6749 section 4.4), kept while they are good. Used by one thread at a time."""

    def __init__(
        self,
        url: "_Url",
        client_id: str,
        read_secret: Callable[[], str],
        scope: Optional[str],
        audience: Optional[str],
        transport: "_Transport",
    ) -> None:
        self._url = url
        self._client_id = client_id
        self._read_secret = read_secret
        self._transport = transport
        form = [("grant_type", "client_credentials")]
        if scope is not None:
            form.append(("scope", scope))
        if audience is not None:
            form.append(("audience", audience))
            if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", audience):
                form.append(("resource", audience))
        self._form = urllib.parse.urlencode(form).encode("ascii")
        self._kept: Tuple[str, float] = ("", 0.0)

    def read(self, ends_at: float) -> str:
        token, good_until = self._kept
        if time.time() >= good_until:
            token, _ = self._kept = self._request(ends_at)
        return token

    def has_another(self, _refused: str) -> bool:
        self._kept = ("", 0.0)
        return True

    def _request(self, ends_at: float) -> Tuple[str, float]:
        origin = self._url.origin
        # RFC 6749 section 2.3.1: form-encoded before they are joined, since both may hold a colon.
        secret = self._read_secret()
        escaped = urllib.parse.quote_plus(secret)
        pair = f"{urllib.parse.quote_plus(self._client_id)}:{escaped}"
        basic = base64.b64encode(pair.encode("ascii")).decode("ascii")
        headers = {
            "Authorization": "Basic " + basic,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": _USER_AGENT,
        }
        try:
            reply = _send("POST", self._url, headers, self._form, self._transport, ends_at)
        except _Failure as failure:
            raise failure.saying(f"no token from the identity provider {origin}: {failure}") from None
        answer = _parse_object(reply.body)
        if reply.status != 200:
            raise _Failure(
                f"the identity provider {origin} answered {_describe_refusal(reply.status, answer, secret, escaped, basic)}",
                reply.status in _PASSING_STATUSES,
                reply.retry_after_seconds,
            )
        answer = answer or {}
        token, kind = answer.get("access_token"), answer.get("token_type", "Bearer")
        if not isinstance(token, str):
            raise _Failure(f"the identity provider {origin} answered without a token", is_passing=True)
        if not isinstance(kind, str) or kind.lower() != "bearer":
            raise _Failure(f"the identity provider {origin} gave a token that is not a bearer token")
        token = _clean_token(token, "the token of the identity provider " + origin)
        # Not used in its last minute, in which it could end on its way. Without a word on its life it is good for this once.
        return token, time.time() + _read_life(answer.get("expires_in")) - 60


def _read_secret_file(path: str) -> str:
    what = "the client secret file " + path
    text = re.sub(r"\r?\n\Z", "", _read_file(path, what))
    if not text:
        raise _Failure(what + " is empty")
    return text


def _read_life(expires_in: object) -> float:
    try:
        life = float(expires_in)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
    return life if 0 < life < 1e9 else 0.0


def _clean_token(text: object, source: str) -> str:
    """A token as it was written down, without white space around it and without its scheme."""
    token = re.sub(r"^Bearer(?:\s+|$)", "", text.strip(), flags=re.IGNORECASE) if isinstance(text, str) else ""
    if not token:
        raise _Failure(source + " is empty")
    # RFC 6750 section 2.1: what may follow `Bearer` in a header. Everything else could end the header and begin another.
    if not re.fullmatch(r"[A-Za-z0-9\-._~+/]+=*", token):
        raise _Failure(source + " holds something other than one token")
    return token


def _read_file(path: str, what: str) -> str:
    try:
        with open(path, "rb") as file:
            text = file.read(_MAX_FILE_BYTES + 1)
        if len(text) <= _MAX_FILE_BYTES:
            return text.decode("utf-8")
    except (OSError, ValueError) as error:
        raise _Failure(f"{what} cannot be read: {_word_failure(error)}") from None
    raise _Failure(what + " cannot be read: it is larger than 64 KiB")


# Requests


class _Reply(NamedTuple):
    status: int
    retry_after_seconds: float
    body: bytes


def _send(
    method: str,
    url: "_Url",
    headers: Dict[str, str],
    body: Optional[bytes],
    transport: "_Transport",
    ends_at: float,
) -> _Reply:
    """Sends one request on a connection of its own, and reads the whole answer.

    Follows no redirect: what is sent is for the host that was named.
    """
    limit = max(0.001, min(transport.connect_timeout_seconds, ends_at - time.monotonic()))
    connection = _open_connection(url, transport, limit)
    try:
        limit = max(0.001, min(transport.read_timeout_seconds, ends_at - time.monotonic()))
        with _wording("no whole answer", limit):
            connection.response_class = functools.partial(_open_response, time.monotonic() + limit)  # type: ignore[assignment]
            connection.sock.settimeout(limit)
            connection.request(method, url.path, body, {**headers, "Connection": "close"})
            with connection.getresponse() as response:
                retry_after = _read_retry_after(response.headers.get("Retry-After"))
                return _Reply(response.status, retry_after, _read_body(response))
    finally:
        connection.close()


def _open_response(until: float, sock: Any, *rest: Any, **named: Any) -> http.client.HTTPResponse:
    timed: Any = _TimedSocket(sock, until)
    return http.client.HTTPResponse(timed, *rest, **named)


def _read_body(response: http.client.HTTPResponse) -> bytes:
    body = b""
    while len(body) <= _MAX_BODY_BYTES:
        part = response.read(_MAX_BODY_BYTES + 1 - len(body))
        if not part:
            break
        body += part
    if len(body) > _MAX_BODY_BYTES:
        raise _Failure("the answer is larger than 64 KiB", is_passing=True)
    if response.length:
        raise ConnectionResetError("less than Content-Length")
    return body


def _read_retry_after(header: Optional[str]) -> float:
    """RFC 9110 section 10.2.3: seconds, or a date. 0 where it says nothing."""
    if header is None:
        return 0.0
    if re.fullmatch(r"[0-9]+", header):
        return float(header[:9])
    date = email.utils.parsedate(header)
    try:
        return 0.0 if date is None else max(0.0, calendar.timegm(date) - time.time())
    except (ValueError, OverflowError):
        return 0.0


class _TimedSocket(io.RawIOBase):
    """Reads from a socket up to a moment. The time limit of a socket is for one read, and an answer may come in drips."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._until = until

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Optional[int]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise socket.timeout
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _open_connection(url: "_Url", transport: "_Transport", limit: float) -> http.client.HTTPConnection:
    """A connection to the host of a URL, through the proxy that the environment names, its certificate checked."""
    until = time.monotonic() + limit
    proxy = context = None
    if url.scheme == "https":
        context = _trust(transport.ca_bundle)
        proxy = _choose_proxy(url, transport.environment)
    host, port = (url.host, url.port) if proxy is None else (proxy.host, proxy.port)
    connection = http.client.HTTPConnection(host, port, timeout=limit)
    if context is not None:
        connection.default_port = 443
    if proxy is not None:
        connection.set_tunnel(url.host, url.port, proxy.headers)
        connection.response_class = functools.partial(_open_response, until)  # type: ignore[assignment]
    with _wording("no connection", limit):
        try:
            connection.connect()
            if context is not None:
                connection.sock = _shake_hands(connection.sock, context, url.host, until)
        except Exception as error:
            has_connected = connection.sock is not None
            connection.close()
            if proxy is not None and not isinstance(error, socket.timeout):
                _blame_proxy(proxy, error, has_connected)
            raise
    return connection


def _shake_hands(sock: socket.socket, context: ssl.SSLContext, host: str, until: float) -> ssl.SSLSocket:
    """TLS up to a moment, however slowly its bytes may come: the time limit of a socket is for one read."""
    over = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    try:
        over.setblocking(False)
        with selectors.DefaultSelector() as selector:
            waiting = selector.register(over, selectors.EVENT_READ)
            while True:
                try:
                    over.do_handshake()
                    return over
                except ssl.SSLWantReadError:
                    events = selectors.EVENT_READ
                except ssl.SSLWantWriteError:
                    events = selectors.EVENT_WRITE
                waiting = selector.modify(waiting.fileobj, events)
                left = until - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise socket.timeout
    except BaseException:
        over.close()
        raise


def _blame_proxy(proxy: "_Proxy", error: Exception, has_connected: bool) -> None:
    refused = re.match(r"Tunnel connection failed: ([0-9]+)", str(error))
    if refused is not None:
        is_passing = int(refused.group(1)) >= 500
        raise _Failure(f"the proxy {proxy.name} refused the connection: {refused.group(1)}", is_passing) from None
    # Of what is read while connecting only the proxy's answer is HTTP.
    if not has_connected or isinstance(error, http.client.HTTPException):
        raise _Failure(f"the proxy {proxy.name} cannot be reached: {_word_failure(error)}", is_passing=True) from None


def _trust(ca_bundle: Optional[str]) -> ssl.SSLContext:
    """Python's own authorities, or those of the bundle in their place."""
    try:
        context = ssl.create_default_context(cafile=ca_bundle)
    except ssl.SSLError:
        raise _Failure(f"the CA bundle {ca_bundle} holds no certificate") from None
    except OSError as error:
        raise _Failure(f"the CA bundle {ca_bundle} cannot be read: {_word_failure(error)}") from None
    # The default since Python 3.10.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextlib.contextmanager
def _wording(missing: str, limit: float) -> Iterator[None]:
    """Turns what the system says of a connection into the words of a failure."""
    try:
        yield
    except socket.timeout:
        seconds = f"{limit:.1f}".replace(".0", "")
        raise _Failure(f"{missing} within {seconds} s", is_passing=True) from None
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        # A certificate that does not hold now will not hold in a second either.
        is_passing = not isinstance(error, ssl.SSLCertVerificationError)
        raise _Failure(_word_failure(error), is_passing) from None


_WORDS_OF_ERRNO = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "the connection was cut",
    errno.ECONNABORTED: "the connection was cut",
    errno.EPIPE: "the connection was cut",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.ETIMEDOUT: "no connection within the time limit",
    errno.ENOENT: "there is no such file",
    errno.EACCES: "permission is denied",
    errno.EISDIR: "it is a folder",
}
_WORDS_OF_VERIFY_CODE = {
    **dict.fromkeys(
        (2, 18, 19, 20, 21), "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE"
    ),
    10: "its certificate has expired",
    62: "its certificate is for another host",
    64: "its certificate is for another host",
}
"""By the numbers of X509_verify_cert_error_string(3)."""
_REASONS_OF_NO_TLS = (
    "WRONG_VERSION_NUMBER",
    "PACKET_LENGTH_TOO_LONG",
    "DATA_LENGTH_TOO_LONG",
    "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST",
    "RECORD_LAYER_FAILURE",
)
"""What OpenSSL, from 1.1.1 to 3.5, says of an answer whose first bytes are none of TLS."""


def _word_failure(error: Exception) -> str:
    """What the system says of a file or a connection, for a person."""
    if isinstance(error, ssl.SSLCertVerificationError):
        words = _WORDS_OF_VERIFY_CODE.get(error.verify_code)
        return words or "its certificate does not hold: " + _printable(error.verify_message)
    if (
        isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError))
        and error.errno not in _WORDS_OF_ERRNO
    ):
        return "the connection was cut"
    if isinstance(error, ssl.SSLError):
        return "its answer is not TLS" if error.reason in _REASONS_OF_NO_TLS else "the TLS handshake failed"
    if isinstance(error, socket.gaierror):
        is_passing = error.errno == socket.EAI_AGAIN
        return "the host's name cannot be looked up now" if is_passing else "the host's name is not known"
    if isinstance(error, http.client.IncompleteRead):
        return "the connection was cut"
    if isinstance(error, http.client.HTTPException):
        return "its answer is not HTTP"
    if isinstance(error, UnicodeDecodeError):
        return "it is not text"
    if isinstance(error, OSError) and error.errno is not None:
        return _WORDS_OF_ERRNO.get(error.errno) or errno.errorcode.get(error.errno, "it failed")
    return "it failed"


# Settings


class _Url(NamedTuple):
    scheme: str
    host: str
    """Without the brackets of an IPv6 address."""
    port: int
    path: str
    """And query, as on the wire."""
    origin: str
    text: str
    """Without a trailing slash."""


class _Proxy(NamedTuple):
    host: str
    port: int
    headers: Dict[str, str]
    name: str
    """For messages: without name and password."""


class _Transport(NamedTuple):
    """How requests are made, to the service and to the identity provider."""

    ca_bundle: Optional[str]
    connect_timeout_seconds: float
    read_timeout_seconds: float
    """From the connection to the whole answer."""
    environment: Mapping[str, str]
    """Where proxies are named."""


class _Settings(NamedTuple):
    """What was set, checked."""

    url: _Url
    grant: Optional[str]
    target: _Url
    tokens: Union[_GivenToken, _FileToken, _ClientCredentials]
    transport: _Transport
    refresh_ahead_seconds: Optional[float]


def _read_settings(options: Mapping[str, Any], environment: Mapping[str, str]) -> _Settings:
    def setting(name: str) -> Any:
        """What is empty in the environment is not set."""
        given = options[name]
        return given if given is not None else environment.get("VEND_" + name.upper()) or None

    def seconds(name: str) -> Optional[float]:
        value = setting(name)
        if isinstance(value, str):
            if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", value):
                raise _Failure(f"VEND_{name.upper()} is no number of seconds")
            value = float(value)
        return value  # type: ignore[no-any-return]

    address = setting("url")
    if address is None:
        raise _Failure("the service's URL is not set; set VEND_URL")
    url = _parse_url(address, "VEND_URL")
    if "?" in address:
        raise _Failure("VEND_URL may have no query")
    grant = setting("grant")
    connect, read = seconds("connect_timeout_seconds"), seconds("read_timeout_seconds")
    transport = _Transport(
        setting("ca_bundle"), 2.0 if connect is None else connect, 5.0 if read is None else read, environment
    )
    return _Settings(
        url,
        grant,
        _target(url, grant, seconds("duration_seconds"), options["parameters"] or {}),
        _choose_tokens(options, environment, setting, transport),
        transport,
        seconds("refresh_ahead_seconds"),
    )


def _target(url: _Url, grant: Optional[str], duration: Optional[float], parameters: Mapping[str, str]) -> _Url:
    segments = [] if grant is None else grant.split("/")
    # Two dots would walk up the path.
    if len(segments) > 2 or any(segment in ("", ".", "..") for segment in segments):
        raise _Failure("VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT")
    query = [("format", "container")]
    if duration is not None:
        query.append(("duration", str(int(duration) if duration == int(duration) else duration)))
    query.extend(("param." + name, value) for name, value in parameters.items())
    path = "/".join(urllib.parse.quote(segment, safe="") for segment in ["v1", "credentials", *segments])
    base = url.path.rstrip("/")
    return url._replace(path=f"{base}/{path}?{urllib.parse.urlencode(query)}")


def _choose_tokens(
    options: Mapping[str, Any],
    environment: Mapping[str, str],
    setting: Callable[[str], Any],
    transport: _Transport,
) -> Union[_GivenToken, _FileToken, _ClientCredentials]:
    """An option of any kind wins over the environment of every kind: who passes a token means that one."""
    if options["token_file"] is not None:
        return _FileToken(options["token_file"])
    if options["token_url"] is not None or options["client_id"] is not None:
        return _read_client(options, setting, transport)
    if options["token"] is not None:
        return _GivenToken(options["token"], "the token")
    if environment.get("VEND_TOKEN_FILE"):
        return _FileToken(environment["VEND_TOKEN_FILE"])
    if environment.get("VEND_TOKEN_URL"):
        return _read_client(options, setting, transport)
    if environment.get("VEND_TOKEN"):
        return _GivenToken(environment["VEND_TOKEN"], "VEND_TOKEN")
    raise _Failure(
        "no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID and its secret, or VEND_TOKEN"
    )


def _read_client(
    options: Mapping[str, Any], setting: Callable[[str], Any], transport: _Transport
) -> _ClientCredentials:
    url, client_id, secret_file = setting("token_url"), setting("client_id"), setting("client_secret_file")
    secret = options["client_secret"] if options["client_secret_file"] else setting("client_secret")
    missing = [
        name
        for name, value in (
            ("VEND_TOKEN_URL", url),
            ("VEND_CLIENT_ID", client_id),
            ("VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE", secret or secret_file),
        )
        if not value
    ]
    if missing:
        raise _Failure("client credentials are not set in full; set " + " and ".join(missing))
    return _ClientCredentials(
        _parse_url(url, "VEND_TOKEN_URL"),
        client_id,
        (lambda: secret) if secret else functools.partial(_read_secret_file, secret_file),
        setting("token_scope"),
        setting("token_audience"),
        transport,
    )


def _parse_url(text: str, name: str) -> _Url:
    """A URL that tokens or secrets may be sent to: with neither user nor fragment, and in the clear to loopback only."""
    try:
        # Said, since Python would drop what does not belong into a URL, or take it for part of a host's name.
        if not re.fullmatch(r"[\x21-\x5b\x5d-\x7e]+", text):
            raise ValueError
        parts = urllib.parse.urlsplit(text)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
        if "[" in parts.netloc:
            ipaddress.IPv6Address(host)
        elif not re.fullmatch(r"[a-z0-9._-]+", host):
            raise ValueError
    except ValueError:
        raise _Failure(name + " is no URL") from None
    if scheme not in ("https", "http"):
        raise _Failure(name + " must begin with https://")
    if scheme == "http" and not _is_loopback(host):
        raise _Failure(name + " must be https: plain http is for loopback hosts only")
    if "@" in parts.netloc or "#" in text:
        raise _Failure(name + " may have neither a user nor a fragment")
    default_port = 443 if scheme == "https" else 80
    authority = f"[{host}]" if ":" in host else host
    if port is not None and port != default_port:
        authority += f":{port}"
    origin = f"{scheme}://{authority}"
    path = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    return _Url(scheme, host, default_port if port is None else port, path, origin, (origin + path).rstrip("/"))


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return (
        address in ipaddress.ip_network("127.0.0.0/8")
        if address.version == 4
        else address == ipaddress.ip_address("::1")
    )


def _choose_proxy(url: _Url, environment: Mapping[str, str]) -> Optional[_Proxy]:
    """By HTTPS_PROXY and NO_PROXY, the lower-case spelling first.

    Plain http goes to loopback only, which is never asked through a proxy, so that HTTP_PROXY has no say.
    """
    setting = environment.get("https_proxy") or environment.get("HTTPS_PROXY")
    exempt = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    if not setting or _is_loopback(url.host) or _is_exempt(url, exempt):
        return None
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", setting):
        setting = "http://" + setting
    try:
        # Neither a path nor a second @: a password that is not escaped would make a part of itself the host, which messages name.
        if not re.fullmatch(r"(?i:http)://(?:[^@/?#]*@)?[^@/?#]+/?", setting):
            raise ValueError
        parts = urllib.parse.urlsplit(setting)
        host, port = parts.hostname, parts.port
        if not host or not re.fullmatch(r"[a-z0-9.:_-]+", host):
            raise ValueError
    except ValueError:
        # Without the setting itself, which may hold a password.
        raise _Failure("HTTPS_PROXY is not of the form http://host:port") from None
    headers = {"Host": f"[{url.host}]:{url.port}" if ":" in url.host else f"{url.host}:{url.port}"}
    user = f"{urllib.parse.unquote(parts.username or '')}:{urllib.parse.unquote(parts.password or '')}"
    if user != ":":
        headers["Proxy-Authorization"] = "Basic " + base64.b64encode(user.encode("utf-8")).decode("ascii")
    return _Proxy(host, port or 80, headers, parts.netloc.rpartition("@")[2])


def _is_exempt(url: _Url, names: str) -> bool:
    """A name stands for itself and all below it, with or without a dot in front, as in curl and Go."""
    for entry in re.split(r"[\s,]+", names.lower()):
        parts = re.fullmatch(r"(.*?)(?::([0-9]+))?", entry)
        if not entry or parts is None:
            continue
        name, port = re.sub(r"^\*?\.", "", parts.group(1)), parts.group(2)
        is_named = name == "*" or url.host == name or url.host.endswith("." + name)
        if is_named and port in (None, str(url.port)):
            return True
    return False


# Forks


_providers: "weakref.WeakSet[VendProvider]" = weakref.WeakSet()
_botocore_credentials: "weakref.WeakSet[Any]" = weakref.WeakSet()


def _forget_threads() -> None:
    """In a forked process: what is kept stays, for it is good; what other threads held or were doing is gone with them."""
    for provider in list(_providers):
        provider._forget_threads()
    for credentials in list(_botocore_credentials):
        # botocore holds this lock while it asks the provider, and knows nothing of forks.
        credentials._refresh_lock = threading.Lock()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no forks
    os.register_at_fork(after_in_child=_forget_threads)

_shared_provider = VendProvider()


def _run_as_credential_process() -> NoReturn:
    try:
        credentials = _shared_provider.get()
    except VendError as error:
        sys.exit(str(error))
    answer = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key,
        "SessionToken": credentials.session_token,
        "Expiration": credentials.stamp,
    }
    if credentials.account_id is not None:
        answer["AccountId"] = credentials.account_id
    print(json.dumps(answer))
    sys.exit(0)


if __name__ == "__main__":
    _run_as_credential_process()
