"""The kinds of report: whom they are of, what they are called, what they are put together of."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from regionstat.errors import Misuse
from regionstat.page.html import Sentence
from regionstat.register.entries import LANGUAGES
from regionstat.report.batch_regions import regions_of
from regionstat.report.bind import Front, Section, bind
from regionstat.report.fragments import questions
from regionstat.report.kinds import KINDS, check_region, plan_regions, shape_of, titles
from regionstat.report.pdf_chapters import chapters
from regionstat.report.plan import Report, plan_pages
from regionstat.snapshots import find_home

OF = {"benchmark": "trondheimsregionen", "follow-up": "trondheimsregionen", "municipality": "5001"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_of_one_notebook_has_one_page_in_its_language(language):
    for kind in KINDS[1:]:
        asked = {"edition": 2020, "region": OF[kind], "language": language}
        (page,) = plan_pages(kind, find_home(), **asked)
        assert page.notebook.is_file()
        assert dict(page.parameters) == asked
        assert page.name == shape_of(kind).front


def test_every_report_has_a_folder_of_its_own_and_the_benchmark_keeps_its_address():
    folders = {
        (kind, region, language): Report(kind, 2020, region, language).folder
        for kind in KINDS
        for region in ("5001", "50", "trondheimsregionen", "follow-up", "a.follow-up")
        for language in LANGUAGES
    }
    assert len(set(folders.values())) == len(folders)
    assert folders["benchmark", "trondheimsregionen", "nb"] == "2020/trondheimsregionen"
    assert folders["benchmark", "50", "en"] == "2020/50.en"
    assert folders["follow-up", "trondheimsregionen", "nb"] == "2020/trondheimsregionen.follow-up"
    assert folders["municipality", "5001", "en"] == "2020/5001.municipality.en"
    assert all(re.fullmatch(r"2020/[a-z0-9%.-]+", folder) for folder in folders.values())


@pytest.mark.parametrize(
    ("kind", "region", "told"),
    [
        ("municipality", "50", "that is a county, Trøndelag"),
        ("municipality", "trondheimsregionen", "that is a city region"),
        ("municipality", "5030", "Klæbu ended in 2019 .*Ask for what the area is in 2020: 5001"),
        ("municipality", "3301", "begins in 2024 .* 3005 Drammen"),
        ("municipality", "nowhere", "Unknown region 'nowhere'"),
        ("follow-up", "bergensregionen", "the plan is not of The Bergen region .*org8"),
        ("follow-up", "5001", "the plan is not of Trondheim "),
        ("folow-up", "trondheimsregionen", "Unknown kind of report 'folow-up'.*nearest: follow-up"),
    ],
)
def test_a_report_that_there_cannot_be_is_refused_before_anything_runs(kind, region, told):
    with pytest.raises(Misuse, match=told):
        plan_pages(kind, find_home(), edition=2020, region=region, language="nb")


def test_the_follow_up_is_for_every_list_of_the_plan_s_region():
    assert set(plan_regions()) == {"trondheimsregionen", "plan11", "org10", "org9", "org8"}
    assert check_region("follow-up", "org8", 2020).id == "org8"


@pytest.mark.parametrize(
    ("kind", "word", "some", "none"),
    [
        ("municipality", "all", {"5001", "0301", "5437"}, {"50", "org8", "5030", "5610"}),
        ("follow-up", "all", {"trondheimsregionen", "org8"}, {"bergensregionen", "50", "5001"}),
        ("follow-up", "city_regions", {"plan11"}, {"osloregionen"}),
        ("benchmark", "all", {"50", "5001", "org8"}, {"0", "16"}),
    ],
)
def test_a_word_for_regions_means_those_that_the_kind_is_for(kind, word, some, none):
    found = set(regions_of(word, [2020], kind)[2020])
    assert some <= found
    assert not none & found


def test_a_word_that_leaves_nobody_and_an_unknown_kind_are_refused():
    with pytest.raises(Misuse, match="none of them has such a report"):
        regions_of("counties", [2020], "municipality")
    with pytest.raises(Misuse, match="Unknown kind of report 'bench'"):
        regions_of("all", [2020], "bench")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_titles_name_kind_region_and_edition(kind, language):
    found = titles(kind, edition=2020, region=OF[kind], language=language)
    name = {"nb": "Trondheim", "en": "Trondheim"}[language]
    for text in (found.heading, found.title, found.footer, found.description, found.data):
        assert name in text
        assert "{" not in text
    for text in (found.title, found.label, found.kicker, found.footer, found.data):
        assert "2020" in text
    page = bind(
        Front("Yes.", "", ()),
        [Section("a", "A", "<p>b</p>", "P")],
        edition=2020,
        region=OF[kind],
        language=language,
        kind=kind,
    )
    assert f"<title>{found.title}</title>".replace("'", "&#39;") in page
    assert ('class="asks"' in page) == (kind != "benchmark")


def test_titles_of_the_kinds_differ():
    for language in LANGUAGES:
        known = {"edition": 2020, "region": "org8", "language": language}
        made = [titles(kind, **known) for kind in KINDS]
        assert len({one.heading for one in made}) == len({one.label for one in made}) == len(KINDS)


def _answer(text, *tags):
    output = new_output("execute_result", data=Sentence((text,))._repr_mimebundle_())
    return new_code_cell("rs.x()", metadata={"tags": list(tags)}, outputs=[output])


def _asking():
    def ask(nb, en, *tags):
        return [
            new_markdown_cell(f"## {nb}", metadata={"tags": ["nb", *tags]}),
            new_markdown_cell(f"## {en}\n\nMind this.", metadata={"tags": ["en", *tags]}),
        ]

    return new_notebook(
        cells=[
            *ask("Svaret?", "The answer?"),
            _answer("yes", "lead"),
            *ask("Bildet?", "The picture?", "hide"),
            _answer("a picture", "cover"),
            *ask("Hvem?", "Who?"),
            _answer("they"),
            *ask("Hva?", "What?", "hide"),
            _answer("borders", "method"),
            *ask("Endret?", "Changed?", "hide"),
            _answer("revised", "revisions"),
            *ask("Kilder?", "Sources?", "hide"),
            _answer("sourced", "sources"),
        ]
    )


def test_the_questions_of_a_page_are_its_chapters_the_answer_first():
    found = questions(_asking(), "en")
    assert [title for title, _ in found] == ["The answer?", "Who?"]
    assert [cell.cell_type for cell in found[1][1]] == ["markdown", "code"]
    assert found[1][1][0].source == "Mind this."
    assert [title for title, _ in questions(_asking(), "nb")] == ["Svaret?", "Hvem?"]


def test_on_paper_the_questions_come_first_and_what_it_rests_on_last():
    asked = {"edition": 2020, "region": "5001", "language": "en"}
    pages = plan_pages("municipality", find_home(), **asked)
    found = chapters(pages, {"municipality": _asking()}, "en", "municipality")
    said = [" ".join(str(block) for block in one.blocks) for one in found]
    assert [one.title for one in found[:2]] == ["The answer?", "Who?"]
    assert [one.split()[-1] for one in said] == ["yes", "they", "borders", "revised", "sourced"]
    assert len({one.part for one in found[:2]}) == len({one.part for one in found[2:]}) == 1
