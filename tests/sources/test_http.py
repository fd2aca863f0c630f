"""One polite client, against a server that misbehaves in every way we know of."""

import gzip
import json
import select
import shutil
import socket
import ssl
import subprocess
import threading
import tracemalloc
import zlib
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from faulty import FakeTime, Reply, answer, faulty, zipped
from hypothesis import given
from hypothesis import strategies as st

from regionstat import __version__
from regionstat.errors import Misuse, NoConnection, SourceUnavailable
from regionstat.sources.body import Cut, TooLarge, UnknownEncoding, receive
from regionstat.sources.http import Client
from regionstat.sources.limiter import Limiter
from regionstat.sources.manners import Manners

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
OURS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REGIONSTAT_CONTACT", "REQUEST_METHOD")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch, tmp_path):
    for name in (*PROXIES, *(p.lower() for p in PROXIES), *OURS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REGIONSTAT_LIMITS", str(tmp_path / "limits"))


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def client(time, tmp_path):
    with polite(time, tmp_path) as client:
        yield client


def polite(time, tmp_path, **manners):
    limiter = Limiter(tmp_path / "limits", clock=time.clock)
    return Client(Manners(**manners), limiter=limiter, sleep=time.sleep, on_wait=time.on_wait)


# --- a good answer --------------------------------------------------------------------------------


def test_a_get_comes_back_with_all_that_a_pedigree_needs(client):
    with faulty(x=[answer(200, b'{"a":1}', {"X-Mixed-Case": "Yes"})]) as server:
        before = datetime.now(UTC)
        found = client.get(f"{server.url}/x", params={"valueCodes[Tid]": "top(1)"})
        assert before <= found.retrieved <= datetime.now(UTC)
        assert found.retrieved.utcoffset() == timedelta(0)
    assert (found.method, found.status, found.body, found.sent) == ("GET", 200, b'{"a":1}', b"")
    assert found.url == f"{server.url}/x?valueCodes%5BTid%5D=top%281%29"
    assert found.headers["x-mixed-case"] == "Yes"
    (seen,) = server.log
    assert seen.target == "/x?valueCodes%5BTid%5D=top%281%29"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["accept-encoding"] == "gzip, deflate"


def test_a_post_sends_its_bytes_as_they_are(client):
    with faulty(x=[answer()]) as server:
        body = '{"q": "Trøndelag"}'.encode()
        found = client.post(f"{server.url}/x?lang=en", body, accept="text/csv")
    assert (found.sent, found.method) == (body, "POST")
    (seen,) = server.log
    assert (seen.method, seen.target, seen.body) == ("POST", "/x?lang=en", body)
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["accept"] == "text/csv"


def test_parameters_join_those_of_the_address(client):
    with faulty(x=[answer()]) as server:
        client.get(f"{server.url}/x?lang=en&a=æ", params={"b": "1,2 &"})
        client.get(f"{server.url}/x?lang=en", params={})
    assert server.log[0].target == "/x?lang=en&a=%C3%A6&b=1%2C2+%26"
    assert server.log[1].target == "/x?lang=en"


def test_a_password_in_the_address_is_not_kept(client):
    with faulty(x=[answer(), answer(302, b"", {"Location": "http://h/"})]) as server:
        url = f"http://me:secret@{server.host}/x"
        assert client.get(url).url == f"{server.url}/x"
        with pytest.raises(SourceUnavailable) as raised:
            client.get(url)
    assert "authorization" in server.log[0].headers
    assert "secret" not in str(raised.value)


def test_one_connection_serves_many_requests(client):
    with faulty(x=[zipped(b"1" * 99)], y=[answer(404, b"no")]) as server:
        for path in "xyxxy":
            client.get(f"{server.url}/{path}")
    assert [seen.connection for seen in server.log] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("", "contact: set REGIONSTAT_CONTACT"),
        ("mail@example.org", "mail@example.org"),
        ("a\r\nX-Evil: b\x01", "a X-Evil: b"),
        ("Åse", "Ã\x85se"),
    ],
)
def test_the_user_agent_names_version_and_contact(client, monkeypatch, contact, told):
    monkeypatch.setenv("REGIONSTAT_CONTACT", contact)
    with faulty(x=[answer()]) as server:
        client.get(f"{server.url}/x")
    assert server.log[0].headers["user-agent"] == f"regionstat/{__version__} (+{told})".lower()
    assert "x-evil" not in server.log[0].headers


def test_constructing_goes_nowhere(monkeypatch):
    def forbidden(*args):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    with Client():
        pass


@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 403, 404, 410, 413, 416, 500, 501])
@pytest.mark.parametrize("body", [b"", b"<html>no</html>"])
def test_a_status_that_asking_again_does_not_better_comes_back_at_once(client, time, status, body):
    body = b"" if status in {204, 304} else body
    with faulty(x=[answer(status, body)]) as server:
        found = client.get(f"{server.url}/x")
    assert (found.status, found.body) == (status, body)
    assert len(server.log) == 1
    assert time.slept == []


def test_a_right_length_with_wrong_json_is_the_callers_business(client):
    with faulty(x=[answer(200, b'{"a":')]) as server:
        assert client.get(f"{server.url}/x").body == b'{"a":'


# --- asking again ---------------------------------------------------------------------------------

CUT = answer(200, b'{"a":', length=99, close=True)
LATE = Reply(b"HTTP/1.1 200 X\r\nContent-Len", close=True)


@pytest.mark.parametrize(
    "fault",
    [
        *(answer(status, b"<html>busy</html>") for status in (429, 502, 503, 504)),
        answer(503, b""),
        answer(503, gzip.compress(b"busy"), {"Content-Encoding": "gzip"}),
        answer(503, b"not gzip at all", {"Content-Encoding": "gzip"}),
        answer(503, b"?", {"Content-Encoding": "br"}),
        answer(503, b"x" * 100_000),
        CUT,
        LATE,
        Reply(b"", close=True),
        Reply(b"SSH-2.0-OpenSSH\r\n\r\n", close=True),
        answer(200, gzip.compress(b"x" * 999)[:-9], {"Content-Encoding": "gzip"}),
        answer(200, b"plain text", {"Content-Encoding": "gzip"}),
        answer(200, gzip.compress(b"x") + b"rubbish", {"Content-Encoding": "gzip"}),
        answer(200, zlib.compress(b"x" * 99)[:-1], {"Content-Encoding": "deflate"}),
        Reply(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", close=True),
        Reply(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", close=True),
    ],
)
def test_a_fault_that_passes_is_survived(client, time, fault):
    with faulty(x=[fault, fault, answer(200, b"good")]) as server:
        assert client.get(f"{server.url}/x").body == b"good"
    assert len(server.log) == 3
    assert len(time.slept) == 2
    assert [seconds for seconds, _ in time.reasons] == time.slept
    assert all(server.host in reason for _, reason in time.reasons)


def test_a_body_longer_than_told_does_not_spoil_the_next_answer(client):
    with faulty(x=[answer(200, b'{"a":1}rubbish', length=7)], y=[answer(200, b"next")]) as server:
        assert client.get(f"{server.url}/x").body == b'{"a":1}'
        assert client.get(f"{server.url}/y").body == b"next"


def test_a_503_that_lasts_a_minute_is_survived_and_one_that_stays_is_told(time, tmp_path):
    with (
        faulty(x=[answer(503, b"<h1>Reloading\n tables</h1>" + b"." * 900)]) as server,
        polite(time, tmp_path) as client,
        pytest.raises(SourceUnavailable) as raised,
    ):
        client.get(f"{server.url}/x?{'c' * 500}")
    assert raised.type is SourceUnavailable
    assert len(server.log) == 7
    assert 60 < sum(time.slept) <= 200
    assert time.slept == sorted(time.slept)
    told = raised.value
    assert told.asked == f"GET {server.url}/x"
    assert told.where == server.host
    assert told.found.startswith("HTTP 503 '<h1>Reloading tables</h1>...")
    assert told.found.endswith(" …'; tried 7 times")
    assert len(str(told)) < 400


def test_pauses_differ_between_two_that_meet_the_same_fault(tmp_path):
    pauses = []
    with faulty(x=[answer(503)]) as server:
        for _ in range(2):
            time = FakeTime()
            with polite(time, tmp_path) as client, pytest.raises(SourceUnavailable):
                client.get(f"{server.url}/x")
            pauses.append(time.slept)
    assert pauses[0] != pauses[1]


def test_patience_ends(time, tmp_path):
    with (
        faulty(x=[answer(503, headers={"Retry-After": "100"})]) as server,
        polite(time, tmp_path, patience=250) as client,
        pytest.raises(SourceUnavailable, match="tried 3 times"),
    ):
        client.get(f"{server.url}/x")
    assert time.slept == [100, 100]


def test_nobody_listens(client, time):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NoConnection, match=r"no connection: .*refused.*tried 7 times"):
        client.get(f"http://127.0.0.1:{port}/x")
    assert len(time.slept) == 6


def test_a_silent_server_is_given_up(time, tmp_path):
    with (
        faulty(x=[answer(before=9)]) as server,
        polite(time, tmp_path, read=0.05, tries=2) as client,
        pytest.raises(SourceUnavailable, match=r"silence for 0\.05 s; tried 2 times"),
    ):
        client.get(f"{server.url}/x")


def test_a_429_waits_what_is_asked_or_the_window(client, time):
    told = answer(429, headers={"Retry-After": "17"})
    with faulty(x=[told, answer(429), answer()]) as server:
        client.get(f"{server.url}/x")
    assert time.slept == [17, 60]


def test_retry_after_as_a_date_is_read_by_the_servers_clock(client, time):
    dates = {
        "Date": "Wed, 09 Sep 2026 10:00:00 GMT",
        "Retry-After": "Wed, 09 Sep 2026 10:02:05 GMT",
    }
    with faulty(x=[answer(503, headers=dates), answer()]) as server:
        client.get(f"{server.url}/x")
    assert time.slept == [125]


def test_an_absurd_retry_after_is_refused_with_its_length(client, time):
    with (
        faulty(x=[answer(429, b"later", {"Retry-After": "86400"})]) as server,
        pytest.raises(SourceUnavailable, match=r"HTTP 429 'later'.*1,440 minutes"),
    ):
        client.get(f"{server.url}/x")
    assert time.slept == []


# --- bounds ---------------------------------------------------------------------------------------


def test_a_bomb_is_refused_without_the_memory_that_it_asks_for(client):
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    step = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same bytes unpack to the same again: 64 times 16 MB are 1 GB.
    bomb = head + step * 64
    assert len(bomb) < 1_100_000
    assert len(zlib.decompressobj(31).decompress(head + step * 2)) == 1 << 25
    most = 20_000_000
    with faulty(x=[answer(200, bomb, {"Content-Encoding": "gzip"})]) as server:
        tracemalloc.start()
        try:
            with pytest.raises(SourceUnavailable, match="more than 20,000,000 bytes"):
                client.get(f"{server.url}/x", max_bytes=most)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert len(server.log) == 1
    assert peak < 1.5 * most


@pytest.mark.parametrize(
    "reply",
    [
        answer(200, b"x" * 101),
        answer(200, b"", length=101, close=True),
        zipped(b"x" * 101),
        Reply(b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 101, close=True),
        answer(404, b"x" * 101),
    ],
)
def test_a_body_over_the_limit_is_refused_at_once(client, time, reply):
    with (
        faulty(x=[reply]) as server,
        pytest.raises(SourceUnavailable, match="more than 100 bytes"),
    ):
        client.get(f"{server.url}/x", max_bytes=100)
    assert len(server.log) == 1
    assert time.slept == []


def test_a_body_of_exactly_the_limit_is_fine(client):
    with faulty(x=[zipped(b"x" * 100)]) as server:
        assert len(client.get(f"{server.url}/x", max_bytes=100).body) == 100


DRIPS = {
    "body": Reply(
        b"HTTP/1.1 200 X\r\nContent-Length: 9999\r\n\r\n" + b"x" * 9999, step=60, pause=0.02
    ),
    "head": Reply(b"HTTP/1.1 200 X\r\nX-Long: " + b"x" * 9999, step=1, pause=0.02),
    "endless": Reply(b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 9999, step=60, pause=0.02),
    "busy": Reply(
        b"HTTP/1.1 503 X\r\nContent-Length: 999\r\n\r\n" + b"x" * 999, step=1, pause=0.02
    ),
}


@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
def test_a_slow_drip_ends(time, tmp_path, drip):
    with (
        faulty(x=[drip], y=[answer(200, b"next")]) as server,
        polite(time, tmp_path, answer=0.3, read=5) as client,
    ):
        with pytest.raises(SourceUnavailable, match=r"no whole answer within 0\.3 s"):
            client.get(f"{server.url}/x")
        assert client.get(f"{server.url}/y").body == b"next"
    assert time.slept == []


def test_waiting_does_not_count_against_the_deadline(time, tmp_path):
    with (
        faulty(x=[answer(503), answer(503), answer(200, b"good")]) as server,
        polite(time, tmp_path, answer=3) as client,
    ):
        assert client.get(f"{server.url}/x").body == b"good"
    assert sum(time.slept) > 3


def test_a_packing_that_was_not_asked_for_is_refused(client):
    with (
        faulty(x=[answer(200, b"?", {"Content-Encoding": "br"})]) as server,
        pytest.raises(SourceUnavailable, match="packed as 'br'"),
    ):
        client.get(f"{server.url}/x")


# --- the body, without a socket -------------------------------------------------------------------

PACK = {
    "": lambda data: data,
    "identity": lambda data: data,
    "GZIP": gzip.compress,
    "x-gzip": lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:]),
    "deflate": zlib.compress,
    " Deflate": lambda data: zlib.compress(data, wbits=-15),
}


@given(
    st.binary(max_size=2000) | st.builds(lambda n: b"a" * n, st.integers(0, 3_000_000)),
    st.sampled_from(sorted(PACK)),
    st.integers(1, 999),
)
def test_a_body_is_unpacked_whatever_its_packing_and_pieces(data, encoding, step):
    packed = PACK[encoding](data)
    step = max(step, len(packed) // 500)
    pieces = [packed[i : i + step] for i in range(0, len(packed), step)]
    sink = BytesIO()
    receive(pieces, sink, encoding, len(data))
    assert sink.getvalue() == data
    if data:
        with pytest.raises(TooLarge):
            receive(pieces, BytesIO(), encoding, len(data) - 1)


@given(st.binary(min_size=1, max_size=500), st.sampled_from(["gzip", "deflate"]), st.data())
def test_a_packed_body_that_is_cut_is_never_taken_for_whole(data, encoding, draw):
    packed = PACK[{"gzip": "GZIP"}.get(encoding, encoding)](data)
    end = draw.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(Cut):
        receive([packed[:end]], BytesIO(), encoding, 1000)


@given(st.binary(min_size=1, max_size=200))
def test_rubbish_is_never_taken_for_gzip(data):
    with pytest.raises(Cut):
        receive([data], BytesIO(), "gzip", 1 << 20)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_an_unknown_packing_is_told(encoding):
    with pytest.raises(UnknownEncoding):
        receive([b"x"], BytesIO(), encoding, 10)


# --- redirects, addresses, proxies, certificates --------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("absolute", [True, False])
def test_a_redirect_within_the_server_is_followed(client, status, absolute):
    with faulty(x=[], y=[answer(200, b"there")]) as server:
        to = f"{server.url}/y" if absolute else "y"
        server.script["/x"] = [answer(status, b"moved", {"Location": to})]
        found = client.get(f"{server.url}/x")
    assert (found.body, found.url) == (b"there", f"{server.url}/y")


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirected_post_keeps_its_body(client, status):
    with faulty(x=[answer(status, b"", {"Location": "/y"})], y=[answer(200, b"there")]) as server:
        found = client.post(f"{server.url}/x", b"query")
    assert (found.body, found.method, found.sent) == (b"there", "POST", b"query")
    assert [(seen.method, seen.body) for seen in server.log] == [("POST", b"query")] * 2


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_lose_the_query_is_refused(client, status):
    with (
        faulty(x=[answer(status, b"", {"Location": "/y"})]) as server,
        pytest.raises(SourceUnavailable, match="lose the body"),
    ):
        client.post(f"{server.url}/x", b"query")
    assert len(server.log) == 1


@pytest.mark.parametrize(
    "to",
    [
        "http://localhost:{port}/y",
        "https://127.0.0.1:{port}/y",
        "http://127.0.0.1/y",
        "//example.org/y",
        "http://user:pass@example.org/y",
    ],
)
def test_a_redirect_to_another_server_is_refused_naming_both(client, time, to):
    with faulty(x=[], y=[answer()]) as server:
        to = to.format(port=server.host.split(":")[1])
        server.script["/x"] = [answer(302, b"", {"Location": to})]
        with pytest.raises(SourceUnavailable) as raised:
            client.get(f"{server.url}/x")
    assert server.url in raised.value.found
    assert to.split("//")[1].split("/")[0].split("@")[-1] in raised.value.found
    assert "pass@" not in str(raised.value)
    assert len(server.log) == 1
    assert time.slept == []


def test_three_redirects_are_followed_and_a_fourth_is_not(client):
    def to(path):
        return [answer(302, b"", {"Location": path})]

    with faulty(a=to("/b"), b=to("/c"), c=to("/d"), d=[answer(200, b"end")], z=to("/a")) as server:
        assert client.get(f"{server.url}/a").body == b"end"
        with pytest.raises(SourceUnavailable, match="more than 3 redirects"):
            client.get(f"{server.url}/z")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data.ssb.no/api",
        "ftp://x/y",
        "http://",
        "http:///x",
        "http://[::1",
        "file:///x",
        "http://h:99999/",
        "localhost:80/x",
    ],
)
def test_an_address_that_is_none_is_misuse(client, url):
    with pytest.raises(Misuse, match="not an address"):
        client.get(url)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_used(client, monkeypatch, name):
    with faulty(proxied=[answer(200, b"by proxy")]) as server:
        monkeypatch.setenv(name, server.url)
        found = client.get("http://statbank.invalid/x")
    assert found.body == b"by proxy"
    assert server.log[0].target == "http://statbank.invalid/x"


def test_an_exception_from_the_proxy_is_respected(client, monkeypatch):
    with faulty(x=[answer(200, b"straight")]) as server, faulty(proxied=[answer()]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert client.get(f"{server.url}/x").body == b"straight"
        assert proxy.log == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTP_PROXY", "gopher://x:1"), ("SSL_CERT_FILE", "/nowhere/cert.pem")],
)
def test_settings_of_the_environment_that_cannot_be_are_told(client, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(Misuse, match="Look at HTTP_PROXY"):
        client.get("http://127.0.0.1:9/x")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate of this test")
    folder = tmp_path_factory.mktemp("tls")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(certificate):
    """A TLS server of HTTP/2 that answers every request with its path."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    context.set_alpn_protocols(["h2"])
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        thread = threading.Thread(target=_serve_h2, args=(listener, context, stop), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        stop.set()
        thread.join(10)


def _serve_h2(listener, context, stop):
    while not stop.is_set():
        # A time-out, and a client that breaks off, are both errors of the system.
        with suppress(OSError):
            plain, _ = listener.accept()
            with plain:
                plain.settimeout(5)
                with context.wrap_socket(plain, server_side=True) as secure:
                    _speak_h2(secure, stop)


def _receive(secure, stop):
    secure.settimeout(0.1)
    while not stop.is_set():
        with suppress(TimeoutError):
            return secure.recv(65536)
    return b""


def _speak_h2(secure, stop):
    from h2.config import H2Configuration
    from h2.connection import H2Connection
    from h2.events import RequestReceived

    speaker = H2Connection(H2Configuration(client_side=False))
    speaker.initiate_connection()
    secure.sendall(speaker.data_to_send())
    while data := _receive(secure, stop):
        for event in speaker.receive_data(data):
            if isinstance(event, RequestReceived):
                path = dict(event.headers)[b":path"]
                speaker.send_headers(event.stream_id, [(":status", "200")])
                speaker.send_data(event.stream_id, path, end_stream=True)
        secure.sendall(speaker.data_to_send())


def test_http_2_is_spoken_where_the_server_has_it(client, secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert client.get(f"https://localhost:{secure}/one").body == b"/one"
    assert client.post(f"https://localhost:{secure}/two", b"body").body == b"/two"


def _tunnel(listener, asked):
    """Be a proxy for one connection: answer CONNECT, then hand on bytes both ways."""
    with ExitStack() as stack:
        near = stack.enter_context(listener.accept()[0])
        asked.append(near.recv(65536).split(b"\r\n")[0].decode())
        port = int(asked[0].split(" ")[1].split(":")[1])
        far = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        near.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        while True:
            for source in select.select([near, far], [], [])[0]:
                if not (data := source.recv(65536)):
                    return
                (far if source is near else near).sendall(data)


def test_a_proxy_of_the_environment_tunnels_tls(client, secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=_tunnel, args=(listener, asked), daemon=True)
        thread.start()
        assert client.get(f"https://localhost:{secure}/one").body == b"/one"
        client.close()
        thread.join(10)
    assert asked == [f"CONNECT localhost:{secure} HTTP/1.1"]


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(client, time, secure):
    with pytest.raises(SourceUnavailable, match=r"does not prove who it is.*self-signed"):
        client.get(f"https://localhost:{secure}/x")
    assert time.slept == []


def test_a_certificate_of_another_name_is_refused(client, secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with pytest.raises(SourceUnavailable, match="does not prove who it is"):
        client.get(f"https://127.0.0.1:{secure}/x")


# --- downloads ------------------------------------------------------------------------------------


def test_a_download_is_a_file_and_no_body(client, tmp_path):
    path = tmp_path / "bulk.json"
    path.write_bytes(b"older and longer than the new one")
    data = json.dumps(list(range(3))).encode()
    with faulty(x=[CUT, zipped(data)]) as server:
        found = client.download(f"{server.url}/x", path)
    assert (found.status, found.body) == (200, b"")
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.glob("*bulk*")] == ["bulk.json"]


@pytest.mark.parametrize(
    "reply",
    [CUT, answer(503), answer(200, b"x" * 101), answer(302, b"", {"Location": "http://h/"})],
)
def test_a_download_that_fails_leaves_what_was_there(client, tmp_path, reply):
    path = tmp_path / "bulk.json"
    path.write_bytes(b"old")
    with faulty(x=[reply]) as server, pytest.raises(SourceUnavailable):
        client.download(f"{server.url}/x", path, max_bytes=100)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.glob("*bulk*")] == ["bulk.json"]


def test_a_download_of_nothing_makes_no_file(client, tmp_path):
    with faulty(x=[answer(404, b"no such file")]) as server:
        found = client.download(f"{server.url}/x", tmp_path / "bulk.json")
    assert (found.status, found.body) == (404, b"no such file")
    assert list(tmp_path.glob("*bulk*")) == []


def test_a_full_disk_is_an_error_of_the_system_and_leaves_nothing(client, tmp_path, monkeypatch):
    def full(chunks, sink, *rest):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("regionstat.sources.answer.receive", full)
    with faulty(x=[answer()]) as server, pytest.raises(OSError, match="No space"):
        client.download(f"{server.url}/x", tmp_path / "bulk.json")
    assert list(tmp_path.glob("*bulk*")) == []


# --- the limit, as the client keeps it ------------------------------------------------------------


def test_the_limit_that_a_server_tells_is_kept_also_on_the_loopback(client, time):
    told = {"x-ratelimit-policy": "3;w=60s", "x-ratelimit-limit": "3"}
    with faulty(x=[answer(headers=told)]) as server:
        for _ in range(7):
            client.get(f"{server.url}/x")
    assert time.slept == [60, 60]
    assert "limit of calls" in time.reasons[0][1]


def test_redirects_count_as_calls(client, time):
    told = {"x-ratelimit-policy": "2;w=60s"}
    moved = answer(302, headers={**told, "Location": "/y"})
    with faulty(x=[moved], y=[answer(headers=told)]) as server:
        client.get(f"{server.url}/x")
        assert time.slept == []
        client.get(f"{server.url}/x")
    assert time.slept == [60]


def test_a_loopback_server_that_tells_nothing_is_not_limited(client, time):
    with faulty(x=[answer()]) as server:
        for _ in range(60):
            client.get(f"{server.url}/x")
    assert time.slept == []


def test_an_interrupt_during_a_wait_leaves_no_lock(time, tmp_path):
    def interrupt(seconds):
        raise KeyboardInterrupt

    folder, busy = tmp_path / "limits", []
    with faulty(x=[answer(429)]) as server:
        limiter = Limiter(folder, clock=time.clock, spare_loopback=False)
        with Client(limiter=limiter, sleep=interrupt) as client:
            with pytest.raises(KeyboardInterrupt):
                client.get(f"{server.url}/x", large=True)
            # The window is held now, so this one is interrupted while it holds the place.
            with pytest.raises(KeyboardInterrupt):
                client.get(f"{server.url}/x", large=True)
        with Limiter(folder).large(server.host, lambda: busy.append(1)):
            pass
    assert busy == []
