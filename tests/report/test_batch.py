"""The batch: what is skipped, what is made again, what a failure does, and what a cut leaves."""

import dataclasses
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from regionstat.errors import Misuse
from regionstat.report import batch_jobs
from regionstat.report.batch import SUMMARY, Batch, Workers, here
from regionstat.report.batch_jobs import ground_of, page_key, plan, reports
from regionstat.report.batch_outcome import DONE, FAILED, SKIPPED, STOPPED, summary, told
from regionstat.report.journal import Journal
from regionstat.report.outputs import LocalOutput
from regionstat.report.plan import Report
from report import made_batch
from report.made_batch import BROKEN, PAGES, make_home, tree, write_notebook


@pytest.fixture
def home(tmp_path, monkeypatch):
    found = make_home(tmp_path / "home")
    monkeypatch.setenv("REGIONSTAT_HOME", str(found))
    made_batch.install_without_engine(monkeypatch.setattr)
    return found


@pytest.fixture
def go(home, tmp_path):
    """Run the batch over `regions`; the batch comes back."""

    def run(regions, editions=(2020,), languages=("nb",), tell=lambda step: None):
        wanted = reports("benchmark", editions, regions, languages)
        batch = Batch(wanted, home, LocalOutput(tmp_path / "out"))
        if not batch.is_done:
            with here(2, home) as workers:
                batch.run(workers, tell)
        return batch

    return run


def results(batch):
    return {one.report.folder: (one.result, one.ran) for one in batch.outcomes}


def test_every_combination_is_made_once_and_a_second_run_does_nothing(go, tmp_path):
    first = go(["16", "org8"], (2019, 2020), ("nb", "en"))
    folders = {f"{year}/{r}{ending}" for year in (2019, 2020) for r in ("16", "org8")
               for ending in ("", ".en")}  # fmt: skip
    assert results(first) == dict.fromkeys(folders, (DONE, 3))
    made = tree(tmp_path / "out")
    assert made["2019/org8.en/index.html"].count(b"2019 org8 en") == 3
    assert not [name for name in made if name.startswith("batch/pages")]
    assert len([name for name in made if name.endswith(".log")]) == 8 * (3 + 1)
    second = go(["16", "org8"], (2019, 2020), ("nb", "en"))
    assert second.is_done
    assert results(second) == dict.fromkeys(folders, (SKIPPED, 0))
    assert tree(tmp_path / "out") == made
    assert told(second.outcomes) == "8 reports: 0 done, 8 skipped, 0 failed; 0 pages were run."


def test_a_broken_region_stops_no_other_and_its_cell_is_named(go, tmp_path):
    batch = go(["16", BROKEN, "org8"])
    assert results(batch) == {
        "2020/16": (DONE, 3),
        "2020/11": (FAILED, 3),
        "2020/org8": (DONE, 3),
    }
    rows = summary(batch.outcomes)
    failed = rows[rows["result"] == FAILED]
    assert set(failed["page"]) == set(PAGES)
    assert set(failed["region"]) == {BROKEN}
    assert all("ZeroDivisionError: division by zero" in text for text in failed["error"])
    log = (tmp_path / "out" / failed["log"].iloc[0]).read_text(encoding="utf-8")
    for line in ("region: 11", "result: failed", "code cell 3 failed", "Traceback", "seconds: "):
        assert line in log
    assert not (tmp_path / "out" / "2020" / "11").exists()
    assert (tmp_path / "out" / SUMMARY).read_text(encoding="utf-8").count("\n") == 1 + 2 + 3
    again = go(["16", BROKEN, "org8"])
    assert results(again)["2020/11"] == (FAILED, 3)
    assert results(again)["2020/16"] == (SKIPPED, 0)


def test_a_page_that_fails_alone_is_the_only_one_made_again(go, monkeypatch):
    def fails_once(path, parameters, target):
        if parameters["page"] == "second":
            raise MemoryError("no more")
        made_batch.run(path, parameters, target)

    with monkeypatch.context() as patch:
        patch.setattr("regionstat.report.batch_work.run_notebook", fails_once)
        batch = go(["16"])
        ((failed,),) = [one.failed for one in batch.outcomes]
        assert (failed.page, failed.error) == ("second", "MemoryError: no more")
    assert results(go(["16"])) == {"2020/16": (DONE, 1)}


def test_a_binding_that_fails_is_told_and_its_pages_are_kept(go, monkeypatch):
    def broken(*_):
        raise ValueError("no figure")

    with monkeypatch.context() as patch:
        patch.setattr("regionstat.report.batch_work.report_files", broken)
        ((failed,),) = [one.failed for one in go(["16"]).outcomes]
        assert (failed.page, failed.error) == ("(binding)", "ValueError: no figure")
    assert results(go(["16"])) == {"2020/16": (DONE, 0)}


def test_a_report_that_somebody_changed_or_removed_is_made_again(go, tmp_path):
    go(["16", "org8"])
    (tmp_path / "out/2020/16/run.json").write_text("{}")
    (tmp_path / "out/2020/org8/index.html").unlink()
    # Its pages are taken from the report as far as they are as they were made.
    (tmp_path / "out/2020/16/pages/first.ipynb").write_text("{}")
    assert results(go(["16", "org8"])) == {"2020/16": (DONE, 1), "2020/org8": (DONE, 0)}


def test_a_note_that_nobody_can_read_costs_a_report_and_no_more(go, tmp_path):
    go(["16"])
    (tmp_path / "out/batch/finished/2020/16.json").write_bytes(b"{")
    assert results(go(["16"])) == {"2020/16": (DONE, 3)}


def test_the_key_changes_with_all_that_a_page_is_made_from(home, monkeypatch):
    def key(edition=2020, region="16", language="nb"):
        report = Report("benchmark", edition, region, language)
        return page_key(report.pages(home)[0], ground_of(home))

    seen = [key(), key(edition=2019), key(language="en"), key(region="17")]
    assert key() == seen[0]
    write_notebook(home, "pass")
    seen.append(key())
    lock = home / "reports" / "2019" / "edition.toml"
    lock.write_text(lock.read_text().replace("2019", "2018").replace("2018", "2019", 1))
    seen.append(key())
    told = home / "data" / "manual" / "counts.csv"
    told.parent.mkdir(parents=True)
    told.write_text("row\n")
    seen.append(key())
    for name, value in (("package", lambda: "x"), ("versions", dict)):
        monkeypatch.setattr(batch_jobs, name, value)
        seen.append(key())
    assert len(set(seen)) == len(seen)


def test_the_package_s_hash_is_over_its_source_and_not_over_what_python_writes(tmp_path):
    source = Path(batch_jobs.__file__).parents[1]
    shutil.copytree(source / "report", tmp_path / "report")
    before = dict(batch_jobs._sources(tmp_path, ""))
    assert "report/page.html.j2" in before
    (tmp_path / "report" / "__pycache__").mkdir(exist_ok=True)
    (tmp_path / "report" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert dict(batch_jobs._sources(tmp_path, "")) == before


def test_a_page_that_is_not_the_planned_one_is_refused(home):
    from regionstat.report.batch_work import run_page

    job = plan(Report("benchmark", 2020, "16", "nb"), home, ground_of(home)).jobs[0]
    assert run_page(job).failure is None
    other = run_page(dataclasses.replace(job, key="0" * 64))
    assert other.notebook is None
    assert "differ from those" in other.failure.error


def test_a_worker_that_is_lost_for_good_is_a_failure_and_not_the_end(home, tmp_path):
    class Lossy(Executor):
        def submit(self, work, *args):
            future = Future()
            future.set_exception(RuntimeError("KilledWorker"))
            return future

    batch = Batch([Report("benchmark", 2020, "16", "nb")], home, LocalOutput(tmp_path / "out"))
    batch.run(Workers(Lossy(), 1), lambda step: None)
    (outcome,) = batch.outcomes
    assert (outcome.result, len(outcome.failed)) == (FAILED, 3)


def test_what_is_done_when_it_is_interrupted_is_kept(go, tmp_path):
    class Enough(Exception):
        pass

    def stop(step):
        if step.pages_done >= 4:
            raise Enough

    seen = []
    wanted = list(reports("benchmark", [2020], ["16", "org8", "50"], ["nb"]))
    with pytest.raises(Enough):
        go(["16", "org8", "50"], tell=stop)
    left = Batch(wanted, tmp_path / "home", LocalOutput(tmp_path / "out"))
    assert left.step.pages <= 9 - 4
    assert {one.result for one in left.outcomes} <= {SKIPPED, STOPPED}
    batch = go(["16", "org8", "50"], tell=seen.append)
    assert {one.result for one in batch.outcomes} <= {DONE, SKIPPED}
    assert seen[-1].pages_done == seen[-1].pages == left.step.pages


def test_a_refusal_travels_between_processes():
    told = Misuse("Go", found="a wall", where="here", todo="Turn")
    again = pickle.loads(pickle.dumps(told))
    assert (type(again), str(again), vars(again)) == (Misuse, str(told), vars(told))


def test_the_journal_hands_back_what_it_keeps(home, tmp_path):
    journal = Journal(LocalOutput(tmp_path / "out"))
    planned = plan(Report("benchmark", 2020, "16", "nb"), home, ground_of(home))
    assert journal.recover(planned) == set()
    journal.keep(planned.jobs[1], b"x")
    assert journal.recover(planned) == {"second"}
    assert journal.pages(planned) == {"second": b"x"}


# --- the real engine, processes that are killed ---------------------------------------------------


RUN = """
import sys
from pathlib import Path
from report import made_batch
from regionstat.cli.main import main
made_batch.install(setattr)
main()
"""


def _command(home, out, *words):
    asked = [*("batch", "--editions", "2020", "--language", "nb", "--output", str(out)), *words]
    return {
        "args": [sys.executable, "-c", RUN, *asked],
        "env": {
            **os.environ,
            "REGIONSTAT_HOME": str(home),
            "HELD": "18",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        "text": True,
    }


def _until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_that_is_killed_goes_on(how, go, tmp_path):
    home, out = tmp_path / "home", tmp_path / "out"
    regions = ("16", "org8", BROKEN, "50", "18")
    words = ("--regions", ",".join(regions), "--jobs", "2")
    first = subprocess.Popen(
        **_command(home, out, *words), stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    _until(lambda: len([*out.glob("batch/logs/2020/*/*.log")]) >= 4 or first.poll() is not None)
    first.send_signal(how)
    said, err = first.communicate(timeout=120)
    if how == signal.SIGINT:
        assert first.returncode == 130, err
        assert "What had come is kept" in err
        assert "left" in said
        assert "Traceback" not in err
    done = [path for path in out.glob("batch/logs/2020/*/[a-z]*.log") if path.parent.name != BROKEN]
    ran = dict(results(go(regions)))
    assert ran.pop(f"2020/{BROKEN}") == (FAILED, 3)
    assert {result for result, _ in ran.values()} <= {DONE, SKIPPED}
    # What a page that was killed between its notebook and its log had done is kept as well.
    assert 0 < sum(pages for _, pages in ran.values()) <= 4 * 3 - len(done)
    assert len([*out.glob("2020/*/index.html")]) == 4
    assert set(results(go(regions)).values()) == {(SKIPPED, 0), (FAILED, 3)}
