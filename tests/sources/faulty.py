"""A raw server on the loopback that answers exactly the bytes it is told, faults included."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """A request as it came, and on which connection and when."""

    method: str
    target: str
    headers: dict
    body: bytes
    connection: int
    moment: float


@dataclass(frozen=True)
class Reply:
    """Bytes to send: in steps of `step` bytes with a pause between, then perhaps a cut."""

    data: bytes
    close: bool = False
    step: int = 1 << 20
    pause: float = 0.0
    before: float = 0.0


def answer(status=200, body=b"{}", headers=(), *, length=None, **how):
    """A whole HTTP/1.1 answer; `length` is a Content-Length that lies."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in dict(headers).items()]
    return Reply("\r\n".join([*lines, "", ""]).encode() + body, **how)


def zipped(body, **how):
    return answer(200, gzip.compress(body), {"Content-Encoding": "gzip"}, **how)


@dataclass
class Faulty:
    """The server: `script` maps a path to its replies, the last of which repeats."""

    script: dict
    log: list = field(default_factory=list)
    busiest: int = 0
    host: str = ""
    _busy: int = 0
    _open: list = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    @property
    def url(self):
        return f"http://{self.host}"

    def stop(self):
        self._stop.set()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        with socket.create_connection(self._listener.getsockname()):
            pass
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _listen(self):
        number = 0
        while True:
            connection, _ = self._listener.accept()
            if self._stop.is_set():
                connection.close()
                return
            number += 1
            thread = threading.Thread(target=self._serve, args=(connection, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection, number):
        with connection:
            self._open.append(connection)
            try:
                while (seen := self._read(connection, number)) is not None:
                    reply = self._note(seen)
                    done = self._send(connection, reply)
                    with self._lock:
                        self._busy -= 1
                    if reply.close or not done:
                        return
            except OSError:
                return

    def _read(self, connection, number):
        data = b""
        while b"\r\n\r\n" not in data:
            if not (more := connection.recv(1 << 16)):
                return None
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        while len(body) < int(headers.get("content-length", 0)):
            if not (more := connection.recv(1 << 16)):
                return None
            body += more
        method, target, _ = first.split(" ")
        return Seen(method, target, headers, body, number, time.monotonic())

    def _note(self, seen):
        with self._lock:
            self.log.append(seen)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
            path = seen.target.split("?")[0]
            if path.startswith("http://"):
                path = "proxied"
            replies = self.script[path]
            turn = sum(1 for s in self.log if s.target == seen.target) - 1
            return replies[min(turn, len(replies) - 1)]

    def _send(self, connection, reply):
        self._stop.wait(reply.before)
        for start in range(0, len(reply.data), reply.step):
            if self._stop.is_set():
                return False
            connection.sendall(reply.data[start : start + reply.step])
            self._stop.wait(reply.pause)
        return True


@contextmanager
def faulty(**script):
    """Serve replies by path: `faulty(x=[answer(503), answer()])` serves `/x`."""
    named = {name if name == "proxied" else f"/{name}": told for name, told in script.items()}
    server = Faulty(named)
    try:
        yield server
    finally:
        server.stop()


class FakeTime:
    """A clock that only a sleep moves on, and that remembers the sleeps and their reasons."""

    def __init__(self, now=1000.0):
        self.now, self.slept, self.reasons = now, [], []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def on_wait(self, seconds, reason):
        self.reasons.append((seconds, reason))
