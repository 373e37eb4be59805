"""The hot paths in Rust, where they are installed.

Lives here: `native`, which gives the module `ghflow_native` (crates/ghflow-native) or None. Whoever asks has the same in Python,
and takes it where there is None. It is asked for when a class has had many objects (`pays` in `model.node`), so that a small
build does not load it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

INTERFACE = 2
"""What this version calls, and how; a module that was built for another one is not used."""


@lru_cache(maxsize=1)
def native() -> ModuleType | None:
    """The module, or None: not installed, made for another version or interpreter, or not wanted (`GHFLOW_NATIVE=0`)."""
    if os.environ.get("GHFLOW_NATIVE") == "0":
        return None
    from importlib import import_module

    try:
        module = import_module("ghflow_native")
    except ImportError:
        return None
    return module if getattr(module, "INTERFACE", 0) == INTERFACE else None
