"""A plain web host for a folder: gzip, no header of its own, and a count of what it sent."""

import gzip
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PACKED = {".html", ".css", ".js", ".svg", ".json", ".xml", ".csv", ".txt", ".md"}


class Handler(SimpleHTTPRequestHandler):
    """Sends files packed where a browser takes that, as every host does."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.server.sent.append((self.path, 0, 404))
            self.send_error(404)
            return
        data = path.read_bytes()
        packed = path.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        data = gzip.compress(data, 6) if packed else data
        self.server.sent.append((self.path, len(data), 200))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def host(folder):
    """Serve `folder` on loopback; yield its address and the list of (path, bytes, status) sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.sent = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
