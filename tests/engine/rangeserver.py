"""A web server of files that knows ranges and can fail: a program of its own, since GDAL holds Python's lock.

Usage: rangeserver.py FOLDER FAULT AFTER [LOGIN]. From request number AFTER + 1 on, FAULT happens: `500`, `close`,
`hang` or `short`, or `whole`: ranges are not known; `none` for never. With a LOGIN, `user:password`, nobody else gets
anything. The first line of standard output is the address.
"""

from __future__ import annotations

import base64
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER, FAULT, AFTER = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
LOGIN = "".join(sys.argv[4:])
_asked = 0
_lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """Answers whole and in parts."""

    def do_HEAD(self) -> None:  # noqa: N802 - the base class's name
        self.do_GET()

    def do_GET(self) -> None:  # noqa: N802
        global _asked
        with _lock:
            _asked += 1
            wrong = FAULT if _asked > AFTER else "none"
        path = FOLDER / self.path.partition("?")[0].lstrip("/")
        if (
            LOGIN
            and self.headers.get("Authorization") != f"Basic {base64.b64encode(LOGIN.encode()).decode()}"
        ):
            self.send_error(401)
        elif wrong == "500" or not path.is_file():
            self.send_error(500 if wrong == "500" else 404)
        elif wrong == "close":
            self.close_connection = True
        elif wrong == "hang":
            time.sleep(600)
        else:
            self._send(path.read_bytes(), wrong)

    def _send(self, data: bytes, wrong: str) -> None:
        asked = self.headers.get("Range") if wrong != "whole" else None
        first, last = 0, len(data) - 1
        if asked:
            start, _, end = asked.partition("=")[2].partition("-")
            first, last = int(start), min(int(end or last), last)
        self.send_response(206 if asked else 200)
        body = data[first : last + 1]
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: len(body) // 2] if wrong == "short" else body)

    def log_message(self, *_: object) -> None:
        """Be silent."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
