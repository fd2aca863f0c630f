"""The limit of calls: the arithmetic of its window, and the file that all processes share."""

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from faulty import FakeTime, answer, faulty
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.sources.limiter import DEFAULT, Limiter, is_loopback
from regionstat.sources.window import (
    MOST_CALLS,
    MOST_SECONDS,
    Policy,
    Window,
    policy_of,
    retry_after,
    room_of,
)

HOST = "data.ssb.no"
NOW = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)


# --- what the headers say -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"x-ratelimit-policy": "40;w=60s", "x-ratelimit-limit": "40"}, Policy(40, 60)),
        ({"x-ratelimit-policy": "40;w=60"}, Policy(40, 60)),
        ({"x-ratelimit-policy": " 10 ; w = 1 s "}, Policy(10, 1)),
        ({"x-ratelimit-policy": "40;w=60s, 1000;w=3600s"}, Policy(40, 60)),
        ({"x-ratelimit-policy": '40;w=60;comment="x"'}, Policy(40, 60)),
        ({"x-ratelimit-policy": "100000;w=60s"}, Policy(MOST_CALLS, 60)),
        ({"x-ratelimit-limit": "10"}, Policy(10, 60)),
        ({"x-ratelimit-limit": "10, 10;w=1"}, Policy(10, 60)),
        # A limit without its window may be one of an hour.
        ({"x-ratelimit-limit": "5000"}, DEFAULT),
        ({"x-ratelimit-policy": "0;w=0s", "x-ratelimit-limit": "0"}, None),
        ({"x-ratelimit-policy": "0;w=60s"}, None),
        ({"x-ratelimit-policy": "1;w=86400s"}, None),
        ({"x-ratelimit-policy": "40;w=60m"}, None),
        ({"x-ratelimit-policy": "-40;w=60s"}, None),
        ({"x-ratelimit-policy": "fast", "x-ratelimit-limit": "many"}, None),
        ({}, None),
    ],
)
def test_the_limit_that_an_answer_tells(headers, told):
    assert policy_of(headers, DEFAULT) == told


@pytest.mark.parametrize(
    ("text", "room"),
    [("39", 39), ("2", 2), ("1", 0), ("0", 0), ("-1", None), ("", None), ("a", None), ("3, 9", 3)],
)
def test_the_room_that_an_answer_tells(text, room):
    assert room_of({"x-ratelimit-remaining": text}) == room
    assert room_of({}) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("17", 17),
        (" 17 ", 17),
        ("1.5", 1.5),
        ("Wed, 09 Sep 2026 10:00:30 GMT", 30),
        ("Wednesday, 09-Sep-26 10:00:30 GMT", 30),
        ("Wed, 09 Sep 2026 09:00:00 GMT", 0),
        ("-5", None),
        ("1e9", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Wed, 99 Sep 2026 10:00:30 GMT", None),
        ("٣", None),
    ],
)
def test_how_long_an_answer_asks_to_wait(text, seconds):
    assert retry_after({"retry-after": text}, NOW) == seconds


def test_a_clock_that_is_wrong_here_does_not_change_how_long_to_wait():
    told = {"retry-after": "Wed, 09 Sep 2026 10:00:30 GMT", "date": "Wed, 09 Sep 2026 10:00:00 GMT"}
    assert retry_after(told, NOW + timedelta(days=400)) == 30


@given(st.integers(0, 10**6))
def test_a_date_and_its_seconds_ask_the_same(seconds):
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after({"retry-after": date}, NOW) == seconds
    assert retry_after({"retry-after": str(seconds)}, NOW) == seconds


@settings(max_examples=40)
@given(st.text(max_size=40) | st.from_regex(r"[0-9]{0,12};? ?w ?=[0-9]{0,12}s?"))
def test_no_header_breaks_the_reading_of_it(text):
    names = ("x-ratelimit-policy", "x-ratelimit-limit", "x-ratelimit-remaining", "retry-after")
    headers = {**dict.fromkeys(names, text), "date": text}
    told = policy_of(headers, DEFAULT)
    assert told is None or (1 <= told.calls <= MOST_CALLS and 0 < told.seconds <= MOST_SECONDS)
    assert (room_of(headers) or 0) >= 0
    assert (retry_after(headers, NOW) or 0) >= 0


# --- the window -----------------------------------------------------------------------------------

POLICIES = st.builds(Policy, st.integers(1, 6), st.sampled_from([0.5, 1.0, 3.0, 10.0]))
# A step is: seconds that pass (of which some are set back), and what the answer then tells.
STEPS = st.lists(
    st.tuples(
        st.one_of(st.just(0.0), st.floats(0, 12), st.floats(-50, -1)),
        st.floats(0, 2),
        st.none() | POLICIES,
        st.none() | st.integers(0, 6),
        st.none() | st.floats(0, 20),
    ),
    max_size=60,
)


@given(POLICIES, STEPS)
def test_no_window_ever_holds_more_calls_than_its_limit(default, steps):
    """Whatever the clock does and the server tells; a clock set back starts a new reckoning."""
    window, now, made = Window(), 100.0, []
    for passed, latency, policy, room, hold in steps:
        now += passed
        made = [moment for moment in made if moment <= now]
        window = window.at(now)
        limit = window.policy or default
        if window.wait(limit, now) > 0:
            continue
        assert sum(moment > now - limit.seconds for moment in made) < limit.calls
        assert now >= window.not_before
        started, now = now, now + latency
        # The server may have counted the call at any time until its answer.
        window = window.called(started).answered(started, now)
        made.append(now)
        window = replace(window, policy=policy or window.policy)
        if room is not None:
            window = window.left(room, window.policy or default, now)
        if hold is not None:
            window = window.held(hold, now)


@given(st.lists(st.floats(0, 100), max_size=40), POLICIES, st.floats(100, 200))
def test_the_wait_is_just_long_enough(calls, policy, now):
    window = Window(tuple(sorted(calls))).at(now)
    wait = window.wait(policy, now)
    assert 0 <= wait <= policy.seconds
    assert window.wait(policy, now + wait + 1e-6) == 0
    if wait > 1e-3:
        assert window.wait(policy, now + wait - 1e-3) > 0


def test_calls_of_others_that_only_the_server_saw_fill_the_window():
    policy = Policy(40, 60)
    ours = Window((1.0, 2.0, 3.0)).left(35, policy, now=10.0)
    assert len(ours.calls) == 5
    assert Window((1.0, 2.0, 3.0)).left(37, policy, now=10.0).calls == (1.0, 2.0, 3.0)
    full = Window((1.0,)).left(0, policy, now=10.0)
    assert full.wait(policy, 10.0) == 51.0


def test_the_window_stays_small():
    window = Window()
    for moment in range(MOST_CALLS + 50, 0, -1):
        window = window.called(float(moment))
    assert window.calls == tuple(map(float, range(51, MOST_CALLS + 51)))
    assert len(window.left(0, Policy(MOST_CALLS, 60), 1e6).calls) == MOST_CALLS


# --- the limiter ----------------------------------------------------------------------------------


@pytest.fixture
def clock():
    return FakeTime()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "limits"


def new(folder, clock, **how):
    return Limiter(folder, clock=clock.clock, **how)


def calls(limiter, host=HOST):
    """How many calls go through at once."""
    count = 0
    while not limiter.take(host):
        count += 1
        assert count < 500
    return count


def test_without_a_word_from_the_server_25_calls_a_minute_go_through(folder, clock):
    limiter = new(folder, clock)
    assert calls(limiter) == 25
    assert limiter.take(HOST) == 60
    assert calls(limiter, "data.brreg.no") == 25
    clock.sleep(60)
    assert calls(limiter) == 25


def test_two_processes_share_the_limit_and_what_is_learned(folder, clock):
    one, two = new(folder, clock), new(folder, clock)
    one.take(HOST)
    one.learn(HOST, 200, {"x-ratelimit-policy": "40;w=60s"})
    assert calls(two) == 39
    assert one.take(HOST) == 60


@pytest.mark.parametrize("told", [{"retry-after": "90"}, {}])
def test_a_pause_that_one_is_asked_holds_all(folder, clock, told):
    one, two = new(folder, clock), new(folder, clock)
    one.take(HOST)
    wait = one.learn(HOST, 429, told)
    assert wait == (90 if told else 60)
    assert two.take(HOST) == wait
    assert two.take("data.brreg.no") == 0
    clock.sleep(wait)
    assert two.take(HOST) == 0


def test_a_503_without_a_word_holds_nobody(folder, clock):
    limiter = new(folder, clock)
    assert limiter.learn(HOST, 503, {}) == 0
    assert limiter.take(HOST) == 0


def test_retry_after_on_a_good_answer_means_nothing(folder, clock):
    limiter = new(folder, clock)
    assert limiter.learn(HOST, 200, {"retry-after": "90"}) == 0
    assert limiter.take(HOST) == 0


def test_an_absurd_pause_is_told_whole_but_holds_others_ten_minutes(folder, clock):
    limiter = new(folder, clock)
    assert limiter.learn(HOST, 429, {"retry-after": "86400"}) == 86400
    assert limiter.take(HOST) == MOST_SECONDS


@pytest.mark.parametrize("remaining", ["0", "1"])
def test_when_the_server_says_that_nothing_remains_the_window_is_waited(folder, clock, remaining):
    limiter = new(folder, clock)
    limiter.take(HOST)
    told = {"x-ratelimit-policy": "40;w=60s", "x-ratelimit-remaining": remaining}
    limiter.learn(HOST, 200, told)
    assert limiter.take(HOST) == 60


def test_retry_after_tells_more_than_what_remains(folder, clock):
    limiter = new(folder, clock)
    limiter.take(HOST)
    told = {"x-ratelimit-policy": "40;w=60s", "x-ratelimit-remaining": "0", "retry-after": "5"}
    assert limiter.learn(HOST, 429, told) == 5
    assert limiter.take(HOST) == 5
    clock.sleep(5)
    assert limiter.take(HOST) == 0


def test_a_reboot_starts_the_clock_anew_and_holds_nobody_long(folder, clock):
    limiter = new(folder, clock)
    assert calls(limiter) == 25
    limiter.learn(HOST, 429, {"retry-after": "86400"})
    clock.now = 5.0
    assert calls(new(folder, clock)) == 25


def test_the_wall_clock_is_not_looked_at(folder, monkeypatch):
    limiter = Limiter(folder)
    assert calls(limiter) == 25
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert 0 < limiter.take(HOST) <= 60


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"calls": 3}',
        b'{"calls": ["a"]}',
        b'{"calls": [null]}',
        b'{"not_before": "x"}',
        b'{"not_before": NaN}',
        b'{"policy": {"calls": 1}}',
        b"[" * 100_000,
        b"x" * 2_000_000,
    ],
)
def test_a_damaged_file_never_stops_work_and_forgets_nothing_of_ours(folder, clock, damage):
    limiter = new(folder, clock)
    assert limiter.take(HOST) == 0
    (file,) = folder.glob("*.json")
    file.write_bytes(damage)
    assert calls(limiter) == 24
    assert json.loads(file.read_bytes())["calls"] == [1000.0] * 25
    file.write_bytes(damage)
    assert calls(new(folder, clock)) == 25


@pytest.mark.parametrize(
    "state",
    [
        {"calls": [1e308] * 400, "not_before": 1e308},
        {"calls": [-1e308] * 5000},
        {"policy": {"calls": 0, "seconds": 1.0}},
        {"policy": {"calls": -3, "seconds": -1.0}},
        {"policy": {"calls": 1, "seconds": 1e308}},
    ],
)
def test_a_file_of_nonsense_cannot_hold_us(folder, clock, state):
    limiter = new(folder, clock)
    limiter.take(HOST)
    (file,) = folder.glob("*.json")
    file.write_text(json.dumps(state))
    assert new(folder, clock).take(HOST) == 0
    assert limiter.take(HOST) <= MOST_SECONDS


@pytest.mark.parametrize("broken", ["file", "beneath", "directory in place of the state"])
def test_without_a_file_each_process_keeps_its_own_count(tmp_path, clock, broken):
    folder = tmp_path / "limits"
    if broken == "directory in place of the state":
        (folder / f"{HOST}.json").mkdir(parents=True)
    else:
        folder.write_text("in the way")
    limiter = new(folder / "deeper" if broken == "beneath" else folder, clock)
    assert calls(limiter) == 25
    assert limiter.take(HOST) == 60
    with limiter.large(HOST, lambda: pytest.fail("nobody else is here")):
        pass
    clock.sleep(60)
    assert limiter.take(HOST) == 0


def test_a_full_disk_leaves_the_count_to_the_process(folder, clock, monkeypatch):
    limiter = new(folder, clock)
    limiter.take(HOST)
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def full(*args, **how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    assert calls(limiter) == 24
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_other_users_of_the_machine_may_write_too(folder, clock):
    limiter = new(folder, clock)
    limiter.take(HOST)
    with limiter.large(HOST, lambda: None):
        pass
    assert folder.stat().st_mode & 0o777 == 0o777
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o666}
    assert len(list(folder.iterdir())) == 3


def test_a_folder_of_others_keeps_its_permissions(folder, clock):
    folder.mkdir(mode=0o700)
    new(folder, clock).take(HOST)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_environment_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIONSTAT_LIMITS", str(tmp_path / "named"))
    Limiter().take(HOST)
    assert (tmp_path / "named" / f"{HOST}.json").exists()


@pytest.mark.parametrize("host", ["../../etc/passwd", "a/b", "[::1]:80", "æ", "h:80"])
def test_no_host_names_a_file_elsewhere(folder, clock, host):
    new(folder, clock, spare_loopback=False).take(host)
    assert len(list(folder.glob("*.json"))) == 1
    assert len(list(folder.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8080", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("localhost:80", True),
        ("[::1]", True),
        ("[::1]:80", True),
        ("data.ssb.no", False),
        ("10.0.0.1", False),
        ("localhost.evil.org", False),
        ("127.0.0.1.evil.org:80", False),
    ],
)
def test_what_is_loopback(host, local):
    assert is_loopback(host) is local


def test_a_loopback_server_is_spared_and_leaves_no_file_until_it_tells_a_limit(folder, clock):
    limiter, host = new(folder, clock), "127.0.0.1:4000"
    for _ in range(99):
        assert limiter.take(host) == 0
    limiter.learn(host, 200, {"x-ratelimit-policy": "3;w=60s"})
    assert limiter.take(host) > 0
    assert not folder.exists()


# --- several processes ----------------------------------------------------------------------------

CALL = """
import sys
from pathlib import Path
from regionstat.sources.http import Client
from regionstat.sources.limiter import Limiter, Policy
folder, url, calls, limit, large = sys.argv[1:]
limiter = Limiter(Path(folder), default=Policy(int(limit), 1.0), spare_loopback=False)
with Client(limiter=limiter) as client:
    for _ in range(int(calls)):
        client.get(url, large=bool(large))
"""
HOLD = """
import sys, time
from pathlib import Path
from regionstat.sources.limiter import Limiter
with Limiter(Path(sys.argv[1])).large("data.ssb.no", lambda: None):
    print("held", flush=True)
    time.sleep(60)
"""
ASK = """
import sys
from pathlib import Path
from regionstat.sources.limiter import Limiter
print(Limiter(Path(sys.argv[1])).take("data.ssb.no"))
"""


@contextmanager
def child(code, *args):
    command = [sys.executable, "-W", "error", "-c", code, *map(str, args)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def run(server, folder, processes, *args):
    with ExitStack() as all_of_them:
        started = [
            all_of_them.enter_context(child(CALL, folder, f"{server.url}/x", *args))
            for _ in range(processes)
        ]
        assert [process.wait(60) for process in started] == [0] * processes


def test_processes_together_never_exceed_the_limit(folder):
    limit, window = 8, 1.0
    with faulty(x=[answer()]) as server:
        run(server, folder, 3, 7, limit, "")
    moments = sorted(seen.moment for seen in server.log)
    assert len(moments) == 21
    for first, beyond in zip(moments, moments[limit:], strict=False):
        assert beyond - first >= window


def test_processes_together_have_one_large_request_in_flight(folder):
    with faulty(x=[answer(before=0.1)]) as server:
        run(server, folder, 3, 3, 100, "large")
    assert len(server.log) == 9
    assert server.busiest == 1


def test_a_pause_holds_another_process(folder):
    limiter = Limiter(folder)
    limiter.take(HOST)
    limiter.learn(HOST, 429, {"retry-after": "300"})
    with child(ASK, folder) as process:
        assert 200 < float(process.communicate(timeout=60)[0]) < 300


def test_a_process_that_is_killed_frees_its_place(folder):
    busy = []
    with child(HOLD, folder) as process:
        assert process.stdout.readline() == "held\n"

        def kill():
            busy.append(process.poll())
            process.kill()

        with Limiter(folder).large(HOST, kill):
            assert busy == [None]
        with Limiter(folder).large(HOST, lambda: pytest.fail("it is free")):
            pass


def test_a_place_that_never_gets_free_is_given_up(folder, monkeypatch):
    monkeypatch.setattr("regionstat.sources.limiter._LARGE_SECONDS", 0.01)
    from regionstat.errors import SourceUnavailable

    with child(HOLD, folder) as process:
        process.stdout.readline()
        with (
            pytest.raises(SourceUnavailable, match="another process"),
            Limiter(folder).large(HOST, lambda: None),
        ):
            pass


def test_the_clock_is_one_for_the_whole_machine():
    code = "import time; print(time.monotonic())"
    before = time.monotonic()
    with child(code) as process:
        told = float(process.communicate(timeout=60)[0])
    assert before <= told <= time.monotonic()
