"""A disk that refuses, and a process that dies, at any one step of writing under a home."""

import io
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from intake.small_home import CHECKOUT

_OF_PATHS = ("mkdir", "chmod", "replace", "unlink")


class Disk:
    """Count each step of writing under `home`; before the `at`-th, call `act` (0: never).

    With `for_good` it is called before each one from there on.

    A write that is the step has half of its bytes on the disk by then.
    """

    def __init__(self, home, at, act, *, for_good=False):
        self.home, self.at, self.act, self.steps = str(home), at, act, 0
        self.for_good = for_good

    def install(self, put=setattr):
        for name in _OF_PATHS:
            put(os, name, self._before(getattr(os, name)))
        put(tempfile, "mkstemp", self._of_folder(tempfile.mkstemp))
        put(os, "fdopen", self._of_handle(os.fdopen))
        put(os, "fsync", self._before(os.fsync, _path_of))
        return self

    def _due(self, path):
        if not str(path).startswith(self.home):
            return False
        self.steps += 1
        return self.steps == self.at or (self.for_good and self.steps > self.at)

    def _before(self, real, path_of=str):
        def call(subject, *rest, **named):
            if self._due(path_of(subject)):
                self.act()
            return real(subject, *rest, **named)

        return call

    def _of_folder(self, real):
        def call(*rest, dir=None, **named):
            if self._due(dir):
                self.act()
            return real(*rest, dir=dir, **named)

        return call

    def _of_handle(self, real):
        disk = self

        class Torn(io.BufferedWriter):
            def write(self, data):
                if disk._due(_path_of(self.fileno())):
                    super().write(data[: len(data) // 2])
                    self.flush()
                    disk.act()
                return super().write(data)

        def call(handle, mode="r", *rest, **named):
            if mode == "wb" and _path_of(handle).startswith(self.home):
                return Torn(io.FileIO(handle, "wb"))
            return real(handle, mode, *rest, **named)

        return call


def _path_of(handle):
    return str(Path(f"/proc/self/fd/{handle}").readlink())


# It has all that a fetch needs in memory, and no thread, so that a fork of it is ready at once.
_FORKER = """
import json, os, resource, signal, sys
import httpcore, h2, httpx, numpy, pandas, rich.table
from pathlib import Path
from regionstat.cli.main import main
from regionstat.register import register
import regionstat.cli.fetch, regionstat.panel.build, snapshots.made_pulls
from intake.faulty_disk import Disk
from intake.small_home import NOON
import datetime

register()

class Noon(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOON.astimezone(tz)

sys.modules["regionstat.sources.answer"].datetime = Noon

def cli(*words):
    sys.argv = ["regionstat", *words]
    try:
        main()
    except SystemExit as end:
        return end.code or 0
    return 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def child(order, number):
    os.environ["REGIONSTAT_HOME"] = order["home"]
    to = os.open(f"{order['said']}{number}", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    os.dup2(to, 1)
    os.dup2(to, 2)
    code = 70
    try:
        disk = Disk(order["home"], order["at"], die).install()
        told = {"cli": cli, "home": Path(order["home"]), "resource": resource}
        exec(order["code"], told)
        code = told.get("result", 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

for line in sys.stdin:
    order = json.loads(line)
    pids = []
    for number in range(order["times"]):
        pid = os.fork()
        if not pid:
            child(order, number)
        pids.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    print(json.dumps(codes), flush=True)
"""


class Forker:
    """Runs code in processes of its own, each of which may be killed at a step of writing."""

    def __init__(self, process, folder):
        self.process, self.said = process, folder / "said-"

    def run(self, code, home, *, at=0, times=1):
        """Run `code` in `times` processes at once; return the exit codes, -9 for a killed one."""
        order = {"code": code, "home": str(home), "at": at, "times": times, "said": str(self.said)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the forker itself has died"
        return json.loads(answer)

    def told(self, number=0):
        """Return what the process `number` of the last run printed."""
        return Path(f"{self.said}{number}").read_text()


@contextmanager
def forker(folder):
    """Give a `Forker` that keeps what is printed in `folder`."""
    paths = [str(CHECKOUT / "tests"), str(CHECKOUT / "src")]
    # A folder that cannot be made: each process keeps its own count of calls.
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "REGIONSTAT_LIMITS": "/dev/null/no"}
    command = [sys.executable, "-c", _FORKER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=env) as process:
        try:
            yield Forker(process, folder)
        finally:
            process.stdin.close()
            process.wait(timeout=60)
