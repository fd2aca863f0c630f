"""A local StatBank: PxWebApi v2 and v1, KLASS and Brønnøysund on a loopback port, for tests.

It is written from what is known of the servers, and shares no code with the library it tests.
"""

from .bank import load_bank
from .samples import synthetic
from .serve import Server, serve
from .tables import Bank, Table

__all__ = ["Bank", "Server", "Table", "load_bank", "serve", "synthetic"]
