"""The whole site, built by the command line, on a plain host, in a real browser."""

import json
import math
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from html import unescape
from pathlib import Path

import axe_core_python
import pytest
from filelock import FileLock
from loopback import host

from regionstat.analysis import load
from regionstat.page.numbers import number
from regionstat.page.signs import marked
from regionstat.page.texts import finding, verdict
from regionstat.register import register
from regionstat.register.entries import LANGUAGES
from regionstat.site import content
from regionstat.site.addresses import ENDINGS, database, download
from regionstat.site.check_numbers import wrong_numbers
from regionstat.site.numbers_check import differing, read_back
from regionstat.site.work import stored_of
from regionstat.snapshots import find_home

pytestmark = pytest.mark.slow
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
FIRST_PAGE = 200_000
# One of each type, below edition and language.
TYPES = {
    "start": "index.html",
    "plan": "plan/index.html",
    "goal": "plan/6/index.html",
    "indicators": "indicators/index.html",
    "indicator": "indicators/gdp_population_ratio/index.html",
    "municipalities": "indicators/immigrants_employed/index.html",
    "bars": "indicators/profitable_share/index.html",
    "empty": "indicators/profitable_companies_share/index.html",
    "regions": "regions/index.html",
    "county": "regions/50/index.html",
    "municipality": "regions/5001/index.html",
    "abolished": "regions/1663/index.html",
    "list": "regions/trondheimsregionen/index.html",
    "compare": "compare/index.html",
    "search": "search/index.html?q=stjordal",
    "data": "data/index.html",
    "about": "about/index.html",
    "embed": "embed/population/index.html",
}
MARKS = (
    "return [...document.querySelectorAll('#compared data')]"
    ".map(one => [one.dataset.of, one.value, one.textContent])"
)
SCRIPTED = {"indicator", "municipalities", "bars", "compare", "embed"}


def _command(output, *more):
    return [sys.executable, "-m", "regionstat.cli", "site", "--output", str(output), *more]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of edition 2020: the whole country, all indicators, both languages."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    begun = time.monotonic()
    run = subprocess.run(_command(folder), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"The site lies in {folder / 'index.html'} (")
    print(f"built in {time.monotonic() - begun:.0f} s")
    return folder


@pytest.fixture(scope="module")
def served(site):
    with host(site) as (address, sent):
        yield address, sent


@pytest.fixture
def go(browser, served):
    def opened(path, language="nb", width=1280, mode="light", script=True):
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        scheme = [{"name": "prefers-color-scheme", "value": mode}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        browser.get(f"{served[0]}/2020/{language}/{path}")
        return browser

    yield opened
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _until(browser, script, *arguments, seconds=20):
    """Wait until `script` is true, and return what it is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = browser.execute_script(f"return {script}", *arguments)
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"never true: {script}; {browser.get_log('browser')}")
    return None


def _drawn(browser):
    return _until(browser, "!!document.querySelector('[data-drawn] svg')")


# --- every number ---------------------------------------------------------------------------------


def _pages(site):
    return [path.relative_to(site).as_posix() for path in sorted((site / "2020").rglob("*.html"))]


def test_every_number_of_every_page_is_that_of_all_downloads_and_of_the_panel(site):
    """SQLite, Parquet, CSV, JSON-stat and panel, walked by the marks that the pages bear."""
    panel = load(2020)
    forms = {"panel": _values(panel)}
    for form in ENDINGS:
        parts = {}
        for indicator in panel["indicator"].unique():
            path = site / download(2020, form, indicator)
            parts |= _values(read_back(form, path.read_bytes()).assign(indicator=indicator))
        forms[form] = parts
    with sqlite3.connect(site / database(2020)) as connection:
        rows = connection.execute("SELECT indicator, region, year, value, status FROM observations")
        forms["sqlite"] = {row[:3]: row[3:] for row in rows}
    assert all(found == forms["panel"] for found in forms.values())
    walked, names = set(), register().indicators
    pattern = re.compile(r'<data value="([^"]*)" data-of="(?:number|amount) ([^"]*)">([^<]*)<')
    for page in _pages(site):
        language = page.split("/")[1]
        for value, of, text in pattern.findall((site / page).read_text("utf-8")):
            indicator, region, year = of.split(" ")
            found = (indicator, region, int(year))
            walked.add(found)
            for form, known in forms.items():
                exact, status = known[found]
                assert value == ("" if exact is None else repr(exact)), (page, form, of)
                decimals = names[indicator].decimals
                shown = status if exact is None else number(exact, decimals, language)
                assert shown in unescape(text), (page, form, of)
    assert len(walked) > 15_000


def _values(frame):
    """Return value (None where it is missing) and sign by indicator, region and year."""
    names = ("indicator", "region", "year", "value", "status")
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    return {row[:3]: (None if math.isnan(row[3]) else row[3], row[4]) for row in rows}


def test_changes_ranks_and_counts_are_those_of_the_database_too(site):
    assert [*wrong_numbers(site, _pages(site), stored_of(site, 2020))] == []


def test_the_downloads_hold_the_content(site):
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in (site / "2020" / "data").rglob("*")
        if path.is_file()
    }
    assert [*differing(content([2020]), files)] == []


def test_figures_that_charts_draw_from_are_those_of_the_panel(site):
    known = _values(load(2020))
    for path in (site / "2020" / "data" / "chart").iterdir():
        told = json.loads(path.read_text("utf-8"))
        for row in told["datasets"]["figures"]:
            if row["value"] is not None:
                key = (told["indicator"], row["region"], int(row["year"]))
                assert row["exact"] == known[key][0], path.name
    for path in (site / "2020" / "data" / "compare").iterdir():
        told = json.loads(path.read_text("utf-8"))
        for region, one in told["series"].items():
            for place, value in enumerate(one["value"]):
                key = (told["indicator"], region, one["from"] + place)
                assert value == known.get(key, (None, ""))[0], (path.name, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_what_the_figures_of_the_database_say(site, language):
    panel = load(2020)
    with sqlite3.connect(site / database(2020)) as connection:
        import pandas as pd

        query = (
            "SELECT indicator, region, year, value, low, high, status FROM observations "
            "ORDER BY indicator, region, year"
        )
        stored = pd.read_sql_query(query, connection)
    pd.testing.assert_frame_equal(
        stored.astype(panel.dtypes.to_dict()),
        panel.sort_values(["indicator", "region", "year"], ignore_index=True),
        check_exact=True,
    )
    told = verdict(panel, region="trondheimsregionen", language=language).parts[0]
    assert told in unescape((site / f"2020/{language}/index.html").read_text("utf-8"))
    for indicator in ("gdp_population_ratio", "population", "income_per_taxpayer_nok"):
        page = (site / f"2020/{language}/indicators/{indicator}/index.html").read_text("utf-8")
        parts = finding(panel, indicator, focus="trondheimsregionen", language=language).parts
        assert all(part in unescape(page) for part in parts)


# --- every type of page ---------------------------------------------------------------------------


def _kept_out(page):
    """Return what axe finds: rule, impact, and the first element."""
    page.execute_script(AXE.read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.execute_async_script(
        "axe.run(document, {runOnly: arguments[0], resultTypes: ['violations']})"
        ".then(arguments[arguments.length - 1])",
        rules,
    )
    return [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found["violations"]]


@pytest.mark.parametrize(
    ("width", "mode", "language"), [(1280, "light", "nb"), (390, "dark", "en")]
)
@pytest.mark.parametrize("kind", TYPES)
def test_nobody_is_kept_out_and_nothing_is_complained_of(go, kind, width, mode, language):
    page = go(TYPES[kind], language, width, mode)
    if kind in SCRIPTED:
        _drawn(page)
    if kind == "search":
        _until(page, "document.querySelectorAll('#results li').length > 0")
    assert page.get_log("browser") == []
    inner = page.execute_script("return innerWidth")
    assert page.execute_script("return document.documentElement.scrollWidth") <= inner
    assert _kept_out(page) == []


@pytest.mark.parametrize("kind", TYPES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(go, kind):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    page = go(TYPES[kind])
    if kind in SCRIPTED:
        _drawn(page)
    if kind == "search":
        _until(page, "document.querySelectorAll('#results li').length > 0")
    page.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
    wanted = page.execute_script(
        "window.walk = [...document.querySelectorAll('a[href], button, input, select, summary,"
        ' textarea, [tabindex="0"]\')].filter(one => one.checkVisibility() && !one.disabled);'
        "return window.walk.length"
    )
    # Long lists have one form: a hundred of them stand for all.
    reached, seen = set(), min(wanted, 100)
    for step in range(seen):
        ActionChains(page).send_keys(Keys.TAB).perform()
        place, outline, in_view = page.execute_script(
            "const one = document.activeElement, style = getComputedStyle(one),"
            " box = one.getBoundingClientRect();"
            "return [walk.indexOf(one),"
            " style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,"
            " box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth]"
        )
        assert place >= 0, f"step {step}: the focus is on nothing that was expected"
        assert outline, f"step {step}: the focus is not seen"
        assert in_view, f"step {step}: the focus is out of view"
        reached.add(place)
    assert len(reached) == seen
    if kind != "embed":
        page.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
        assert 0 in reached


def test_the_skip_link_leads_to_the_content(go):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    page = go(TYPES["indicator"])
    ActionChains(page).send_keys(Keys.TAB).perform()
    assert page.switch_to.active_element.get_attribute("class") == "skip"
    ActionChains(page).send_keys(Keys.ENTER).perform()
    assert page.execute_script("return document.activeElement.id") == "content"


@pytest.mark.parametrize("kind", TYPES)
def test_without_script_a_page_is_whole(go, kind):
    page = go(TYPES[kind], script=False)
    assert page.find_element("css selector", "h1").text
    text = page.find_element("css selector", "main").text
    if kind in ("indicator", "municipalities", "bars", "embed"):
        picture = page.find_element("css selector", ".drawing img")
        width = picture.get_property("naturalWidth")
        assert width > 300
        assert len(picture.get_attribute("alt")) > 40
    if kind == "compare":
        assert "JavaScript" in text
        assert not page.find_element("css selector", "#compare").is_displayed()
        assert page.find_elements("css selector", "noscript a")
    if kind == "search":
        assert "JavaScript" in text
        assert page.find_element("css selector", "#lists a").is_displayed()


def test_the_first_page_is_light(go, served):
    _address, sent = served
    for path in ("index.html", TYPES["indicator"]):
        go("about/index.html").execute_cdp_cmd("Network.clearBrowserCache", {})
        sent.clear()
        page = go(path)
        time.sleep(1)
        told = [(one, size) for one, size, _ in sent if "/data/" not in one]
        if path == "index.html":
            assert sum(size for _, size in told) < FIRST_PAGE, told
            assert not any("charts." in one for one, _ in told)
        assert all(status == 200 for _, _, status in sent), sent
    _drawn(page)


# --- what a reader does ---------------------------------------------------------------------------


def _click(page, selector):
    found = page.find_element("css selector", selector)
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("trondelag", "Trøndelag"),
        ("kafjord", "Gáivuotna"),
        ("5001", "Trondheim"),
        ("Karasjok", "Kárášjohka"),
        ("folketall", "Folketall"),
        ("SNASA", "Snåase"),
    ],
)
def test_a_search_finds_what_is_typed_and_leads_there(go, typed, first):
    page = go("index.html")
    box = page.find_element("css selector", "#find")
    box.send_keys(typed)
    box.submit()
    _until(page, "document.querySelectorAll('#results a').length > 0")
    assert f"q={typed}" in page.current_url
    titles = [one.text for one in page.find_elements("css selector", "#results a")]
    assert any(first in title for title in titles[:3]), titles[:5]
    link = next(
        one for one in page.find_elements("css selector", "#results a") if first in one.text
    )
    title = link.text
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    assert page.find_element("css selector", "h1").text == title
    assert page.get_log("browser") == []


def test_a_search_for_nothing_says_so_and_keeps_the_lists(go):
    page = go("search/index.html?q=zzzzzz")
    _until(page, "document.getElementById('count').textContent.includes('zzzzzz')")
    assert page.find_element("css selector", "#lists").is_displayed()


def test_words_from_an_address_stay_words(go):
    page = go("search/index.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    _until(page, "document.getElementById('count').textContent.includes('<img')")
    assert not page.find_elements("css selector", "#count img")
    assert page.get_log("browser") == []


def test_places_are_compared_and_the_address_keeps_the_choice(go, browser):
    page = go("compare/index.html?i=population&r=5001,0301")
    _drawn(page)
    place = page.find_element("css selector", "#place")
    place.send_keys("stjordal")
    place.submit()
    _until(page, "document.querySelector('#drawing').dataset.drawn === 'population 5001,0301,5035'")
    assert "r=5001,0301,5035" in page.current_url
    told = page.execute_script(MARKS)
    panel = load(2020).set_index(["indicator", "region", "year"])
    assert len(told) > 100
    for of, value, text in told:
        kind, indicator, region, year = of.split(" ")
        row = panel.loc[(indicator, region, int(year))]
        assert kind == "number"
        assert float(value) == row["value"]
        assert text == marked(row["value"], row["low"], row["status"], 0, "nb")
    page.get(page.current_url)
    _until(page, "document.querySelector('#drawing').dataset.drawn === 'population 5001,0301,5035'")
    _click(page, "#chosen button")
    _until(page, "document.querySelector('#drawing').dataset.drawn === 'population 0301,5035'")
    _click(page, "#as-index")
    _until(page, "location.search.includes('index=1')")
    assert page.get_log("browser") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_writes_numbers_as_the_pages_do(go, language):
    page = go("compare/index.html?i=gdp_population_ratio&r=trondheimsregionen,16,50", language)
    _drawn(page)
    panel = load(2020).set_index(["indicator", "region", "year"])
    for indicator in ("gdp_gap_mnok", "population_growth", "income_per_taxpayer_nok", "gdp_share"):
        page.execute_script(
            "const one = document.getElementById('indicator'); one.value = arguments[0];"
            "one.dispatchEvent(new Event('change'))",
            indicator,
        )
        mark = "document.querySelector('#compared data')?.dataset.of"
        _until(page, f"{mark}.startsWith('number {indicator} ')")
        decimals = register().indicators[indicator].decimals
        for of, _, text in page.execute_script(MARKS):
            _, _, region, year = of.split(" ")
            row = panel.loc[(indicator, region, int(year))]
            expected = marked(row["value"], row["low"], row["status"], decimals, language)
            assert text == expected, of


def test_a_chart_answers_to_the_pointer(go):
    from selenium.webdriver import ActionChains

    page = go(TYPES["indicator"])
    _drawn(page)
    chart = page.find_element("css selector", ".drawing svg")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
    ActionChains(page).move_to_element_with_offset(chart, -100, 60).pause(0.4).perform()
    told = _until(page, "document.querySelector('#vg-tooltip-element.visible')?.textContent")
    assert re.fullmatch(r"\w+regionen20\d\d: \d,\d{3} \((anslag|foreløpig) .+\)", told)
    assert page.get_log("browser") == []


def test_the_language_is_switched_on_the_same_page_with_the_same_choice(go):
    page = go("compare/index.html?i=population&r=5001,0301")
    _drawn(page)
    _click(page, "[data-keep-query]")
    _drawn(page)
    assert "/2020/en/compare/index.html?i=population&r=5001,0301" in page.current_url
    assert page.find_element("css selector", "h1").text == "Compare places"


def test_the_denominator_is_changed(go):
    page = go(TYPES["indicator"], "en")
    before = page.find_element("css selector", ".finding").text
    for link in page.find_elements("css selector", "nav .pill"):
        if link.text == "Mainland Norway":
            link.click()
            break
    assert "gdp_population_ratio_mainland" in page.current_url
    assert page.find_element("css selector", ".finding").text != before
    assert page.find_element("css selector", "[aria-current=page].pill").text == "Mainland Norway"
    _drawn(page)


def test_a_table_is_sorted_by_its_exact_values(go):
    page = go(TYPES["municipalities"])
    _click(page, "[data-sortable] th:nth-child(2) button")
    values = page.execute_script(
        "return [...document.querySelectorAll('[data-sortable] td:nth-child(2) data')]"
        ".map(one => +one.value)"
    )
    assert values == sorted(values, reverse=True)
    _click(page, "[data-sortable] th:nth-child(1) button")
    names = page.execute_script(
        "return [...document.querySelectorAll('[data-sortable] tbody th')]"
        ".map(one => one.textContent)"
    )
    assert names.index("Alta") < names.index("Trondheim") < names.index("Ålesund")


def test_each_form_is_downloaded_and_read_again(go, tmp_path):
    page = go(TYPES["indicator"])
    page.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    known = {
        key: told for key, told in _values(load(2020)).items() if key[0] == "gdp_population_ratio"
    }
    for form, ending in ENDINGS.items():
        links = page.find_elements("css selector", "#downloads ~ ul a[download]")
        link = next(one for one in links if f"/{form}/" in one.get_attribute("href"))
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
        link.click()
        path = tmp_path / f"gdp_population_ratio.{ending}"
        for _ in range(200):
            if path.is_file() and path.stat().st_size:
                break
            time.sleep(0.05)
        found = _values(read_back(form, path.read_bytes()).assign(indicator="gdp_population_ratio"))
        assert found == known
    _click(go("data/index.html"), "a[href$='.sqlite']")
    path = tmp_path / "regionstat-2020.sqlite"
    for _ in range(200):
        if path.is_file():
            break
        time.sleep(0.05)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_chart_stands_in_another_page(go, served, browser, tmp_path):
    page = go("indicators/population/index.html", "en")
    code = next(
        one.text for one in page.find_elements("css selector", "pre") if "<iframe" in one.text
    )
    code = code.replace("ADDRESS", served[0])
    (tmp_path / "other.html").write_text(f"<!doctype html><title>x</title>{code}", "utf-8")
    with host(tmp_path) as (address, _):
        browser.get(f"{address}/other.html")
        browser.switch_to.frame(browser.find_element("css selector", "iframe"))
        _drawn(browser)
        assert "The Trondheim region" in browser.find_element("css selector", "h1").text
        link = browser.find_element("css selector", "p a")
        assert link.get_attribute("href").endswith("/2020/en/indicators/population/index.html")
        browser.switch_to.default_content()
    log = [one for one in browser.get_log("browser") if "favicon" not in one["message"]]
    assert log == []


def test_the_door_opens_the_newest_edition(served, browser):
    browser.get(f"{served[0]}/")
    _until(browser, "location.pathname === '/2020/nb/index.html'")
    assert browser.get_log("browser") == []


def test_the_page_for_what_is_not_there_keeps_nobody_out(served, browser):
    browser.get(f"{served[0]}/404.html")
    assert browser.get_log("browser") == []
    assert _kept_out(browser) == []
    browser.find_element("css selector", "[lang=en] .button").click()
    assert browser.find_element("css selector", "h1").text == "Search"


def test_pages_open_from_a_disk_without_a_host(site, browser):
    browser.get((site / "2020/nb/indicators/population/index.html").as_uri())
    assert browser.find_element("css selector", "h1").text == "Folketall"
    colour = "return getComputedStyle(document.querySelector('.top')).borderTopWidth"
    assert browser.execute_script(colour) == "8px"
    browser.find_element("css selector", ".menu a").click()
    assert browser.find_element("css selector", "h1").text == "Næringsplanen, mål for mål"
    browser.get_log("browser")


# --- a build that is killed -----------------------------------------------------------------------


def test_a_build_that_is_killed_leaves_the_old_site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "robots.txt").write_text("older", "utf-8")
    run = subprocess.Popen(
        _command(folder, "--jobs", "1"), stderr=subprocess.PIPE, text=True, env={**os.environ}
    )
    for line in run.stderr:
        if re.search(r"[1-9]\d* pages", line):
            break
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stderr.close()
    assert [path.name for path in folder.iterdir()] == ["robots.txt"]
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".site-")]
    assert len(left) == 1
    # What it left is cleared away by the next build (test_build.py), which it does not keep out.
    with FileLock(tmp_path / ".site.lock", timeout=0):
        pass


def test_the_command_refuses_what_it_cannot_do(tmp_path):
    (tmp_path / "letter.txt").write_text("x", "utf-8")
    for more, told in (
        ((), "something else is there"),
        (("--base-url", "ftp://x"), "it is no absolute address"),
        (("--editions", "1900"), "1900"),
    ):
        run = subprocess.run(_command(tmp_path, *more), capture_output=True, text=True)
        assert run.returncode == 2
        assert told in run.stderr
        assert "Traceback" not in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert find_home()
