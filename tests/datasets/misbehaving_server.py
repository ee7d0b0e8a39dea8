"""A web server on this computer that stalls, truncates, corrupts and refuses as a test asks."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class MisbehavingServer:
    """Answers each path with a list of answers, one per request; the last one stays.

    Attributes
    ----------
    requests : list of (path, headers)
        In the order in which they came.
    """

    def __init__(self):
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.requests.append((self.path, dict(self.headers)))
                self.released = server.released
                waiting = server.answers.get(self.path, [status(404)])
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                answer(self)

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        self.host = f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path; gives its address."""
        self.answers[path] = list(answers)
        return self.host + path

    def ranges(self, path: str) -> list[str | None]:
        """Range header of each request for a path."""
        return [headers.get("Range") for asked, headers in self.requests if asked == path]

    def stop(self) -> None:
        """End the server and what waits in it."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


def send(handler, code: int, body: bytes, length: int | None = None, **headers: str) -> None:
    """Send an answer; `length` may tell a lie, and -1 tells nothing."""
    handler.send_response(code)
    if length != -1:
        handler.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def whole(body: bytes, **headers: str) -> Answer:
    """Everything, whatever part was asked for."""
    return lambda handler: send(handler, 200, body, **headers)


def parts(body: bytes) -> Answer:
    """Everything, or the part that was asked for."""

    def answer(handler):
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        if start >= len(body):
            send(handler, 416, b"", Content_Range=f"bytes */{len(body)}")
        elif asked:
            span = f"bytes {start}-{len(body) - 1}/{len(body)}"
            send(handler, 206, body[start:], Content_Range=span)
        else:
            send(handler, 200, body)

    return answer


def truncated(body: bytes, count: int) -> Answer:
    """Promise everything, break off after some bytes."""
    return lambda handler: send(handler, 200, body[:count], length=len(body))


def unmeasured(body: bytes) -> Answer:
    """Promise nothing: the end of the connection is the end of the file."""
    return lambda handler: send(handler, 200, body, length=-1)


def stalled(body: bytes, count: int) -> Answer:
    """Send some bytes, then keep the connection open and silent."""

    def answer(handler):
        send(handler, 200, body[:count], length=len(body))
        handler.wfile.flush()
        handler.released.wait(5)

    return answer


def wrong_part(body: bytes) -> Answer:
    """Give the beginning where the rest was asked for."""
    span = f"bytes 0-{len(body) - 1}/{len(body)}"
    return lambda handler: send(handler, 206, body, Content_Range=span)


def status(code: int, **headers: str) -> Answer:
    """Answer an error."""
    return lambda handler: send(handler, code, b"error", **headers)


def redirect(target: str) -> Answer:
    """Name another address."""
    return lambda handler: send(handler, 302, b"", Location=target)


def page(text: str = "<!DOCTYPE html><html><title>Please log in</title></html>") -> Answer:
    """Answer a web page, with success."""
    return lambda handler: send(handler, 200, text.encode(), Content_Type="text/html")


def document(content) -> Answer:
    """Answer JSON."""
    body = json.dumps(content).encode()
    return lambda handler: send(handler, 200, body, Content_Type="application/json")
