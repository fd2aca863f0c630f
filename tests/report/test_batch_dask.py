"""The batch on a Dask cluster: a real scheduler, two worker processes, one of them killed."""

import importlib.util
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from regionstat.errors import Misuse, NoConnection, RegionstatError
from regionstat.report.batch import Batch
from regionstat.report.batch_jobs import reports
from regionstat.report.batch_outcome import DONE
from regionstat.report.outputs import LocalOutput
from report import made_batch
from report.made_batch import make_home

pytestmark = pytest.mark.slow
REGIONS = ("16", "org8", "50", "18")


def test_without_the_library_it_is_said_what_to_install(monkeypatch):
    from regionstat.cli.batch import _check_dask

    _check_dask()
    monkeypatch.setattr("regionstat.cli.batch.find_spec", lambda name: None)
    with pytest.raises(Misuse, match="distributed is not installed"):
        _check_dask()


def _start(stack, *words, **how):
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **how},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Start a scheduler on this machine; its address, and what starts a worker."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    monkeypatch.setattr("regionstat.report.batch_dask.SECONDS", 60)
    monkeypatch.setattr("regionstat.report.batch_dask.WORKER_SECONDS", 150)
    preload = importlib.util.find_spec("report.made_batch").origin
    with ExitStack() as stack:
        _start(stack, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")

        def worker(home):
            words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--preload", preload)
            folder = ("--local-directory", str(tmp_path))
            return _start(stack, "worker", address, *words, *folder, REGIONSTAT_HOME=str(home))

        yield address, worker


def test_every_page_comes_out_once_though_a_worker_is_killed(desk, tmp_path, monkeypatch):
    from regionstat.report.batch_dask import cluster

    address, worker = desk
    home, out = make_home(tmp_path / "home"), tmp_path / "out"
    monkeypatch.setenv("REGIONSTAT_HOME", str(home))
    made_batch.install(monkeypatch.setattr)
    put = Counter()

    class Counting(LocalOutput):
        def put(self, name, data):
            put[name.split("/")[1]] += name.startswith("batch/pages/")
            super().put(name, data)

    workers, killed = [worker(home), worker(home)], []
    batch = Batch(reports("benchmark", [2019, 2020], REGIONS, ["nb"]), home, Counting(out))

    def kill(step):
        if step.pages_done >= 6 and not killed:
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    with cluster(address, home) as crew:
        crew.executor._client.wait_for_workers(2, timeout=150)
        batch.run(crew, kill)
    assert killed
    assert [one.result for one in batch.outcomes] == [DONE] * 8
    assert put["pages"] == 8 * 3
    assert len([*out.glob("20*/*/index.html")]) == 8
    assert workers[1].poll() is None
    again = Batch(reports("benchmark", [2019, 2020], REGIONS, ["nb"]), home, LocalOutput(out))
    assert again.is_done


def test_a_worker_without_the_project_is_told_before_anything_runs(desk, tmp_path, monkeypatch):
    from regionstat.report.batch_dask import cluster

    address, worker = desk
    home = make_home(tmp_path / "home")
    worker(tmp_path / "elsewhere")
    with pytest.raises(RegionstatError, match="a worker cannot begin"), cluster(address, home):
        pass


def test_a_scheduler_that_is_not_there_is_told_within_seconds(monkeypatch, tmp_path):
    from regionstat.report import batch_dask

    monkeypatch.setattr(batch_dask, "SECONDS", 1)
    with (
        pytest.raises(NoConnection, match=r"Reach the Dask scheduler at tcp://127\.0\.0\.1:9"),
        batch_dask.cluster("tcp://127.0.0.1:9", tmp_path),
    ):
        pass
