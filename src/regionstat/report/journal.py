"""What a batch has done so far, kept beside the reports: executed pages, and finished reports.

An executed page lies under its key until its report is bound; a finished report has a note of
the keys it was made from. Both are put whole, so an interruption loses only what was under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import msgspec

from regionstat.report.batch_jobs import Job, Planned
from regionstat.report.outputs import INDEX, Output, safe_name
from regionstat.snapshots.keep import sha256

# Beside the editions, whose folders are years.
FOLDER = "batch"
MANIFEST = "run.json"


@dataclass(frozen=True)
class Finished:
    """A finished report: its key, the sha256 of its manifest, and key and sha256 of its pages."""

    key: str
    manifest: str
    pages: dict[str, tuple[str, str]]


class Journal:
    """The pages and reports that are done, on the output `output`."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def is_finished(self, planned: Planned) -> bool:
        """Say whether the report is in place as `planned` would make it."""
        note = self._note(planned)
        if note is None or note.key != planned.key:
            return False
        manifest = self._output.read(f"{planned.report.folder}/{MANIFEST}")
        index = self._output.has(f"{planned.report.folder}/{INDEX}")
        return index and manifest is not None and sha256(manifest) == note.manifest

    def recover(self, planned: Planned) -> set[str]:
        """Return the names of the pages that are done and need not be run.

        Those that stand in a finished report whose other pages changed are taken from it.
        """
        note = self._note(planned)
        for job in planned.jobs if note else ():
            key, digest = note.pages.get(job.page, ("", "")) if note else ("", "")
            if key == job.key and not self._output.has(_page(job)):
                data = self._output.read(f"{planned.report.folder}/pages/{job.page}.ipynb")
                if data is not None and sha256(data) == digest:
                    self.keep(job, data)
        return {job.page for job in planned.jobs if self._output.has(_page(job))}

    def keep(self, job: Job, notebook: bytes) -> None:
        """Keep the executed notebook of a page."""
        self._output.put(_page(job), notebook)

    def pages(self, planned: Planned) -> dict[str, bytes]:
        """Return the executed notebooks of a report by the name of their page."""
        found = {job.page: self._output.read(_page(job)) for job in planned.jobs}
        return {name: data for name, data in found.items() if data is not None}

    def finish(self, planned: Planned, files: Mapping[str, bytes]) -> None:
        """Put the files of a report in place, and note that it is finished."""
        # A report that is half in place must not pass for the one the note speaks of.
        self._output.remove(_noted(planned))
        self._output.put_folder(planned.report.folder, files)
        digests = {name: sha256(data) for name, data in self.pages(planned).items()}
        pages = {job.page: (job.key, digests[job.page]) for job in planned.jobs}
        note = Finished(planned.key, sha256(files[MANIFEST]), pages)
        self._output.put(_noted(planned), msgspec.json.encode(asdict(note)))
        for job in planned.jobs:
            self._output.remove(_page(job))

    def log(self, job: Job, page: str, text: str) -> str:
        """Keep the log of one page; return its name."""
        name = f"{FOLDER}/logs/{job.report.folder}/{safe_name(page)}.log"
        self._output.put(name, text.encode("utf-8", "backslashreplace"))
        return name

    def _note(self, planned: Planned) -> Finished | None:
        data = self._output.read(_noted(planned))
        try:
            return msgspec.json.decode(data, type=Finished) if data else None
        except msgspec.DecodeError:
            # A note nobody can read says nothing: the report is made again.
            return None


def _page(job: Job) -> str:
    return f"{FOLDER}/pages/{job.key}.ipynb"


def _noted(planned: Planned) -> str:
    return f"{FOLDER}/finished/{planned.report.folder}.json"
