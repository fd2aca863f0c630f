"""Over a socket, against a StatBank that shares no code with the client."""

import httpx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import Misuse, SourceChanged, SourceUnavailable
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client
from regionstat.sources.limiter import Limiter
from regionstat.sources.pxweb import StatBankV1, StatBankV2, choose, fetch_parts, open_bank, split
from regionstat.sources.pxweb.expressions import expand
from regionstat.sources.pxweb.opening import plan_query
from regionstat.tables import decode
from statbank import Bank, serve, synthetic
from statbank.samples import awkward, closed, px_type, samples, summing

BOTH = pytest.mark.parametrize("kind", [StatBankV2, StatBankV1])


@pytest.fixture(scope="module")
def server():
    bank = Bank()
    for table in samples():
        bank[table.id] = table
    with serve(bank) as running:
        yield running


@pytest.fixture(autouse=True)
def _untouched(request):
    yield
    if "server" in request.fixturenames:
        request.getfixturevalue("server").faults.clear()
        request.getfixturevalue("server").log.clear()


@pytest.fixture
def client(tmp_path):
    with Client(limiter=Limiter(tmp_path), sleep=lambda seconds: None) as opened:
        yield opened


@pytest.fixture
def bank_of(server, client):
    return lambda kind: kind(client, hosts_at(server.url))


def everything(meta):
    return choose(meta, {variable.code: ["*"] for variable in meta.variables})


def frame(bodies):
    """All cells of all bodies, by code, in one order."""
    whole = pd.concat([decode(body).frame for body in bodies])
    codes = sorted(c for c in whole if c not in ("value", "status") and not c.endswith("_label"))
    texts = whole[[*codes, "status"]].astype(str).assign(value=whole["value"])
    return texts.sort_values(codes, ignore_index=True)


def fetched(bank, query, limit, **extra):
    bodies = {}

    def keep(request, answer, header):
        bodies[request.digest] = answer.body

    fetch_parts(bank, split(query, limit), keep=keep, **extra)
    return list(bodies.values())


# --- parts -----------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("table", "limit"), [("90001", 40), ("90002", 16), ("90003", 6), ("03013", 16)]
)
def test_a_table_in_many_parts_is_the_table_in_one(server, bank_of, kind, table, limit):
    bank = bank_of(kind)
    query = everything(bank.metadata(table))
    whole = fetched(bank, query, 800_000)
    assert len(whole) == 1
    server.log.clear()
    parts = fetched(bank, query, limit)
    assert len(parts) == len(server.log) == len(split(query, limit)) > 1
    pd.testing.assert_frame_equal(frame(parts), frame(whole))
    assert len(frame(parts)) == query.cells
    assert all(call.method == "POST" for call in server.log)
    orders = {tuple(decode(body).dimensions) for body in parts + whole}
    assert len(orders) == 1 or kind is StatBankV1


@pytest.mark.parametrize("table", ["90001", "90002", "90003", "90004", "90006"])
def test_v1_and_v2_give_the_same_cells(bank_of, table):
    v2, v1 = bank_of(StatBankV2), bank_of(StatBankV1)
    one, other = everything(v2.metadata(table)), everything(v1.metadata(table))
    assert one.cells == other.cells
    ones, others = fetched(v2, one, 800_000), fetched(v1, other, 800_000)
    pd.testing.assert_frame_equal(frame(ones), frame(others))


@BOTH
def test_a_variable_left_out_is_totalled_and_recorded(bank_of, kind):
    bank = bank_of(kind)
    query = choose(bank.metadata("90003"), {"ContentsCode": ["*"], "Tid": ["2024"]})
    (body,) = fetched(bank, query, 800_000)
    assert query.eliminated == ("Region", "Kjonn")
    # Region has a total of its own, 1000; both sexes are added up.
    assert list(frame([body])["value"]) == [2000]


@BOTH
def test_one_large_split_takes_the_fewest_requests(client, kind):
    bank = Bank()
    bank["90009"] = synthetic("90009", regions=60, ages=50, contents=2, years=3)
    with serve(bank, limit=1000) as running:
        found = kind(client, hosts_at(running.url))
        query = everything(found.metadata("90009"))
        assert found.limit() == 1000
        running.log.clear()
        assert len(frame(fetched(found, query, found.limit()))) == 18_000
        # 18,000 / 1,000; a part holds at most 166 of 3,000 places x ages, so one is over.
        assert len(running.log) == 19


# --- expressions -----------------------------------------------------------------------------

TABLES = {table.id: table for table in (awkward(), *samples())}
LETTERS = st.text("0123aæK*?(),-M. ", min_size=1, max_size=5)


@st.composite
def asked(draw):
    table = TABLES[draw(st.sampled_from(["90001", "90002", "90003", "90005", "90006", "90008"]))]
    variable = draw(st.sampled_from(table.variables))
    code = st.sampled_from(variable.codes)
    piece = code.flatmap(lambda c: st.integers(0, len(c)).map(lambda n: c[:n]))
    small = st.integers(0, 12)
    expression = st.one_of(
        code,
        code.map(str.swapcase),
        piece.map("{}*".format),
        piece.map("*{}".format),
        piece.map("*{}*".format),
        code.map(lambda c: "?" + c[1:]),
        LETTERS,
        st.builds("{}({})".format, st.sampled_from(["top", "BOTTOM"]), small),
        st.builds("{}({},{})".format, st.sampled_from(["Top", "bottom"]), small, small),
        st.builds("{}({})".format, st.sampled_from(["from", "To"]), st.one_of(code, LETTERS)),
        st.builds("range({},{})".format, code, code),
    )
    return table, variable, draw(st.lists(expression, min_size=1, max_size=3, unique_by=str.lower))


@pytest.fixture(scope="module")
def raw():
    with httpx.Client(trust_env=False) as opened:
        yield opened


@settings(max_examples=80)
@given(asked())
def test_expressions_mean_what_the_server_means(server, raw, case):
    table, variable, expressions = case
    selection = [{"variableCode": variable.code, "valueCodes": expressions}] + [
        {"variableCode": other.code, "valueCodes": [other.codes[0]]}
        for other in table.variables
        if other.code != variable.code
    ]
    url = f"{server.url}/api/pxwebapi/v2/tables/{table.id}/data"
    got = raw.post(url, json={"selection": selection}, params={"outputFormat": "json-stat2"})
    found = [selected(expression, variable, table) for expression in expressions]
    if got.status_code == 400:
        assert not all(found)
        return
    assert got.status_code == 200
    # What selects nothing we refuse, and the server silently leaves out.
    dimension = got.json()["dimension"].get(variable.code, {"category": {"index": {}}})
    theirs = sorted(dimension["category"]["index"], key=dimension["category"]["index"].get)
    assert theirs == [code for code in variable.codes if any(code in codes for codes in found)]


def selected(expression, variable, table):
    is_time = variable.role == "time"
    given = {"is_time": is_time, "variable": variable.code, "table": table.id}
    try:
        return expand([expression], variable.codes, **given)
    except Misuse:
        return ()


# --- code lists ------------------------------------------------------------------------------

PAIRS = {"Region": ["*"], "Kjonn": ["1"], "ContentsCode": ["*"], "Tid": ["2024"]}


def test_a_code_list_sums_and_is_expanded_by_its_own_codes(bank_of):
    bank = bank_of(StatBankV2)
    meta = bank.metadata("90003")
    query = plan_query(bank, meta, PAIRS, {"Region": "agg:Par"})
    assert query.variables[0].codes == ("P-1", "P-2")
    (body,) = fetched(bank, query, 800_000)
    parts = fetched(bank, query, 1)
    pd.testing.assert_frame_equal(frame(parts), frame([body]))
    assert list(frame([body])["value"]) == [4 + 8, 12 + 16]


def test_v1_gives_the_same_sums_for_codes_named_one_by_one(bank_of):
    v2, v1 = bank_of(StatBankV2), bank_of(StatBankV1)
    wish = PAIRS | {"Region": ["P-1", "P-2"]}
    one = plan_query(v2, v2.metadata("90003"), wish, {"Region": "agg_Par"})
    other = plan_query(v1, v1.metadata("90003"), wish, {"Region": "agg_Par"})
    pd.testing.assert_frame_equal(frame(fetched(v2, one, 99)), frame(fetched(v1, other, 99)))


def test_a_code_list_that_changed_case_is_told_with_its_new_name(server, bank_of):
    bank = bank_of(StatBankV2)
    server.faults.add("codelist_case")
    meta = bank.metadata("90003")
    with pytest.raises(Misuse, match="Write 'AGG_PAR'"):
        plan_query(bank, meta, PAIRS, {"Region": "agg_Par"})
    with pytest.raises(Misuse, match="there is none of that id"):
        bank.codelist("agg_Par")


def test_a_table_that_must_not_be_summed_is_refused_before_it_is_asked(server, bank_of):
    bank = bank_of(StatBankV2)
    meta = bank.metadata("90004")
    server.log.clear()
    with pytest.raises(Misuse, match="must not be summed"):
        plan_query(bank, meta, {"Sted": ["*"], "Tid": ["*"]}, {"Sted": "agg_Alle"})
    assert [call.method for call in server.log] == ["GET"]


# --- what goes wrong -------------------------------------------------------------------------


@BOTH
def test_a_table_that_changes_once_between_parts_is_fetched_again(server, bank_of, kind):
    bank = bank_of(kind)
    query = everything(bank.metadata("90001"))
    server.faults.add("change_between_parts", 2)
    server.log.clear()
    parts = fetched(bank, query, 100)
    assert len(server.log) == 2 * len(parts) == 8
    assert len({decode(body).updated for body in parts}) == 1
    server.log.clear()
    pd.testing.assert_frame_equal(frame(parts), frame(fetched(bank, query, 800_000)))


@BOTH
def test_a_table_that_keeps_changing_is_refused(server, bank_of, kind):
    bank = bank_of(kind)
    query = everything(bank.metadata("90001"))
    server.faults.add("change_between_parts", 2, repeat=True)
    with pytest.raises(SourceChanged, match="it changed while it was fetched, twice: `updated`"):
        fetched(bank, query, 100)


@BOTH
@pytest.mark.parametrize("fault", ["html200", "truncated", "empty500"])
def test_what_is_no_table_is_told_and_the_next_run_succeeds(server, bank_of, kind, fault):
    bank = bank_of(kind)
    query = everything(bank.metadata("90001"))
    server.faults.add(fault, 1)
    with pytest.raises(SourceUnavailable, match="90001"):
        fetched(bank, query, 800_000)
    assert len(fetched(bank, query, 800_000)) == 1


@BOTH
def test_a_table_that_is_gone_is_told(server, bank_of, monkeypatch, kind):
    bank = bank_of(kind)
    with pytest.raises(SourceChanged, match="there is no table 99999"):
        bank.metadata("99999")
    query = everything(bank.metadata("90001"))
    monkeypatch.delitem(server.bank, "90001")
    with pytest.raises(SourceChanged, match="table 90001"):
        fetched(bank, query, 800_000)


@BOTH
def test_a_limit_that_shrank_is_told_with_the_cells(client, kind):
    bank = Bank()
    bank["90001"] = synthetic()
    with serve(bank, limit=100) as running:
        found = kind(client, hosts_at(running.url))
        query = everything(found.metadata("90001"))
        with pytest.raises(SourceChanged, match="too many: 400 asked for"):
            found.data(query)


def test_v1_stands_in_for_v2_over_the_wire(server, client):
    told = []
    server.faults.add("html200", path="/pxwebapi/v2/")
    bank = open_bank(client, hosts_at(server.url), tell=told.append)
    assert bank.name == "v1"
    assert told[0].startswith("StatBank v2 is out")
    assert len(fetched(bank, everything(bank.metadata("90001")), 800_000)) == 1


def test_a_closed_series_names_its_successor(bank_of):
    bank = bank_of(StatBankV2)
    meta, about = bank.metadata(closed().id), bank.about(closed().id)
    assert meta.discontinued
    assert about.discontinued
    assert meta.successor == "14700"
    assert bank.metadata(summing().id).successor is None


def test_about_tells_what_the_metadata_tell(bank_of):
    v2, v1 = bank_of(StatBankV2), bank_of(StatBankV1)
    meta = v2.metadata("90006")
    about = v2.about("90006")
    assert about.updated == meta.updated
    assert (about.first_period, about.last_period) == (meta.time.codes[0], meta.time.codes[-1])
    assert (v1.about("90006").first_period, v1.about("90006").updated) == ("2025M01", None)


def test_a_table_without_contents_is_read_by_both(bank_of):
    for kind in (StatBankV2, StatBankV1):
        bank = bank_of(kind)
        query = everything(bank.metadata(px_type().id))
        assert not query.has_contents
        assert len(frame(fetched(bank, query, 800_000))) == 6
