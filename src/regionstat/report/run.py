"""One notebook with its parameters → an executed notebook, by papermill."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.inspection import inspect_notebook

from regionstat.errors import BadFile, NotebookFailed, unknown
from regionstat.report.kernel import KERNEL

# A page that takes longer than this hangs.
CELL_SECONDS = 300

Notebook = nbformat.NotebookNode
# nbformat trusts that JSON has a notebook's shape and trips over whatever it meets instead.
UNREADABLE = (
    nbformat.reader.NotJSONError,
    nbformat.ValidationError,
    AttributeError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
)


def run_notebook(path: Path, parameters: Mapping[str, Any], target: Path) -> Notebook:
    """Run the notebook `path` with `parameters` top to bottom and return it executed.

    The executed notebook is written to `target`, without times or chance ids: the same
    input gives the same bytes. Runs in the kernel that `own_kernel` offers. Raises `Misuse`
    for a parameter the notebook does not have, `BadFile` when it is no notebook, and
    `NotebookFailed` naming notebook, cell and error when a cell fails.
    """
    check_parameters(path, parameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        found = execute_notebook(
            str(path),
            None,
            parameters=dict(parameters),
            kernel_name=KERNEL,
            progress_bar=False,
            log_output=False,
            execution_timeout=CELL_SECONDS,
        )
    except PapermillExecutionError as error:
        raise failed(path, error) from error
    found = settled(found)
    nbformat.write(found, target)
    return found


def check_parameters(path: Path, parameters: Mapping[str, Any]) -> None:
    """Raise `Misuse` when `parameters` has one that the notebook `path` does not declare."""
    try:
        known = inspect_notebook(str(path))
    except UNREADABLE as error:
        raise BadFile(
            f"Read the notebook {path.name}",
            found=f"it is not a notebook ({type(error).__name__})",
            where=str(path),
            todo="Restore it from version control",
        ) from error
    for name in parameters:
        if name not in known:
            raise unknown("parameter", name, known, where=f"the parameters cell of {path.name}")


def failed(path: Path, error: PapermillExecutionError) -> NotebookFailed:
    """Return the error that names the failing cell of the notebook `path`."""
    first = error.source.strip().splitlines()[0] if error.source.strip() else ""
    return NotebookFailed(
        f"Run {path.name}",
        found=f"code cell {error.exec_count} failed: {error.ename}: {error.evalue}",
        where=f"the cell that begins `{first}`",
        todo="Run the notebook in JupyterLab with the same parameters; the old report stays",
    )


def settled(notebook: Notebook) -> Notebook:
    """Return `notebook` without what differs from run to run: times, chance ids."""
    notebook.metadata.pop("papermill", None)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place:02}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    return notebook
