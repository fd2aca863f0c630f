"""Notebook + parameters → page; pages → one report that is reproducible from its manifest."""

from __future__ import annotations

import sys

# For addresses in JSON, which no notebook has, jsonschema would have a grammar read that takes
# longer than all other imports together. It does without where there is none.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
