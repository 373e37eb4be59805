"""What the tests of the wheel share: the installed module, or a printed reason why it is missing."""

import importlib
import os
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def iscc_lib() -> ModuleType:
    """The installed wheel; with `wheel` in GHFLOW_REQUIRE its absence is a failure."""
    if "wheel" in os.environ.get("GHFLOW_REQUIRE", ""):
        return importlib.import_module("iscc_lib")
    reason = "iscc_lib is not installed: pip install crates/iscc-py"
    module: ModuleType = pytest.importorskip("iscc_lib", reason=reason)
    return module


@pytest.fixture(scope="session")
def iscc_core() -> ModuleType:
    """The reference implementation, in the version that the crates follow."""
    module: ModuleType = pytest.importorskip(
        "iscc_core", minversion="1.5.0", reason="iscc-core is not installed: pip install iscc-core==1.5.0"
    )
    return module
