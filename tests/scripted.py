"""A real HTTP server on loopback that plays a script and keeps a log."""

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    chunks: int = 0  # how often the body is sent, without a Content-Length
    hang: bool = False  # keep the connection open and say nothing


@dataclass
class Asked:
    path: str
    headers: dict[str, str]


class ScriptedServer:
    """Each path plays its answers in order; the last one for ever after."""

    def __init__(self):
        self.script: dict[str, list[Answer]] = defaultdict(list)
        self.log: list[Asked] = []
        self.release = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.log.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}))
                answers = outer.script[self.path]
                answer = (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else Answer(404)
                if answer.hang:
                    outer.release.wait(30)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.chunks:
                    self.send_header("Connection", "close")
                    self.end_headers()
                    try:
                        for _ in range(answer.chunks):
                            self.wfile.write(answer.body)
                    except OSError:
                        pass
                    self.close_connection = True
                else:
                    self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    self.wfile.write(answer.body)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def play(self, path, *answers):
        self.script[path] = list(answers)
        return self.url + path

    def close(self):
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
