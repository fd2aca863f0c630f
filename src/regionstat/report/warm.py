"""The engine for papermill: a page in a fork of a warm process instead of a new kernel."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from regionstat.report.forks import CAN_FORK, serving
from regionstat.report.forks_protocol import ENDED, Asked, Cell, Message, failure, is_well
from regionstat.report.warm_parameters import INJECTED
from regionstat.snapshots import find_home

ENGINE = "regionstat"
# A page that takes longer than this hangs.
CELL_SECONDS = 300


class WarmEngine(NBClientEngine):
    """Runs the cells of a notebook as papermill's own engine does, without starting a kernel.

    Every page has a process of its own, in which it reads the project and no more. The
    outputs are those of an ordinary kernel, which takes over where processes cannot fork.
    """

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        execution_timeout: float | None = None,
        **others: Any,
    ) -> None:
        """Run the notebook of `nb_man` cell by cell, until one fails."""
        streams = {"log_output": log_output, "stdout_file": stdout_file, "stderr_file": stderr_file}
        seconds = execution_timeout or CELL_SECONDS
        if not CAN_FORK:
            others |= {**streams, "execution_timeout": int(seconds)}
            super().execute_managed_notebook(nb_man, kernel_name, **others)
            return
        client = PapermillNotebookClient(nb_man, record_timing=False, **streams)
        client.reset_execution_trackers()
        asked = _asked(nb_man.nb, seconds)
        with serving(find_home()) as forks, closing(forks.run(asked)) as answers:
            _run(client, nb_man, answers, seconds)
        client.set_widgets_metadata()


def _asked(notebook: Any, seconds: float) -> Asked:
    cells = [
        Cell(cell.source, data=INJECTED in cell.metadata.get("tags", []))
        for cell in notebook.cells
        if _runs(cell)
    ]
    edition = notebook.metadata.papermill.parameters.get("edition")
    known = edition if type(edition) is int else None
    return Asked(tuple(cells), str(Path.cwd()), seconds, known)


def _runs(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


def _run(
    client: PapermillNotebookClient,
    nb_man: NotebookExecutionManager,
    answers: Iterator[Message],
    seconds: float,
) -> None:
    """Put what `answers` tells of each cell into the notebook, as a kernel's messages are."""
    for place, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, place)
        well = not _runs(cell) or _cell(client, cell, place, answers, seconds)
        if not well:
            nb_man.cell_exception(cell, cell_index=place)
        nb_man.cell_complete(cell, cell_index=place)
        if not well:
            return
    for one in answers:
        if one["msg_type"] == "kernel_info_reply":
            nb_man.nb.metadata["language_info"] = one["content"]["language_info"]


def _cell(
    client: PapermillNotebookClient,
    cell: Any,
    place: int,
    answers: Iterator[Message],
    seconds: float,
) -> bool:
    """Put the messages about one cell into it; say whether it went well."""
    client.clear_before_next_output = False
    for one in answers:
        if one["msg_type"] == "execute_reply":
            return is_well(one)
        if one["msg_type"] == ENDED:
            cell.execution_count = 1 + sum(map(_runs, client.nb.cells[:place]))
            one = failure("PageEnded", _ending(one["content"]["code"], seconds))
        client.process_message(one, cell, place)
    return False


def _ending(code: int | None, seconds: float) -> str:
    """Tell how the process of a page ended, by its exit code; negative is a signal."""
    if code is None:
        return "the process that pages are forked from was ended"
    if code == -signal.SIGALRM:
        return f"the cell took more than {seconds:g} seconds"
    if code < 0:
        return f"the page's process was ended by {signal.Signals(-code).name}"
    return f"the page's process left with exit code {code}"


def register() -> None:
    """Let papermill know the engine in this process, also where the package is not installed."""
    papermill_engines.register(ENGINE, WarmEngine)
