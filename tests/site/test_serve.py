"""The server on a real socket: JSON, CSV, facets, questions; nothing written, nothing run."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from made_content import NAMES

from regionstat.cli import serve as verb
from regionstat.errors import Misuse
from regionstat.site import serve as server
from regionstat.site.queries import QUERIES
from regionstat.site.schema import described
from regionstat.site.serve_guard import harmless_csv
from regionstat.site.serve_metadata import metadata
from regionstat.site.serve_socket import run

DATABASE = "/regionstat-2020"


@pytest.fixture(scope="module")
def home(tmp_path_factory, database_path):
    """A project whose built site has the made-up database."""
    home = tmp_path_factory.mktemp("home")
    (home / "data" / "raw").mkdir(parents=True)
    (home / "reports" / "2020").mkdir(parents=True)
    (home / "reports" / "2020" / "edition.toml").write_text("edition = 2020\n[raw]\n")
    (home / "site" / "2020" / "data").mkdir(parents=True)
    shutil.copy(database_path, home / "site" / "2020" / "data")
    return home


@pytest.fixture(scope="module")
def process(home, tmp_path_factory):
    command = [sys.executable, "-m", "regionstat.cli", "serve", "--port", "0"]
    environment = {**os.environ, "REGIONSTAT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    said = tmp_path_factory.mktemp("said") / "stderr"
    with (
        said.open("w") as errors,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        yield process
        process.kill()
    assert "Traceback" not in said.read_text()


@pytest.fixture(scope="module")
def web(process):
    line = process.stdout.readline()
    found = re.search(r"regionstat-2020\.sqlite is served on (http://127\.0\.0\.1:\d+)/", line)
    assert found, line
    with httpx.Client(base_url=found[1], trust_env=False) as client:
        yield client


def _rows(web, path, **params):
    answer = web.get(f"{DATABASE}/{path}.json", params={"_shape": "array", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_table_gives_its_rows(web, made_content):
    found = _rows(web, "observations", indicator="population", region="16")
    expected = made_content.observations.query("indicator == 'population' and region == '16'")
    assert [row["value"] for row in found] == expected["value"].tolist()


def test_every_question_is_answered(web):
    params = {
        "indicator": "population",
        "region": "16",
        "level": "county",
        "year": "",
        "status": "",
        "text": "folket",
        "language": "nb",
    }
    for name, query in QUERIES.items():
        asked = {key: params[key] for key in query.params}
        assert name == "what_became_of_region" or len(_rows(web, name, **asked)) > 0, name
    (row,) = _rows(web, "county_ranking", indicator="gdp_population_ratio", year="2015")[:1]
    assert (row["rank"], row["counties"], row["year"]) == (1, 3, 2015)


def test_what_is_typed_into_search_is_no_syntax(web):
    for text in ("", '"', "NOT", "a AND", "-", "(", "*", "'; drop table search"):
        assert _rows(web, "find", text=text, language="") == [] or text in ("NOT", "a AND")
    assert _rows(web, "find", text="karasjoh", language="en")[0]["title"] == "Kárášjohka"


def test_a_facet_counts(web):
    answer = web.get(f"{DATABASE}/regions.json", params={"_facet": "level"}).json()
    counts = {one["value"]: one["count"] for one in answer["facet_results"]["level"]["results"]}
    assert counts == {"nation": 1, "county": 4, "municipality": 5}


def test_names_come_through_json_unharmed(web):
    found = {row["region"]: row["name_nb"] for row in _rows(web, "regions")}
    assert {region: found[region] for region in NAMES} == NAMES


def test_names_come_through_csv_harmless(web):
    answer = web.get(f"{DATABASE}/regions.csv", params={"_stream": 1})
    rows = [*csv.DictReader(io.StringIO(answer.text, newline=""))]
    found = {row["region"]: row["name_nb"] for row in rows}
    assert not [name for name in found.values() if name.startswith(("=", "+", "-", "@"))]
    assert {region: found[region].removeprefix("'") for region in NAMES} == NAMES
    answer = web.get(f"{DATABASE}/observations.csv", params={"indicator": "gdp_gap_mnok"})
    values = [row["value"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]
    assert min(map(float, filter(None, values))) < 0


@pytest.mark.parametrize("page", ["regions", "regions/16", "observations", "latest", "search"])
def test_names_come_through_pages_harmless(web, page):
    answer = web.get(f"{DATABASE}/{page}", params={"_size": 1000})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text or page == "observations"


def test_nothing_can_be_written(web, home, database_path):
    for sql in ("delete from observations", "insert into units values ('a', 'b', 'c')"):
        answer = web.get(f"{DATABASE}.json", params={"sql": sql})
        assert answer.status_code == 400
        assert "SELECT" in answer.json()["error"]
    for method in ("post", "put", "delete"):
        assert getattr(web, method)(f"{DATABASE}/observations.json").status_code == 405
    served = home / "site" / "2020" / "data" / database_path.name
    assert served.read_bytes() == database_path.read_bytes()
    assert [one.name for one in served.parent.iterdir()] == [served.name]


def test_a_question_that_takes_too_long_is_ended(web):
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    answer = web.get(f"{DATABASE}.json", params={"sql": endless}, timeout=20)
    assert answer.status_code == 400
    assert "too long" in answer.text or "Interrupted" in answer.text


def test_the_file_can_be_downloaded_and_answers_kept(web, database_path):
    assert web.get(f"{DATABASE}.db").content == database_path.read_bytes()
    answer = web.get(f"{DATABASE}/units.json")
    assert answer.headers["cache-control"] == "max-age=300"
    assert "CC BY 4.0" in answer.json()["license"]


def test_licence_source_and_meaning_of_columns_stand_on_the_page(web):
    text = web.get(f"{DATABASE}/observations").text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "Statistisk sentralbyrå" in text
    assert "the figure in the indicator&#39;s unit" in text


def test_sigterm_stops_it_cleanly(web, process):
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert rest.strip().splitlines()[-1] == "Stopped."
    assert process.returncode == 0


# --- without a server -----------------------------------------------------------------------------

TRIVIAL = """
import sys
from regionstat.site.serve_socket import run
async def app(scope, receive, send): pass
try:
    run(app, host="127.0.0.1", port=0, on_ready=lambda url: print(url, flush=True))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_ends_the_server_and_a_taken_port_is_refused():
    with subprocess.Popen(
        [sys.executable, "-c", TRIVIAL], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        port = int(process.stdout.readline().rsplit(":", 1)[1].strip("/\n"))
        with pytest.raises(Misuse, match=f"127.0.0.1 port {port}.*in use"):
            run(None, host="127.0.0.1", port=port, on_ready=lambda url: None)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert out == "interrupted\n"
    assert err == ""


def test_a_site_that_is_not_built_is_made_up_for(home, tmp_path, monkeypatch, made_content):
    monkeypatch.setattr(server, "content", lambda editions: made_content)
    found = server.find_database(tmp_path, 2020)
    assert found == tmp_path / "data" / "processed" / "regionstat-2020.sqlite"
    assert found.is_file()
    assert server.find_database(home, 2020).parent.name == "data"


@pytest.mark.parametrize(
    ("host", "warned"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)]
)
def test_an_address_that_others_reach_is_warned_of(monkeypatch, host, warned):
    monkeypatch.setattr(verb, "_serve", lambda *args: None)
    answer = CliRunner().invoke(verb.serve, ["--host", host])
    assert answer.exit_code == 0
    assert ("Others than this machine" in answer.output) is warned


def test_the_metadata_describe_every_table_and_column():
    told = metadata("regionstat-2020", 2020)["databases"]["regionstat-2020"]
    assert {name: one["columns"] for name, one in told["tables"].items()} == {
        one.name: one.columns for one in described()
    }
    assert all(
        re.findall(r":(\w+)", one["sql"]) or not one["params"] for one in told["queries"].values()
    )
    json.dumps(told)


def _through(chunks):
    """Return what the middleware makes of an answer that comes in `chunks`."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def send(message):
        sent.append(message.get("body", b""))

    wrapped = harmless_csv(app)({"type": "http", "path": "/x.csv"}, None, send)
    with pytest.raises(StopIteration):
        wrapped.send(None)
    return b"".join(sent)


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)),
    st.integers(1, 40),
)
def test_csv_is_marked_however_it_is_cut(rows, size):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    data = out.getvalue().encode()
    found = _through([data[at : at + size] for at in range(0, len(data), size)])
    cells = [*csv.reader(io.StringIO(found.decode(), newline=""))]
    back = [[cell if _number(cell) else cell.removeprefix("'") for cell in row] for row in cells]
    assert back == rows
    dangerous = ("=", "+", "-", "@", "\t", "\r", "\n")
    assert not [c for row in cells for c in row if c.startswith(dangerous) and not _number(c)]


def _number(text):
    try:
        return float(text) is not None
    except ValueError:
        return False
