"""What a table says of itself comes through; what it says oddly costs nobody the table."""

import pytest
from answers import answer, as_bytes, region
from hypothesis import given
from hypothesis import strategies as st

from regionstat.tables import decode
from regionstat.tables.table import Content, Note

TABLE = decode(as_bytes(answer()))


def changed(dim, **changes):
    found = answer()
    found["dimension"][dim] |= changes
    return decode(as_bytes(found))


def test_the_root_is_told():
    assert TABLE.label == "90001: Elevar, etter region, statistikkvariabel og år"
    assert TABLE.source == "Statistisk sentralbyrå"
    assert TABLE.updated == "2026-02-25T07:00:00Z"
    assert TABLE.table_id == "90001"
    assert TABLE.language == "no"
    assert TABLE.decimals == 0
    assert TABLE.next_update == "2027-02-25T07:00:00Z"
    assert TABLE.official_statistics is True
    assert TABLE.aggregation_allowed is True


def test_roles_are_told():
    assert TABLE.roles == {"time": ("Tid",), "geo": ("Region",), "metric": ("ContentsCode",)}


def test_the_contents_have_unit_price_and_kind():
    assert dict(TABLE.contents) == {
        "Elevar": Content(
            code="Elevar",
            label="Elevar",
            unit="personer",
            decimals=0,
            price_type="NotApplicable",
            measuring_type="Stock",
            adjustment="None",
            ref_period="1. oktober",
            base_period="2015=100",
            alternative_text="Elevar i skulen",
        )
    }


def test_contents_keep_the_order_of_the_table():
    found = answer(size=[2, 2, 3], value=list(range(12)))
    found["dimension"]["ContentsCode"]["category"] = {
        "index": {"b": 0, "a": 1},
        "label": {"a": "A", "b": "B"},
        "unit": {"a": {"base": "mill. kr", "decimals": 1}},
    }
    contents = decode(as_bytes(found)).contents
    assert [(c.code, c.label, c.unit, c.decimals) for c in contents.values()] == [
        ("b", "B", None, None),
        ("a", "A", "mill. kr", 1),
    ]


def test_the_contents_are_known_by_role_or_by_name():
    assert set(decode(as_bytes(answer(role=None))).contents) == {"Elevar"}
    assert set(decode(as_bytes(answer(role={"metric": ["Region"]}))).contents) == {"0301", "4601"}
    renamed = as_bytes(answer(role=None)).replace(b"ContentsCode", b"Innhald")
    assert dict(decode(renamed).contents) == {}


def test_notes_say_whether_they_must_be_shown():
    assert TABLE.notes == (Note("Table note 0", False), Note("Table note 1", True))
    dimension = TABLE.dimensions["Region"]
    assert dimension.notes == (Note("Variable note", True),)
    assert dict(dimension.category_notes) == {
        "4601": (Note("Value note 0", False), Note("Value note 1", True))
    }


def test_a_flag_belongs_to_the_note_of_its_place_also_past_an_odd_one():
    table = decode(as_bytes(answer(note=[7, "second"])))
    assert table.notes == (Note("second", True),)


def test_a_note_may_be_one_text():
    assert decode(as_bytes(answer(note="only"))).notes == (Note("only", False),)


def test_a_dimension_is_told():
    dimension = TABLE.dimensions["Region"]
    assert list(TABLE.dimensions) == ["Region", "ContentsCode", "Tid"]
    assert (dimension.id, dimension.label) == ("Region", "region")
    assert dimension.codes == ("0301", "4601")
    assert dimension.labels == ("Oslo", "Bergen")
    assert dimension.elimination is True
    assert dimension.show == "code_value"
    assert TABLE.dimensions["Tid"].elimination is False


def test_classifications_in_one_text_are_told_apart():
    klass = "urn:ssb:classification:klass"
    found = {"Region": (f"{klass}:104", f"{klass}:131")}
    assert dict(TABLE.dimensions["Region"].described_by) == found


def test_without_a_label_a_dimension_has_its_id():
    assert changed("Region", label=None).dimensions["Region"].label == "Region"
    assert changed("Region", label="").dimensions["Region"].label == ""


@pytest.mark.parametrize(("said", "heard"), [(None, None), (True, True), (False, False)])
def test_a_null_for_discontinued_says_nothing(said, heard):
    assert decode(as_bytes(answer(extension={"discontinued": said}))).discontinued is heard


def test_a_silent_table_says_none():
    bare = {"id": ["x"], "size": [1], "dimension": {"x": {"category": {"label": {"a": "A"}}}}}
    table = decode(as_bytes(bare | {"value": [1]}))
    silent = ("label", "source", "updated", "table_id", "language", "decimals", "next_update")
    flags = ("discontinued", "official_statistics", "aggregation_allowed")
    assert {getattr(table, name) for name in silent + flags} == {None}
    assert table.notes == ()
    assert dict(table.contents) == {}
    assert dict(table.roles) == {}


def test_what_a_table_says_cannot_be_changed_in_passing():
    for told in (TABLE.dimensions, TABLE.contents, TABLE.roles):
        with pytest.raises(TypeError):
            told["new"] = None


def test_a_table_shows_itself_in_one_line():
    assert repr(TABLE) == (
        "<Table 90001: 90001: Elevar, etter region, statistikkvariabel og år"
        " | Region 2 × ContentsCode 1 × Tid 3 | 6 cells | updated 2026-02-25T07:00:00Z>"
    )


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda x: (
        st.lists(x, max_size=2)
        | st.dictionaries(st.sampled_from(["px", "4601", "0", "Elevar", "describedby"]), x)
    ),
    max_leaves=6,
)


@given(odd, odd, odd, odd)
def test_oddly_said_is_unsaid(note, extension, unit, link):
    found = answer(note=note, extension=extension)
    found["dimension"]["ContentsCode"]["category"]["unit"] = unit
    found["dimension"]["ContentsCode"]["extension"] = extension
    found["dimension"]["Region"] = region(note=note) | {"link": link, "extension": extension}
    table = decode(as_bytes(found))
    assert table.frame["value"].equals(TABLE.frame["value"])
