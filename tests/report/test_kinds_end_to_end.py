"""The follow-up and a municipality's own assessment, built by the command line and read again."""

import hashlib
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import axe_core_python
import openpyxl
import pypdfium2 as pdfium
import pytest

from regionstat.report.kinds import titles
from regionstat.snapshots import find_home

pytestmark = pytest.mark.slow
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
# Trondheim, and a small municipality with Sámi letters in its name.
ASKED = (
    ("follow-up", "trondheimsregionen", "nb"),
    ("follow-up", "org8", "en"),
    ("municipality", "5001", "en"),
    ("municipality", "5437", "nb"),
)
IDS = [" ".join(asked) for asked in ASKED]


def _home(folder):
    home = find_home()
    for name in ("data/raw", "data/manual", "notebooks"):
        shutil.copytree(home / name, folder / name)
    for year in ("2019", "2020"):
        (folder / "reports" / year).mkdir(parents=True)
        lock = f"reports/{year}/edition.toml"
        shutil.copy(home / lock, folder / lock)
    return folder


def _built(home, kind, region, language):
    run = subprocess.run(
        [
            *(sys.executable, "-m", "regionstat.cli", "report"),
            *("--kind", kind, "--region", region, "--language", language),
        ],
        cwd=home,
        env={**os.environ, "REGIONSTAT_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "[ 1/1]" in run.stderr
    name = f"{region}.{kind}" + ("" if language == "nb" else f".{language}")
    folder = home / "reports" / "2020" / name
    assert run.stdout == f"The report lies in {folder / 'index.html'}\n"
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return _home(tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="module", params=ASKED, ids=IDS)
def built(request, home):
    return (*request.param, _built(home, *request.param))


def test_a_report_holds_all_its_files_and_names_their_bytes(built):
    kind, region, language, folder = built
    told = json.loads((folder / "run.json").read_bytes())
    asked = {"kind": kind, "edition": 2020, "region": region, "language": language}
    assert told["parameters"] == asked
    assert {"index.html", "report.pdf", "data.xlsx", "data.csv", f"pages/{kind}.ipynb"} <= set(
        told["files"]
    )
    for name, digest in told["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_page_paper_and_workbook_say_what_they_are(built):
    kind, region, language, folder = built
    said = titles(kind, edition=2020, region=region, language=language)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f"<h1>{said.heading}</h1>".replace("'", "&#39;") in page
    assert "Traceback" not in page
    assert not re.search(r'(?:src|href|action)="(?:\w+:)?//', page)
    paper = pdfium.PdfDocument(folder / "report.pdf")
    assert paper.get_metadata_value("Title") == said.title
    assert 6 <= len(paper) <= 20
    book = openpyxl.load_workbook(io.BytesIO((folder / "data.xlsx").read_bytes()))
    assert book.worksheets[0]["A1"].value == said.title
    # The rows of the plan, or what the municipality is asked.
    ids = {str(sheet["A2"].value).split(" ")[0] for sheet in book.worksheets}
    assert ({"O", "G1.1", "G6"} if kind == "follow-up" else {"A.Q1"}) <= ids


def test_the_cover_has_the_finding_and_the_contents_lead_to_every_question(built):
    _, _, _, folder = built
    page = html.unescape((folder / "index.html").read_text(encoding="utf-8"))
    verdict = re.search(r'<p class="verdict">(.+?)</p>', page)[1]
    assert verdict.endswith(".")
    assert f'<p class="finding">{verdict}</p>' in page
    sections = set(re.findall(r'<section id="([^"]+)"', page))
    contents = page.partition("<main")[0]
    assert sections == set(re.findall(r'<li><a href="#([^"]+)"', contents))
    assert len(sections) >= 10


def test_the_data_are_those_of_whom_the_report_is_about(built):
    kind, region, _, folder = built
    rows = (folder / "data.csv").read_text(encoding="utf-8").splitlines()[1:]
    regions = {row.split(",")[1] for row in rows}
    assert {region, "0"} <= regions
    assert ("bergensregionen" in regions) == (kind == "follow-up")
    if kind == "municipality":
        # Its county and perhaps its city region, nine like it, and the nation.
        assert len(regions) in (12, 13)


def test_the_same_input_gives_the_same_bytes(home, tmp_path):
    asked = ("municipality", "5001", "en")
    first, again = _built(home, *asked), _built(_home(tmp_path / "again"), *asked)
    assert (first / "run.json").read_bytes() == (again / "run.json").read_bytes()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wrong_for_those_who_do_not_see_or_have_a_narrow_screen(built, browser, width):
    *_, folder = built
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get((folder / "index.html").as_uri())
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
        ".then(r => done(r.violations.map(v => [v.id, v.nodes.length])));"
    )
    assert found == []
