"""The workers of a Dask cluster that is there already, each with a warm engine of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from distributed import Client, Worker, WorkerPlugin

from regionstat.errors import NoConnection, RegionstatError
from regionstat.report.batch import Workers
from regionstat.report.batch_work import prepare
from regionstat.report.kernel import own_kernel
from regionstat.snapshots.home import VARIABLE, find_home

SECONDS = 10
# A cluster may be starting its workers, or a worker reading its libraries.
WORKER_SECONDS = 60
# How many workers a task may lose before it is told as failed.
RETRIES = 5
# Workers may come while it runs: so many tasks are in their hands at least.
LEAST = 16


class Engine(WorkerPlugin):
    """Starts the engine on a worker, and ends it when the batch or the worker does."""

    name = "regionstat"

    def __init__(self, home: Path) -> None:
        self._home = home

    def setup(self, worker: Worker) -> None:  # noqa: ARG002
        """Build what is missing and start the engine in the worker's own checkout."""
        self._ends = ExitStack()
        if VARIABLE not in os.environ:
            os.environ[VARIABLE] = str(self._home)
            self._ends.callback(os.environ.pop, VARIABLE, None)
        home = find_home()
        prepare(home)
        self._ends.enter_context(own_kernel(home))

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002
        """End the engine."""
        self._ends.close()


@contextmanager
def cluster(address: str, home: Path) -> Iterator[Workers]:
    """Give the workers of the Dask cluster whose scheduler is at `address`.

    A worker reads the project that its REGIONSTAT_HOME names, else `home`. Raises
    `NoConnection` when the scheduler or a worker of it cannot be reached within seconds.
    """
    with _connected(address) as client:
        engine = Engine(home)
        try:
            client.register_plugin(engine)
        except (RegionstatError, OSError) as error:
            raise RegionstatError(
                f"Start the batch on the cluster at {address}",
                found=f"a worker cannot begin: {error}",
                where=str(home),
                todo=f"Give every worker the checkout, and name it to it in {VARIABLE}",
            ) from error
        try:
            count = max(LEAST, sum(client.nthreads().values()))
            yield Workers(client.get_executor(pure=False, retries=RETRIES), count)
        finally:
            client.unregister_worker_plugin(engine.name)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    asked = f"Reach the Dask scheduler at {address}"
    try:
        client: Any = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoConnection(
            asked,
            found=f"no answer within {SECONDS} s ({type(error).__name__})",
            where="--dask",
            todo="See that `dask scheduler` runs there, and name it as tcp://HOST:8786",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError as error:
            raise NoConnection(
                asked,
                found=f"it has no worker, also not after {WORKER_SECONDS} s",
                where="--dask",
                todo=f"Start one: dask worker {address}",
            ) from error
        yield client
