"""What is shown as HTML is escaped, whole and readable without sight."""

import json
from html.parser import HTMLParser

import pandas as pd
import pytest

from regionstat.page.html import MIME, Facts, PageTable, Sentence

EVIL = "<script>\"a\" & 'b'</script>"


class Tags(HTMLParser):
    """Collect the start tags, their attributes, and the text of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.open, self.starts, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.starts.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def attributes(self, tag):
        return [attrs for name, attrs in self.starts if name == tag]


def table(text="x", under=()):
    return PageTable(text, pd.DataFrame([{text: text, f"{text}2": text}]), (text,), under)


@pytest.mark.parametrize(
    ("shown", "times"),
    [
        (Sentence((EVIL, EVIL)), 2),
        # Caption, two heads, two cells, a note and a remark.
        (table(EVIL, (EVIL,)), 6),
        (Facts(EVIL, ((EVIL, EVIL),)), 3),
    ],
)
def test_everything_is_escaped(shown, times):
    page = shown._repr_html_()
    found = Tags(page)
    assert "script" not in {tag for tag, _ in found.starts}
    assert found.texts.count(EVIL) == times
    assert found.open == []


def test_a_caption_is_escaped_where_it_is_an_attribute():
    (box,) = Tags(table(EVIL)._repr_html_()).attributes("div")
    assert box["aria-label"] == EVIL


def test_a_table_says_what_its_heads_are_heads_of():
    found = Tags(table("x", ("small",))._repr_html_())
    scopes = [attrs["scope"] for attrs in found.attributes("th")]
    assert scopes == ["col", "col", "row"]
    assert len(found.attributes("caption")) == 1
    assert len(found.attributes("td")) == 1
    assert "small" in found.texts


def test_a_table_can_be_reached_and_scrolled_by_keyboard():
    (box,) = Tags(table()._repr_html_()).attributes("div")
    assert (box["role"], box["tabindex"]) == ("region", "0")


def test_a_remark_stands_in_its_own_row():
    frame = pd.DataFrame({"head": ["a", "b"], "cell": ["1", "2"]})
    page = PageTable("c", frame, under=("", "rem"))._repr_html_()
    assert page.count("<small>") == 1
    assert '<th scope="row">b<small>rem</small></th><td data-head="cell">2</td>' in page


def test_the_answer_comes_first():
    shown = Sentence(("Yes.", "Because.", "So."))
    assert str(shown) == repr(shown) == "Yes. Because. So."
    assert shown._repr_html_() == '<p class="finding">Yes.</p><p>Because. So.</p>'
    assert Sentence(("Yes.",))._repr_html_() == '<p class="finding">Yes.</p>'


def test_facts_print_as_lines():
    pairs = (("unit", "per cent"), ("source", "11713"))
    assert repr(Facts("", pairs)) == "unit: per cent\nsource: 11713"
    assert repr(Facts("Lead.", pairs)).splitlines()[0] == "Lead."


def test_a_table_prints_caption_cells_remarks_and_notes():
    frame = pd.DataFrame({"head": ["a"], "cell": ["1"]})
    text = repr(PageTable("caption", frame, ("note",), ("rem",)))
    assert text.splitlines()[0] == "caption"
    assert text.splitlines()[-1] == "note"
    assert "rem" in text


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (Sentence((EVIL, "b")), {"kind": "sentence", "parts": [EVIL, "b"]}),
        (Facts("a", ((EVIL, "c"),)), {"kind": "facts", "lead": "a", "pairs": [[EVIL, "c"]]}),
        (
            table(EVIL, (EVIL,)),
            {
                "kind": "table",
                "caption": EVIL,
                "heads": [EVIL, f"{EVIL}2"],
                "rows": [[EVIL, EVIL]],
                "under": [EVIL],
                "notes": [EVIL],
            },
        ),
    ],
    ids=["sentence", "facts", "table"],
)
def test_what_an_object_says_is_told_as_data_unchanged(shown, told):
    # As it is after the notebook was written and read again.
    assert json.loads(json.dumps(shown._repr_mimebundle_())) == {MIME: told}
