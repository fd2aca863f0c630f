"""A municipality of a year: refused with its successors, and no name with a letter lost."""

import pytest

from regionstat.errors import Misuse
from regionstat.register import register
from regionstat.register.municipalities import codes_in, find_municipality


@pytest.mark.parametrize("code", ["5001", "0301", "5437", "5059"])
def test_a_municipality_of_the_year_is_found(code):
    assert find_municipality(code, 2020).id == code


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("5030", "the code of Klæbu ended in 2019 .* in 2020: 5001 Trondheim"),
        ("1601", "the code of Trondheim ended in 2017 .* in 2020: 5001 Trondheim"),
        ("5012", "Snillfjord ended in 2019 .*: 5055 Heim, 5056 Hitra, 5059 Orkland"),
        ("3301", "the code of Drammen begins in 2024 .* in 2020: 3005 Drammen"),
        ("1580", "Haram begins in 2024 .* in 2020: 1507 Ålesund"),
        ("50", "that is a county, Trøndelag"),
        ("trondheimsregionen", "that is a city region, The Trondheim region"),
        ("ba_trondheim", "that is a labour market region"),
        ("0", "that is the nation, Norway"),
        ("Trondheim", "that is a name; its id is '5001'"),
        ("9999", "no such id"),
    ],
)
def test_what_is_none_is_refused_and_told_what_to_ask_for(code, told):
    with pytest.raises(Misuse, match=told):
        find_municipality(code, 2020)


@pytest.mark.parametrize("year", [1990, 2012, 2017, 2018, 2020, 2024])
def test_every_municipality_has_codes_in_every_year(year):
    places = [one for one in register().regions.values() if one.level == "municipality"]
    for one in places:
        found = codes_in(one.id, year)
        assert all(register().regions[code].valid_in(year) for code in found)
        if one.valid_in(year):
            assert found == (one.id,)
        assert found, (one.id, year)


def test_no_name_of_a_region_has_lost_a_letter():
    for one in register().regions.values():
        for name in (one.name.nb, one.name.en):
            assert not {*"?\ufffd"} & {*name}, (one.id, name)
