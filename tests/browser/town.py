"""The website of a town, on an origin of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Town:
    """Serves one page; what stands in it may change."""

    def __init__(self) -> None:
        self.html = ""
        self.policy = ""
        town = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if town.policy:
                    self.send_header("Content-Security-Policy", town.policy)
                self.end_headers()
                self.wfile.write(town.html.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
