"""A service on loopback that does one step for each request, and the last one over and over."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Optional


class _Arrived:
    """A request as it arrived."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.method = handler.command
        self.path = handler.path
        self.headers = dict(handler.headers.items())
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))


Step = Callable[[BaseHTTPRequestHandler], None]


class ScriptedService:
    def __init__(self, *steps: Step) -> None:
        arrived: List[_Arrived] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                arrived.append(_Arrived(self))
                try:
                    steps[min(len(arrived), len(steps)) - 1](self)
                except ConnectionError:
                    pass  # the client has had enough
                self.close_connection = True

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        self.arrived = arrived
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self) -> "ScriptedService":
        return self

    def __exit__(self, *_: object) -> None:
        self.go_down()

    def go_down(self) -> None:
        """From now on connections are refused."""
        self._server.shutdown()
        self._server.server_close()


def answer(status: int, body: Any, headers: Optional[Dict[str, str]] = None) -> Step:
    def step(handler: BaseHTTPRequestHandler) -> None:
        payload = json.dumps(body).encode() if isinstance(body, dict) else body
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(payload)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(payload)

    return step


def vend(life_seconds: float = 3600, **overrides: Any) -> Step:
    """The service's answer, each time with other keys."""
    count = 0

    def step(handler: BaseHTTPRequestHandler) -> None:
        nonlocal count
        count += 1
        expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + life_seconds))
        body = {
            "AccessKeyId": f"ASIAEXAMPLE{count}",
            "SecretAccessKey": f"secret-{count}",
            "Token": f"token-{count}",
            "Expiration": expiration,
            "RoleArn": "arn:aws:iam::111122223333:role/report-reader",
        }
        answer(200, {**body, **overrides})(handler)

    return step


def after(seconds: float, step: Step) -> Step:
    def late(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        step(handler)

    return late
