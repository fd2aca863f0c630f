"""Notebook + parameters → page; pages → one report that is reproducible from its manifest."""
