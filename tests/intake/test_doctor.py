"""The doctor finds what has changed in StatBank, and says what to write in the register."""

import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.small_home import CHECKOUT
from regionstat.errors import SourceUnavailable
from regionstat.intake.doctor import CHANGE, NOTE, OK, examine
from regionstat.intake.fetch import fetch
from regionstat.intake.kept import newest
from regionstat.intake.plan import plan
from regionstat.register import register
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client
from regionstat.sources.limiter import Limiter
from regionstat.sources.pxweb import StatBankV1, StatBankV2
from regionstat.sources.pxweb.metadata import ContentMeta, TableMeta
from regionstat.sources.pxweb.metadata import Variable as Known
from regionstat.sources.pxweb.protocol import TableAbout
from regionstat.tables.assemble import decode_parts
from statbank.samples import closed, of_time, px_type, synthetic
from statbank.tables import Variable

BUNDLED = ("county_accounts", "population", "employed", "commuting", "income_by_sex")
SOURCES = register().sources
ACCOUNTS, EMPLOYED, INCOME = (SOURCES[id_] for id_ in ("county_accounts", "employed", BUNDLED[-1]))
BOTH = pytest.mark.parametrize("kind", [StatBankV2, StatBankV1])


@pytest.fixture
def client(tmp_path):
    with Client(limiter=Limiter(tmp_path / "limits"), sleep=lambda seconds: None) as opened:
        yield opened


@pytest.fixture
def look(server, client, home):
    """Look at a source and return the findings by what was checked; no figures are asked for."""

    def at(source, kind=StatBankV2, folder=CHECKOUT):
        server.log.clear()
        found = examine(kind(client, hosts_at(server.url)), folder, source)
        assert not [call for call in server.log if call.method == "POST"]
        assert not [call for call in server.log if call.path.endswith("/data")]
        assert {one.subject for one in found} == {source.id}
        by_check = {}
        for one in found:
            assert one.result in (OK, NOTE, CHANGE)
            by_check.setdefault(one.check, []).append(one)
        return by_check

    return at


def only(findings, result):
    """Return what was found with `result`: the one finding that there must be."""
    (found,) = [one for group in findings.values() for one in group if one.result == result]
    return found


def changed(findings):
    return only(findings, CHANGE)


def other(source, **changes):
    """Return `source` as a source that nothing is bundled of."""
    return replace(source, id="made_up", **changes)


# --- nothing is wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("id_", BUNDLED)
def test_the_bundled_sources_are_as_the_register_says(look, id_):
    found = look(SOURCES[id_])
    results = {check: {one.result for one in group} for check, group in found.items()}
    unconfirmed = {"confirmed"} if id_ == "income_by_sex" else set()
    assert {check for check, seen in results.items() if seen != {OK}} == unconfirmed
    assert results.keys() == {"table", "codes", "units", "period", "confirmed"}
    assert len(found["units"]) == len(SOURCES[id_].units)


def test_two_calls_are_enough(look, server):
    look(SOURCES["population"])
    assert [call.path.partition("/v2")[2] for call in server.log] == [
        "/tables/07459",
        "/tables/07459/metadata",
    ]


def test_an_unconfirmed_source_that_holds_can_be_confirmed(look):
    found = only(look(INCOME), NOTE)
    assert found.check == "confirmed"
    row = tomllib.loads(found.todo.removeprefix("Write "))
    assert replace(INCOME, **row).is_confirmed


def test_cells_and_totals_are_told(look, server):
    (codes,) = look(SOURCES["population"])["codes"]
    size = server.bank["07459"].values.size
    assert codes.found.startswith(f"{size:,} cells by Region, ContentsCode, Tid")
    assert codes.found.endswith("totals over Kjonn, Alder")


# --- the table ------------------------------------------------------------------------------------


@BOTH
def test_a_table_that_is_gone_is_searched_for_by_its_title(look, server, kind):
    del server.bank["11618"]
    found = changed(look(EMPLOYED, kind))
    assert (found.check, found.found[:23]) == ("table", "there is no table 11618")
    assert EMPLOYED.title.nb in found.todo
    assert "correct `table` in sources.toml" in found.todo


def test_a_closed_series_names_its_successor(look, server):
    server.faults.add("closed", path="03068", successor="14700")
    found = changed(look(INCOME))
    assert found.found == "a closed series; 14700 goes on"
    assert tomllib.loads(found.todo.removeprefix("Try ")) == {"table": "14700"}


def test_consumer_prices_of_before_lead_to_those_of_today(look, server):
    """03013 was closed in 2026 and names 14700."""
    server.bank["03013"] = closed()
    source = other(SOURCES["consumer_prices"], table="03013")
    assert changed(look(source)).todo == 'Try table = "14700"'


def test_v1_tells_that_a_series_is_closed_but_not_what_goes_on(look, server):
    server.faults.add("closed", path="03068", successor="14700")
    found = changed(look(INCOME, StatBankV1))
    assert found.found == "a closed series; no successor is named"


def test_a_closed_series_without_a_successor(look, server):
    server.bank["03068"].discontinued = True
    found = changed(look(INCOME))
    assert (found.found, found.todo) == (
        "a closed series; no successor is named",
        "Look for one in StatBank",
    )


def test_what_is_to_be_changed_comes_before_confirming(look, server):
    server.faults.add("closed", path="03068")
    (found,) = look(INCOME)["confirmed"]
    assert (found.result, found.todo) == (NOTE, "First see to the above")


@pytest.mark.parametrize("name", ["html200", "empty500", "unavailable503"])
def test_a_server_that_is_out_is_no_change_of_the_table(look, server, name):
    server.faults.add(name)
    found = changed(look(EMPLOYED))
    assert found.check == "server"
    assert "sources.toml" not in found.todo


def test_nobody_is_at_home(client, home):
    found = examine(StatBankV2(client, hosts_at("http://127.0.0.1:9")), home, EMPLOYED)
    assert [(one.check, one.result) for one in found] == [("server", CHANGE)]
    assert "127.0.0.1:9" in found[0].found


# --- codes and dimensions -------------------------------------------------------------------------


@BOTH
def test_a_code_that_is_not_in_the_table_is_told_with_its_nearest(look, server, kind):
    table = server.bank["11618"]
    codes = table.variable("ContentsCode").codes
    measures = table.variable("ContentsCode").measures
    new = tuple(code.replace("SysselArbsted", "SysselArbstedNy") for code in codes)
    measures = {n: measures[c] for n, c in zip(new, codes, strict=True)}
    table.change("ContentsCode", codes=new, measures=measures)
    found = changed(look(EMPLOYED, kind))
    assert found.check == "codes"
    assert "nearest: SysselArbstedNy" in found.found
    assert found.todo.startswith("Correct `select` in sources.toml")


@BOTH
def test_a_variable_that_is_not_in_the_table_is_told_with_its_nearest(look, server, kind):
    table = server.bank["03068"]
    table.variables = tuple(
        replace(one, code="Kjonn2") if one.code == "Kjonn" else one for one in table.variables
    )
    found = changed(look(INCOME, kind))
    assert "Kjonn2" in found.found
    assert found.todo.startswith("Correct `select` in sources.toml")


def added(table, **about):
    """Give `table` one more dimension, of which every cell is the first category."""
    ages = Variable("Alder", "alder", ("999", "17+"), ("I alt", "17 år og over"), **about)
    values, signs = ([array] * 2 for array in (table.values, table.signs))
    table.variables = (ages, *table.variables)
    table.fill(values, signs)


@BOTH
def test_a_new_dimension_that_must_be_chosen_is_told(look, server, kind):
    added(server.bank["03068"])
    found = changed(look(INCOME, kind))
    assert found.check == "codes"
    assert "nothing is selected of Alder (2 codes)" in found.found
    assert "Select codes of each" in found.todo


@BOTH
def test_a_new_dimension_that_the_table_totals_is_told_and_changes_nothing(look, server, kind):
    added(server.bank["03068"], eliminable=True, total="999")
    (found,) = look(INCOME, kind)["codes"]
    assert found.result == OK
    assert found.found.endswith("; totals over Alder")


def test_select_and_columns_must_name_the_same(look):
    columns = {"region": "Region", "age": "Alder", "value": "value"}
    found = changed(look(other(INCOME, columns=columns)))
    assert "Alder, Kjonn differ" in found.todo


@pytest.mark.parametrize("name", ["agg_KommSummmer", "agg_kommsummer"])
def test_a_code_list_that_is_not_offered_is_told_with_its_nearest(look, name):
    found = changed(look(other(EMPLOYED, codelists={"Region": name})))
    assert found.check == "codes"
    assert "agg_KommSummer" in found.found + found.todo


def test_a_table_without_contents_lacks_nothing(look, server):
    server.bank["90004"] = px_type()
    select = {"Sted": ("*",), "Tid": ("*",)}
    source = other(EMPLOYED, table="90004", columns={}, select=select, units={}, price={})
    found = look(source)
    assert {one.result for one in found["codes"]} == {OK}
    assert found["units"][0].found.startswith("the table tells none before its figures")


# --- units and prices -----------------------------------------------------------------------------


def test_another_unit_is_another_source(look, server):
    server.faults.add("unit_changed", path="07459")
    found = changed(look(SOURCES["population"]))
    assert found.check == "units"
    assert found.found.startswith("Personer1: 1 000 personer")
    assert found.todo == "The register has 'persons': another unit is another source"


def test_other_prices_are_another_source(look, server):
    server.faults.add("price_changed", path="03068")
    found = [one for one in look(INCOME)["prices"] if one.result == CHANGE]
    assert {one.found for one in found} == {"bruttoinnt: kr, Fixed", "allm_innt: kr, Fixed"}
    assert {one.todo for one in found} == {
        "The register has 'Current': other prices are another source"
    }


def test_other_prices_are_found_through_the_labels_too(look, server):
    server.faults.add("price_changed", path="11713")
    found = {one.found.partition(":")[0] for one in look(ACCOUNTS)["prices"]}
    assert found == {"gva", "vol", "emp", "wages"}


def test_contents_that_are_known_by_another_label_now_are_listed(look, server):
    contents = server.bank["11713"].variable("ContentsCode")
    labels = tuple("Verdiskaping (mill. kr)" if c == "BNPB" else f"{c}" for c in contents.codes)
    server.bank["11713"].change("ContentsCode", labels=labels)
    found = changed(look(ACCOUNTS))
    assert found.check == "units"
    assert "no contents, or several, fit gva" in found.found
    assert "'Verdiskaping (mill. kr)' in 'mill. kr'" in found.found
    assert "`live`" in found.todo


def test_contents_that_two_labels_fit_are_listed(look, server):
    contents = server.bank["11713"].variable("ContentsCode")
    gva = contents.labels[contents.codes.index("BNPB")]
    twice = {
        c: gva if c == "Lonn" else old
        for c, old in zip(contents.codes, contents.labels, strict=True)
    }
    server.bank["11713"].change("ContentsCode", labels=tuple(twice.values()))
    assert "several, fit gva, wages" in changed(look(ACCOUNTS)).found


def test_a_longer_label_that_still_fits_is_no_change(look, server):
    server.faults.add("label_changed", path="11713")
    assert {one.result for one in look(ACCOUNTS)["units"]} == {OK}


def test_another_unit_is_found_through_the_labels_too(look, server):
    server.faults.add("unit_changed", path="11713")
    found = changed(look(ACCOUNTS))
    assert "fit emp, gva, vol, wages" in found.found
    assert "'1 000 mill. kr'" in found.found


def entries(todo):
    """Read what the doctor says to write, as the register would."""
    units, price = re.split(r" and (?=price = )", re.sub(r"^[^=]*?(?=units = )", "", todo))
    return tomllib.loads(f"{units}\n{price}")


def test_a_source_without_units_is_told_what_to_write(look):
    bare = other(ACCOUNTS, units={}, price={}, live={})
    found = next(one for one in look(bare)["units"] if one.result == NOTE)
    assert entries(found.todo) == {
        "units": {
            "BNPB": "mill. kr",
            "Volum": "prosent",
            "Sysselsatte": "1 000 personer",
            "Lonn": "mill. kr",
        },
        "price": {
            "BNPB": "Current",
            "Volum": "Fixed",
            "Sysselsatte": "NotApplicable",
            "Lonn": "Current",
        },
    }
    written = replace(bare, **entries(found.todo))
    assert {one.result for one in look(written)["units"]} == {OK}


def test_contents_that_the_register_does_not_know_are_told_with_what_to_add(look):
    units, price = ({"bruttoinnt": one["bruttoinnt"]} for one in (INCOME.units, INCOME.price))
    found = changed(look(other(INCOME, units=units, price=price)))
    assert entries(found.todo) == {"units": {"allm_innt": "kr"}, "price": {"allm_innt": "Current"}}


class Told:
    """A StatBank of one table, that says of its contents what it is given."""

    name = "v2"

    def __init__(self, meta, about):
        self.meta, self.told = meta, about

    def about(self, table):
        return self.told

    def metadata(self, table):
        return self.meta


@given(
    st.dictionaries(
        # A code that is itself a star is what the star in `select` means, on the server, too.
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
            lambda code: code != "*"
        ),
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
            st.sampled_from(["", "Current", "Fixed", "NotApplicable"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_to_be_written_is_toml_whatever_codes_and_units_hold(contents):
    codes = tuple(contents)
    metric = Known("ContentsCode", "innhold", codes, codes, role="metric")
    period = Known("Tid", "år", ("2020",), ("2020",), role="time")
    told = {c: ContentMeta(c, unit, price_type=price) for c, (unit, price) in contents.items()}
    meta = TableMeta("90000", "Laget", (metric, period), contents=told)
    about = TableAbout("90000", "Laget", "2020-01-01", False, "2020", "2020", "Annual")
    select = {"ContentsCode": ("*",), "Tid": ("*",)}
    source = other(EMPLOYED, columns={}, select=select, units={}, price={})
    found = examine(Told(meta, about), CHECKOUT, source)
    (said,) = (one for one in found if one.check == "units")
    assert entries(said.todo) == {
        "units": {code: unit for code, (unit, _) in contents.items()},
        "price": {code: price or "NotApplicable" for code, (_, price) in contents.items()},
    }


# --- how new it is --------------------------------------------------------------------------------


@pytest.fixture
def fetched(server, client, home):
    """A home in which the income was fetched."""
    bank = StatBankV2(client, hosts_at(server.url))
    fetch(bank, home, plan(bank, home, INCOME), lambda: None)
    return home


def test_a_table_that_was_not_renewed_is_told_with_its_last_period(look, fetched):
    (found,) = look(INCOME, folder=fetched)["period"]
    last = max(tables_periods(fetched))
    assert (found.result, found.found) == (OK, f"kept to {last}")


def tables_periods(home):
    return decode_parts(newest(home).read(INCOME.id)).dimensions["Tid"].codes


def test_a_table_that_was_renewed_is_told_with_both_times(look, server, fetched):
    server.bank["03068"].updated = "2027-01-01T07:00:00Z"
    found = next(one for one in look(INCOME, folder=fetched)["period"])
    assert (found.result, found.todo) == (NOTE, "regionstat fetch income_by_sex")
    assert found.found == "renewed 2027-01-01T07:00:00Z, kept as of 2018-12-19T07:00:00Z"


def test_a_table_that_goes_further_is_told_with_both_periods(look, server, fetched):
    table = server.bank["03068"]
    years = table.variable("Tid").codes
    table.change("Tid", codes=(*years[:-1], "2031"), labels=(*years[:-1], "2031"))
    (found,) = look(INCOME, folder=fetched)["period"]
    assert (found.result, found.todo) == (NOTE, "regionstat fetch income_by_sex")
    assert found.found == f"goes to 2031, kept to {years[-1]}"


def test_a_source_of_which_nothing_is_kept_is_to_be_fetched(look, server, home):
    server.bank["90001"] = synthetic("90001", contents=1)
    select = {"Region": ("*",), "Alder": ("*",), "ContentsCode": ("*",), "Tid": ("*",)}
    source = other(EMPLOYED, table="90001", columns={}, select=select, units={}, price={})
    (found,) = look(source, folder=home)["period"]
    assert found.found == "goes to 2004, kept to nothing"
    assert found.todo == "regionstat fetch made_up"


@pytest.mark.parametrize(
    ("unit", "codes"), [("Monthly", ("2025M11", "2025M12")), ("Quarterly", ("2025K3", "2025K4"))]
)
def test_periods_that_are_no_years_are_told_as_they_are(look, server, home, unit, codes):
    server.bank["90006"] = of_time("90006", unit, codes)
    select = {"ContentsCode": ("*",), "Tid": ("*",)}
    source = other(EMPLOYED, table="90006", columns={}, select=select, units={}, price={})
    (found,) = look(source, folder=home)["period"]
    assert found.found == f"goes to {codes[-1]}, kept to nothing"


def test_damaged_figures_are_found_beside_what_the_table_says(look, fetched):
    file = next(path for path in (fetched / "data" / "raw" / INCOME.id).glob("*.pull.json"))
    file.write_text("{")
    found = look(INCOME, folder=fetched)
    assert changed(found).check == "period"
    assert "cannot be read" in changed(found).found
    assert {one.result for one in found["units"]} == {OK}


# --- the older interface --------------------------------------------------------------------------


@pytest.mark.parametrize("id_", BUNDLED)
def test_v1_tells_no_units_and_the_doctor_says_so(look, id_):
    found = look(SOURCES[id_], StatBankV1)
    assert not [one for group in found.values() for one in group if one.result == CHANGE]
    (units,) = found["units"]
    assert units.result == NOTE
    assert units.found.startswith("the table tells none before its figures")


def test_v1_tells_no_time_of_renewal_and_none_is_made_up(look, fetched, server):
    server.bank["03068"].updated = "2027-01-01T07:00:00Z"
    (found,) = look(INCOME, StatBankV1, fetched)["period"]
    assert found.result == OK


def test_a_refusal_of_a_call_is_a_finding_and_never_raised(home):
    class Refusing:
        name = "v2"

        def about(self, table):
            raise SourceUnavailable("Ask", found="it is out", where="there", todo="Wait")

    (found,) = examine(Refusing(), home, EMPLOYED)
    assert (found.check, found.found, found.todo) == ("server", "it is out (there)", "Wait")
