"""A small server that speaks Overpass's protocol on this machine only, for tests."""

import json
import re
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

STATUS = """Connected as: 2130706433
Current time: 2026-11-20T08:00:00Z
Announced endpoint: none
Rate limit: 2
2 slots available now.
Currently running queries (pid, space limit, time limit, start time):
"""


class Server:
    """
    Answers queries with the elements whose tags they ask for.

    `mishaps` are what happens first, one per request: a status code, `timeout` (the query ran too
    long on the server), `torn` (the connection breaks), `html`, or `hang`.
    """

    def __init__(self, elements) -> None:
        self.elements = elements
        self.mishaps = deque()
        self.queries = []
        self.asked_status = 0
        self.closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked_status += 1
                self._send(200, STATUS, "text/plain")

            def do_POST(self):
                size = int(self.headers["Content-Length"])
                query = parse_qs(self.rfile.read(size).decode())["data"][0]
                server.queries.append(query)
                mishap = server.mishaps.popleft() if server.mishaps else None
                if mishap == "torn":
                    self.close_connection = True
                elif mishap == "hang":
                    server.closing.wait(30)
                elif mishap == "html":
                    self._send(200, "<html>sorry</html>", "text/html")
                elif isinstance(mishap, int):
                    self._send(mishap, "busy", "text/html")
                else:
                    self._send(200, json.dumps(server.answer(query, mishap)), "application/json")

            def _send(self, code, body, kind):
                sent = body.encode()
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/api"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    def answer(self, query, mishap=None):
        """Return the elements asked for and the nodes they are made of."""
        asked = set(re.findall(r"\['([\w:]+)'='(\w+)'\]", query))
        taken = [e for e in self.elements if asked & set(e.get("tags", {}).items())]
        nodes = {node for e in taken for node in e.get("nodes", ())}
        parts = [e for e in self.elements if e["type"] == "node" and e["id"] in nodes]
        body = {
            "version": 0.6,
            "osm3s": {"timestamp_osm_base": "2026-11-20T08:00:00Z"},
            "elements": [*parts, *(e for e in taken if e not in parts)],
        }
        if mishap == "timeout":
            body["elements"] = body["elements"][:1]
            body["remark"] = (
                'runtime error: Query timed out in "query" at line 1 after 180 seconds.'
            )
        return body

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
