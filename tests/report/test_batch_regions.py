"""Which regions a batch takes, and what it refuses before anything runs."""

import pytest

from regionstat.errors import BadFile, Misuse
from regionstat.report.batch_regions import regions_of


def test_counties_are_those_of_the_edition_s_year():
    found = regions_of("counties", [2012, 2020])
    assert len(found[2012]) == 19
    assert len(found[2020]) == 11
    assert "50" in found[2020]
    assert "16" in found[2012]


def test_all_is_every_region_of_that_year_but_the_nation():
    found = regions_of("all", [2020])[2020]
    assert {"50", "5001", "trondheimsregionen", "ba_oslo"} <= set(found)
    assert not {"0", "16", "1601"} & set(found)
    cities = regions_of("city_regions", [2020])[2020]
    assert "bergensregionen" in cities
    assert set(cities) < set(found)


def test_ids_with_commas_and_a_file_come_to_the_same(tmp_path):
    path = tmp_path / "regions.txt"
    path.write_text("# ours\n\n16  # the county\r\norg8\n16\n", encoding="utf-8-sig")
    assert regions_of("16, org8,16", [2019, 2020]) == regions_of(str(path), [2019, 2020])
    assert regions_of(str(path), [2020]) == {2020: ("16", "org8")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("16\n# x\norgg8\n", r"Unknown region 'orgg8': no such id; nearest: .*org8.*, line 3\)"),
        ("../x\n", r"Unknown region '\.\./x'.*, line 1\)"),
        ("# only a comment\n", "no id at all"),
        ("Trondheim\n", "that is a name; its id is '5001'"),
    ],
)
def test_a_file_with_something_else_is_refused_by_its_line(text, found, tmp_path):
    path = tmp_path / "regions.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misuse, match=found):
        regions_of(str(path), [2020])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("countie", "Unknown region 'countie'"),
        ("missing.txt", "neither a file nor the id of a region"),
        (",", "no id at all"),
        ("a\0b", "Unknown region"),
    ],
)
def test_what_is_neither_a_word_nor_ids_nor_a_file_is_refused(text, found):
    with pytest.raises(Misuse, match=found):
        regions_of(text, [2020])


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "regions.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(BadFile, match="no text in UTF-8"):
        regions_of(str(path), [2020])
