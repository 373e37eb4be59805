"""Lets the next objects be made, walked and written by functions for their classes: in Rust, in Python, or by none.

Lives here: `WAYS` and `done_in`. Inside of it, classes are as new: none has been called, walked or written before.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from ghflow.emitter import yaml
from ghflow.model import node as making
from ghflow.model import uses
from ghflow.native import native

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERAL = "general"
"""By the code that is for all classes: what the others are compared with."""
WAYS = ("python", "rust")
"""By functions made for each class."""


def rust_is_here() -> bool:
    """Whether `ghflow_native` is installed; a failure if it is not where GHFLOW_REQUIRE holds `native`."""
    found = find_spec("ghflow_native") is not None
    if not found and "native" in os.environ.get("GHFLOW_REQUIRE", "").split(","):
        pytest.fail("ghflow_native is not installed, and GHFLOW_REQUIRE holds native")
    return found


@contextmanager
def done_in(way: str, many: int = 1) -> Iterator[None]:
    """Inside, classes get functions of their own from the object number `many` on. `rust` skips where it is not installed."""
    if way == "rust" and not rust_is_here():
        pytest.skip("ghflow_native is not installed")
    with pytest.MonkeyPatch.context() as patch:
        if way == "rust":
            patch.delenv("GHFLOW_NATIVE", raising=False)
        else:
            patch.setenv("GHFLOW_NATIVE", "0")
        patch.setattr(making, "MANY", 10**9 if way == GENERAL else many)
        for module, name in ((making, "makers"), (yaml, "_writers"), (yaml, "_written")):
            patch.setattr(module, name, {})
        patch.setattr(making, "shapes", {})
        patch.setattr(uses, "shapes", making.shapes)
        for module, name in ((making, "_constructor_maker"), (uses, "_walker_maker"), (yaml, "_writer_maker")):
            patch.setattr(module, name, lru_cache(maxsize=1)(getattr(module, name).__wrapped__))
        patch.setattr(making.NodeType, "__call__", making._read_call)
        native.cache_clear()
        try:
            assert (native() is not None) is (way == "rust")
            yield
        finally:
            native.cache_clear()
