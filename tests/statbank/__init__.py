"""A local StatBank: PxWebApi v2 and v1, KLASS and Brønnøysund on a loopback port, for tests.

It is written from what is known of the servers, and shares no code with the library it tests.

    with serve() as server:
        server.faults.add("rate429", 2, path="/07459", retry_after=1)
        server.bank["07459"].revise({"Region": "5001", "Tid": "2026"}, None, ":")
        ...  # call server.url
        assert [call.status for call in server.log] == [429, 429, 200]
"""

from .bank import load_bank
from .samples import synthetic
from .serve import Server, serve
from .tables import Bank, Table

__all__ = ["Bank", "Server", "Table", "load_bank", "serve", "synthetic"]
