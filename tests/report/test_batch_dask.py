"""The batch on a Dask cluster: a real scheduler, two worker processes, one of them killed."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack

import pytest

from regionstat.errors import NoConnection, RegionstatError
from regionstat.report.batch import Batch
from regionstat.report.batch_jobs import reports
from regionstat.report.batch_outcome import DONE
from regionstat.report.outputs import LocalOutput
from report import made_batch
from report.made_batch import make_home

pytestmark = pytest.mark.slow
REGIONS = ("16", "org8", "50", "18")


def _start(stack, *words, **how):
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **how},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Start a scheduler and two workers on this machine: its address, and their processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    home = make_home(tmp_path / "home")
    monkeypatch.setenv("REGIONSTAT_HOME", str(home))
    monkeypatch.setattr("regionstat.report.batch_dask.SECONDS", 120)
    monkeypatch.setattr("regionstat.report.batch_dask.WORKER_SECONDS", 120)
    preload = importlib.util.find_spec("report.made_batch").origin
    words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--preload", preload)
    with ExitStack() as stack:
        _start(stack, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        folder = ("--local-directory", str(tmp_path))
        yield address, [_start(stack, "worker", address, *words, *folder) for _ in range(2)]


def test_every_page_comes_out_once_though_a_worker_is_killed(desk, tmp_path, monkeypatch):
    from regionstat.report.batch_dask import cluster

    address, workers = desk
    home, out = tmp_path / "home", tmp_path / "out"
    made_batch.install(monkeypatch.setattr)
    put = Counter()

    class Counting(LocalOutput):
        def put(self, name, data):
            put[name.split("/")[1]] += name.startswith("batch/pages/")
            super().put(name, data)

    killed = []
    batch = Batch(reports("benchmark", [2019, 2020], REGIONS, ["nb"]), home, Counting(out))

    def kill(step):
        if step.pages_done >= 6 and not killed:
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    with cluster(address, home) as crew:
        crew.executor._client.wait_for_workers(2, timeout=120)
        batch.run(crew, kill)
    assert killed
    assert [one.result for one in batch.outcomes] == [DONE] * 8
    assert put["pages"] == 8 * 3
    assert len([*out.glob("20*/*/index.html")]) == 8
    assert workers[1].poll() is None
    again = Batch(reports("benchmark", [2019, 2020], REGIONS, ["nb"]), home, LocalOutput(out))
    assert again.is_done


def test_a_worker_without_the_project_is_told_before_anything_runs(tmp_path, monkeypatch):
    from distributed import LocalCluster

    from regionstat.report.batch_dask import cluster

    monkeypatch.setenv("REGIONSTAT_HOME", str(tmp_path / "elsewhere"))
    one = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with (
        # Over a socket, as from another machine.
        LocalCluster(**one, processes=False, protocol="tcp", local_directory=tmp_path) as made,
        pytest.raises(RegionstatError, match="a worker cannot begin: Find the project folder"),
        cluster(made.scheduler_address, make_home(tmp_path / "home")),
    ):
        pass


def test_a_scheduler_that_is_not_there_is_told_within_seconds(monkeypatch, tmp_path):
    from regionstat.report import batch_dask

    monkeypatch.setattr(batch_dask, "SECONDS", 1)
    with (
        pytest.raises(NoConnection, match=r"Reach the Dask scheduler at tcp://127\.0\.0\.1:9"),
        batch_dask.cluster("tcp://127.0.0.1:9", tmp_path),
    ):
        pass
