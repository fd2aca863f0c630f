"""The check of a built site finds every kind of broken link and wrong number, and no other."""

import re

import pytest

from regionstat.site.check_links import broken_links
from regionstat.site.check_numbers import count_numbers, wrong_numbers
from regionstat.site.work import stored_of

ROOT = "https://tall.example.no/base"
PAGE = "2020/nb/indicators/population/index.html"


@pytest.fixture
def page(tmp_path):
    def write(body, name="a/index.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
        return [*broken_links(tmp_path, [name], ROOT)]

    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text('<h2 id="there">x</h2>', "utf-8")
    return write


@pytest.mark.parametrize(
    "link",
    [
        "../b/index.html",
        "../b/index.html#there",
        "../b/index.html?i=population#there",
        "#here",
        "https://www.ssb.no/statbank/table/07459",
        f"{ROOT}/b/",
        "/base/b/index.html",
        "%2e%2e/b/index.html",
    ],
)
def test_a_link_that_leads_somewhere_is_let_through(page, link):
    assert page(f'<h2 id="here">x</h2><a href="{link}">x</a>') == []


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("../c/index.html", "leads to no file"),
        ("../b/", "leads to no file"),
        ("../b/index.html#gone", "leads to no place in the page"),
        ("#gone", "leads to no place in the page"),
        ("../../x", "leads out of the site"),
        ("/b/index.html", "is no relative address"),
        ("javascript:alert(1)", "is no relative address"),
    ],
)
@pytest.mark.parametrize("name", ["href", "src", "srcset", "data-chart", "action"])
def test_a_link_that_leads_nowhere_is_found(page, link, found, name):
    (line,) = page(f'<a class="x" {name}="{link}">x</a>')
    assert line == f"a/index.html: {link!r} {found}"


@pytest.mark.parametrize("name", ["src", "srcset", "data-chart", "action"])
@pytest.mark.parametrize("link", ["https://example.org/x.js", "//example.org/x.js"])
def test_what_would_be_loaded_from_elsewhere_is_found(page, name, link):
    (line,) = page(f'<img {name}="{link}">')
    assert line.endswith("is loaded from elsewhere")


@pytest.mark.parametrize("link", ["//example.org/x", f"{ROOT}/c/"])
def test_a_link_to_no_page_of_ours_is_found(page, link):
    assert len(page(f'<a href="{link}">x</a>')) == 1


@pytest.fixture(scope="module")
def stored(made_site):
    return stored_of(made_site, 2020)


def test_a_built_site_is_right_and_bears_numbers(made_site, stored):
    pages = [path.relative_to(made_site).as_posix() for path in made_site.rglob("2020/**/*.html")]
    assert [*wrong_numbers(made_site, pages, stored)] == []
    assert [*broken_links(made_site, pages, ROOT)] == []
    assert count_numbers(made_site, pages) > 1000


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        # The exact value, what is read, whose it is, and a number that there is none of.
        (r'(<data value=")([^"]+)(" data-of="number population 03 2020">)', r"\g<1>1.0\g<3>"),
        (r'(data-of="number population 03 2020">)([^<]*)', r"\g<1>1"),
        (r'(data-of="number population) 03 2020(">)', r"\g<1> 03 2019\g<2>"),
        (r'(data-of="number population) 03 2020(">)', r"\g<1> 03 1066\g<2>"),
        (r'(data-of="change10 population \d+ \d+">)([^<]*)', r"\g<1>+99,9 %"),
    ],
)
def test_a_number_that_is_not_the_database_s_is_found(
    made_site, stored, tmp_path, pattern, instead
):
    text, count = re.subn(pattern, instead, (made_site / PAGE).read_text("utf-8"), count=1)
    assert count == 1
    target = tmp_path / PAGE
    target.parent.mkdir(parents=True)
    target.write_text(text, "utf-8")
    (line,) = wrong_numbers(tmp_path, [PAGE], stored)
    assert line.startswith(f"{PAGE}: ")


@pytest.mark.parametrize(
    "of",
    ["count observations; DROP TABLE regions", "number", "odd population 0 2020", "rank x y 1"],
)
def test_a_mark_that_names_nothing_is_found(stored, of):
    expected = stored.expected(of, "nb")
    assert expected is None or expected[0] == "-1"


def test_counts_of_the_plan_are_those_of_the_database(made_site, stored, made_content):
    statuses = made_content.plan_statuses["status"].value_counts()
    for status, count in statuses.items():
        assert stored.expected(f"count plan_statuses 2020 {status}", "nb")[0] == str(count)
