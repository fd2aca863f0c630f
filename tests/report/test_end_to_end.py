"""The whole report, built twice by the command line and read in a real browser."""

import base64
import csv
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import axe_core_python
import pypdfium2 as pdfium
import pytest
from PIL import Image

from regionstat.register import register
from regionstat.snapshots import find_home, read_edition

pytestmark = pytest.mark.slow
WIDTHS = (360, 390, 768, 1280)
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"


def _home(folder):
    """A project folder of its own, with the real figures and notebooks."""
    home = find_home()
    for name in ("data/raw", "notebooks"):
        shutil.copytree(home / name, folder / name)
    for name in ("edition.toml", "expected.csv"):
        (folder / "reports" / "2020").mkdir(parents=True, exist_ok=True)
        shutil.copy(home / "reports" / "2020" / name, folder / "reports" / "2020" / name)
    return folder


def _report(home, language):
    run = subprocess.run(
        [sys.executable, "-m", "regionstat.cli", "report", "--language", language],
        cwd=home,
        env={**os.environ, "REGIONSTAT_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    name = "trondheimsregionen" + ("" if language == "nb" else f".{language}")
    folder = home / "reports" / "2020" / name
    assert run.stdout.splitlines()[-1] == f"The report lies in {folder / 'index.html'}"
    # Scorecard and goal, the indicators, methods and what nobody measures.
    pages = 2 + sum(one.page for one in register().indicators.values()) + 2
    assert f"[{pages}/{pages}]" in run.stderr
    return folder


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report in nb and, from two homes in two runs, in en."""
    first, second = (_home(tmp_path_factory.mktemp(name)) for name in ("first", "second"))
    return {
        "nb": _report(first, "nb"),
        "en": _report(first, "en"),
        "again": _report(second, "en"),
    }


def _files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_input_gives_the_same_bytes(reports):
    assert _files(reports["en"]) == _files(reports["again"])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_manifest_names_every_file_and_its_bytes(reports, language):
    files = _files(reports[language])
    told = json.loads(files.pop("run.json"))
    assert told["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert told["parameters"]["language"] == language
    locked = {raw["source"] for raw in told["raw"]}
    assert locked == {raw.source for raw in read_edition(2020).raw}


def test_the_data_beside_the_page_hold_the_verdict_s_numbers(reports):
    rows = csv.DictReader(io.StringIO((reports["nb"] / "data.csv").read_text(encoding="utf-8")))
    wanted = ("gdp_population_ratio", "trondheimsregionen", "2019")
    ratio = next(row for row in rows if (row["indicator"], row["region"], row["year"]) == wanted)
    said = f"{float(ratio['value']):.3f}".replace(".", ",")
    assert f"Forholdet var {said}" in (reports["nb"] / "index.html").read_text(encoding="utf-8")


def test_no_page_names_a_path_of_this_machine_or_an_address_outside(reports):
    for name, data in _files(reports["nb"]).items():
        assert str(Path(sys.prefix)).encode() not in data, name
        assert str(reports["nb"].parents[2]).encode() not in data, name
    page = (reports["nb"] / "index.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href|action)="(?:\w+:)?//', page)


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture
def opened(browser, reports):
    def go(language, width=1280, mode="light"):
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        scheme = [{"name": "prefers-color-scheme", "value": mode}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        browser.get((reports[language] / "index.html").as_uri())
        return browser

    return go


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_browser_opens_the_report_without_complaint(opened, language):
    page = opened(language)
    assert page.get_log("browser") == []
    assert page.execute_script("return document.documentElement.lang") == language
    assert page.execute_script("return document.querySelectorAll('h1').length") == 1
    charts = "return [...document.querySelectorAll('figure.chart svg')]"
    told = page.execute_script(f"{charts}.map(one => one.getAttribute('aria-label').length)")
    assert len(told) > 60
    assert min(told) >= 40
    fonts = (
        "return [...document.fonts].filter(one => one.family == 'Charts').map(one => one.status)"
    )
    assert page.execute_script(fonts) == ["loaded", "loaded"]


def test_every_entry_of_the_contents_leads_to_its_section(opened):
    page = opened("nb")
    from selenium.webdriver.common.by import By

    links = page.find_elements(By.CSS_SELECTOR, "nav a")
    # Scorecard and goal before the indicators; after them methods, borders, revisions, what
    # nobody measures, sources and data.
    assert len(links) == 2 + sum(one.page for one in register().indicators.values()) + 6
    for link in links:
        title = link.text
        page.execute_script("window.scrollTo(0, 0)")
        page.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
        link.click()
        target = link.get_attribute("href").partition("#")[2]
        assert page.find_element(By.CSS_SELECTOR, f"#{target} h2").text == title
        top = f"return document.getElementById('{target}').getBoundingClientRect().top"
        bottom = "return innerHeight + scrollY >= document.documentElement.scrollHeight - 2"
        assert abs(page.execute_script(top)) < 100 or page.execute_script(bottom)


def test_no_id_stands_twice_and_no_heading_skips_a_level(opened):
    page = opened("en")
    ids = page.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    script = "return [...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1])"
    levels = page.execute_script(script)
    assert all(now - before <= 1 for before, now in itertools.pairwise(levels))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_the_screen(opened, width):
    page = opened("nb", width)
    inner = page.execute_script("return innerWidth")
    assert page.execute_script("return document.documentElement.scrollWidth") <= inner


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_table_fits_a_desktop_without_scrolling(opened, language):
    page = opened(language)
    wide = """return [...document.querySelectorAll('.table')]
        .filter(t => t.scrollWidth > t.clientWidth).map(t => t.getAttribute('aria-label'))"""
    assert page.execute_script(wide) == []


def test_every_file_that_is_linked_lies_beside_the_page(opened, reports):
    page = opened("nb")
    links = page.execute_script(
        "return [...document.querySelectorAll('a:not([href^=\"#\"])')]"
        ".map(a => a.getAttribute('href'))"
    )
    assert {"report.pdf", "data.csv", "data.xlsx", "run.json", "figures/goal-1.png"} <= set(links)
    assert all((reports["nb"] / link).is_file() for link in links)


def test_every_chart_is_a_picture_to_paste_with_its_source_in_it(reports):
    figures = reports["en"] / "figures"
    names = {path.stem for path in figures.iterdir()}
    assert {path.name for path in figures.iterdir()} == {
        f"{name}.{ending}" for name in names for ending in ("svg", "png", "csv")
    }
    for name in names:
        svg = (figures / f"{name}.svg").read_text(encoding="utf-8")
        assert "<!-- Source: " in svg, name
        with Image.open(figures / f"{name}.png") as png:
            assert png.width > 1000, name
        # Only the heads where a chart says that nothing is known.
        assert "," in (figures / f"{name}.csv").read_text(encoding="utf-8"), name


def test_the_page_is_small_enough_to_send(reports):
    for language in ("nb", "en"):
        assert (reports[language] / "index.html").stat().st_size < 1_500_000


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_scorecard_on_paper_has_its_notes_on_its_own_page(reports, language):
    pages = pdfium.PdfDocument(reports[language] / "report.pdf")
    across = [page.get_width() > page.get_height() for page in pages]
    # Cover, contents, scorecard; the next page stands upright again.
    assert across[:4] == [False, False, True, False]


# Both languages, both widths and both colours, in two loads of the page.
@pytest.mark.parametrize(
    ("language", "width", "mode"), [("nb", 1280, "light"), ("en", 390, "dark")]
)
def test_nobody_is_kept_out(opened, language, width, mode):
    page = opened(language, width, mode)
    page.set_script_timeout(120)
    # The pages of indicators have one form: the first of them stands for all, and nothing
    # inside a picture is looked at, for its words are in its label.
    same = [one.id for one in register().indicators.values() if one.page][1:]
    page.execute_script("arguments[0].forEach(id => document.getElementById(id).remove())", same)
    page.execute_script(
        "document.querySelectorAll('nav a').forEach("
        "a => document.querySelector(a.getAttribute('href')) || a.parentElement.remove());"
        "document.querySelectorAll('svg').forEach(one => one.replaceChildren())"
    )
    page.execute_script(AXE.read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.execute_async_script(
        "axe.run(document, {runOnly: arguments[0], resultTypes: ['violations']})"
        ".then(arguments[arguments.length - 1])",
        rules,
    )
    told = [(one["id"], one["help"], one["nodes"][0]["html"]) for one in found["violations"]]
    assert told == []


def test_the_keyboard_reaches_the_content_and_the_contents(opened):
    page = opened("nb")
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    def tab():
        ActionChains(page).send_keys(Keys.TAB).perform()
        return page.switch_to.active_element

    skip = tab()
    assert skip.get_attribute("href").endswith("#content")
    assert skip.rect["x"] >= 0, "the skip link is not seen when it has the focus"
    found = (tab() for _ in range(20))
    assert any("#region" in str(one.get_attribute("href")) for one in found)


def test_the_report_prints_on_paper_with_every_chart_whole(opened):
    page = opened("nb")
    told = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    document = pdfium.PdfDocument(base64.b64decode(told["data"]))
    sections = page.execute_script("return document.querySelectorAll('section').length")
    assert sections < len(document) < 4 * sections
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    first = document[0].get_textpage().get_text_range()
    assert "Når Trondheimsregionen målet?" in first
    assert "sannsynlighet" in first
    assert f"2 / {len(document)}" in document[1].get_textpage().get_text_range()
