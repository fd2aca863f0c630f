"""Columns of a table's frame: each text stored once, its place in one small number a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger]


def spread(texts: Sequence[str], outer: int, inner: int) -> pd.Categorical:
    """Lay each text over `inner` cells, the whole `outer` times; a text may occur twice."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    codes = np.fromiter(map(places.__getitem__, texts), width(len(places)), len(texts))
    shape = (outer, len(texts), inner)
    return categorical(np.broadcast_to(codes[:, None], shape).reshape(-1), places)


def width(categories: int) -> np.dtype[np.signedinteger]:
    """Return the smallest signed integer type that counts `categories` of them."""
    return np.min_scalar_type(-categories - 1)


def categorical(codes: Codes, categories: Iterable[str]) -> pd.Categorical:
    """Return the column whose cells are the places `codes` among the texts `categories`."""
    # The codes are ours and in range: checking them again would cost a pass over every cell.
    dtype = pd.CategoricalDtype(pd.Index(list(categories), dtype="str"))
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
