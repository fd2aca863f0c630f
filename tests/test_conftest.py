"""The block on the internet itself."""

import os
import socket
import urllib.request

import pytest
from hypothesis import settings


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_connecting_outwards_is_refused(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(RuntimeError, match="went online"):
        sock.connect(address)


def test_names_are_not_looked_up_and_nothing_is_sent():
    with pytest.raises(RuntimeError, match=r"went online.*example\.invalid"):
        socket.getaddrinfo("example.invalid", 80)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        pytest.raises(RuntimeError, match="went online"),
    ):
        sock.sendto(b"x", ("192.0.2.1", 9))


def test_a_library_is_refused_too():
    with pytest.raises(RuntimeError, match="went online"):
        urllib.request.urlopen("http://192.0.2.1/")


def test_this_machine_stays_reachable():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as sock:
            assert sock.getpeername() == ("127.0.0.1", port)


@pytest.mark.skipif(not os.environ.get("CI"), reason="examples are fixed in CI only")
def test_examples_are_the_same_in_every_run_of_ci():
    assert settings().derandomize
