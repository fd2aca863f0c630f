"""The pages of a made-up content: harmless whatever the names, whole in both languages."""

import itertools
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from made_content import INDICATORS, NAMES, REGIONS

from regionstat.page.numbers import number
from regionstat.register.entries import LANGUAGES
from regionstat.site.pages import POLICY
from regionstat.site.words import words

VOID = {"meta", "link", "img", "input", "source", "br", "rect", "path", "circle", "polyline"}


class Reader(HTMLParser):
    """What a browser would make of a page: elements, their text, and whether all are closed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.unclosed = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), []))
        if tag not in VOID:
            self.open.append((tag, self.elements[-1]))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.unclosed.append((tag, self.getpos()))
            return
        self.open.pop()

    def handle_data(self, data):
        for _, element in self.open:
            element[2].append(data)

    def texts(self, tag):
        return ["".join(parts).strip() for name, _, parts in self.elements if name == tag]

    def all(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]


@pytest.fixture(scope="session")
def pages(made_site):
    return {
        path.relative_to(made_site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(made_site.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def read(pages):
    return {address: Reader(text) for address, text in pages.items()}


def test_every_type_of_page_is_there_in_both_languages(pages):
    for language in LANGUAGES:
        root = f"2020/{language}"
        wanted = [
            "index.html",
            *(f"{one}/index.html" for one in ("plan", "indicators", "regions", "compare")),
            *(f"{one}/index.html" for one in ("search", "data", "about", "plan/o", "plan/6")),
            *(f"indicators/{one}/index.html" for one in INDICATORS),
            *(f"embed/{one}/index.html" for one in INDICATORS),
            *(f"regions/{one}/index.html" for one in REGIONS),
        ]
        assert {f"{root}/{one}" for one in wanted} <= pages.keys()
    assert {"index.html", "404.html"} <= pages.keys()


def test_pages_are_well_formed_and_have_one_title_and_one_heading(read):
    for address, page in read.items():
        assert page.unclosed == [], address
        assert page.open == [], address
        assert len(page.texts("h1")) == 1, address
        assert page.texts("h1")[0], address
        assert len(page.texts("title")) == 1, address
        ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), address


def test_no_heading_skips_a_level(read):
    for address, page in read.items():
        levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert all(now - then <= 1 for then, now in itertools.pairwise(levels)), address


def test_nothing_on_a_page_runs_or_is_styled_within_it(read):
    for address, page in read.items():
        policies = [
            meta["content"]
            for meta in page.all("meta")
            if "http-equiv" in meta and "Policy" in meta["http-equiv"]
        ]
        assert policies == [POLICY], address
        assert all(set(script) >= {"src"} for script in page.all("script")), address
        assert not page.texts("style"), address
        for tag, attributes, _ in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes), (
                address,
                tag,
            )
            assert not any("javascript:" in str(value).lower() for value in attributes.values())


def test_nothing_is_loaded_from_elsewhere(read):
    own = "https://tall.example.no/base/"
    for address, page in read.items():
        for tag, attributes, _ in page.elements:
            for name in ("src", "srcset", "data-chart", "data-library", "action"):
                assert "://" not in attributes.get(name, ""), (address, tag)
            if tag == "link":
                assert attributes["href"].startswith(own) or "://" not in attributes["href"], (
                    address
                )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", NAMES)
def test_a_name_made_to_do_harm_is_only_a_name(read, region, language):
    page = read[f"2020/{language}/regions/{region}/index.html"]
    assert page.texts("h1") == [NAMES[region].strip()]
    everywhere = read[f"2020/{language}/regions/index.html"].texts("a")
    assert NAMES[region].strip() in everywhere


def test_names_lead_no_file_out_of_the_site(made_site):
    beside = [path.name for path in made_site.parent.iterdir()]
    assert sorted(beside) == [".site.lock", "site"]
    for path in made_site.rglob("*"):
        assert re.fullmatch(r"[\w.%-]+", path.name), path


def test_every_number_of_a_table_says_what_it_is(pages):
    for address, text in pages.items():
        for table in re.findall(r"<table.*?</table>", text, re.S):
            if "data-of" not in table:
                continue
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", table, re.S):
                bare = re.sub(
                    r"<data.*?</data>|<a .*?</a>|<code.*?</code>|<svg.*?</svg>|<small.*?</small>",
                    "",
                    cell,
                )
                assert not re.search(r"\d", bare) or re.fullmatch(r"\d{4}", bare), (address, cell)


def test_hard_numbers_come_through_exactly(pages, made_content):
    found = made_content.observations
    rows = found[(found["indicator"] == "population") & (found["region"] == "0")]
    for language in LANGUAGES:
        page = pages[f"2020/{language}/indicators/population/index.html"]
        for row in rows.itertuples():
            mark = re.search(
                rf'<data value="([^"]*)" data-of="number population 0 {row.year}">([^<]*)</data>',
                page,
            )
            if row.value != row.value:
                assert (mark[1], mark[2]) == ("", row.status)
            else:
                assert float(mark[1]) == row.value
                assert number(row.value, 0, language) in unescape(mark[2])
                assert unescape(mark[2]).startswith("~") == (row.status == "estimated")
                assert unescape(mark[2]).endswith("*") == (row.status == "*")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_speaks_one_language(read, language):
    other = "en" if language == "nb" else "nb"
    own = {text for section in words(language).values() for text in section.values()}
    foreign = {text for section in words(other).values() for text in section.values()} - own
    foreign = {text for text in foreign if " " in text and "{" not in text and text != "English"}
    for address, page in read.items():
        if address.startswith(f"2020/{language}/"):
            assert page.all("html")[0]["lang"] == language
            assert not foreign & {
                text for tag in ("p", "h2", "a", "th") for text in page.texts(tag)
            }


def test_each_page_leads_to_itself_in_the_other_language(read):
    for address, page in read.items():
        if "/embed/" in address or address in ("index.html", "404.html"):
            continue
        (link,) = [one for one in page.all("a") if "data-keep-query" in one]
        _, language, rest = address.split("/", 2)
        other = {"nb": "en", "en": "nb"}[language]
        up = "../" * rest.count("/")
        assert link["href"] in (f"../{up}{other}/{rest}", f"{up}../{other}/{rest}"), address
        assert link["hreflang"] == link["lang"] == other


def test_an_abolished_region_says_what_became_of_it(read):
    page = read["2020/en/regions/1663/index.html"]
    (notice,) = [text for text in page.texts("p") if "went out of use" in text]
    assert "after 2017" in notice
    assert "From 2018 the same area has the code" in notice
    assert "../5031/index.html" in [link.get("href") for link in page.all("a")]
    trondheim = read["2020/nb/regions/5001/index.html"]
    assert any("Før 2018 hadde det samme området koden" in text for text in trondheim.texts("li"))


def test_the_denominators_are_links_to_one_another(read):
    for indicator in INDICATORS[:3]:
        page = read[f"2020/nb/indicators/{indicator}/index.html"]
        (nav,) = [
            parts
            for tag, attributes, parts in page.elements
            if tag == "nav" and attributes.get("aria-label") == "Nevner"
        ]
        assert [text for text in "".join(nav).split("\n") if text] == [
            "Summen av fylkene",
            "Hele landet med sokkelen",
            "Fastlands-Norge",
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_shows_every_row_with_its_status_and_reason(pages, made_content, language):
    told, texts = made_content.plan_statuses, words(language)["status"]
    page = pages[f"2020/{language}/plan/index.html"]
    assert len(told) == 94
    for row in told.to_dict("records"):
        found = re.search(rf"<tr><th[^>]*><a[^>]*>{re.escape(row['row'])}</a></th>(.*?)</tr>", page)
        assert texts[row["status"]] in found[1]
        assert row[f"reason_{language}"] in unescape(found[1])


def test_both_languages_say_the_same_things():
    for section, texts in words("nb").items():
        other = words("en")[section]
        assert texts.keys() == other.keys()
        for name, text in texts.items():
            fields = [sorted(re.findall(r"\{\w+\}", one)) for one in (text, other[name])]
            assert fields[0] == fields[1], (section, name)
