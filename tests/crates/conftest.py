"""What the tests of the wheel share: the installed module, or a printed reason why it is missing."""

import importlib
import os
from types import ModuleType

import pytest

REQUIRED = "wheel" in os.environ.get("GHFLOW_REQUIRE", "")


@pytest.fixture(scope="session")
def soak() -> int:
    """By how much a test that draws its own examples multiplies their number.

    Here as well as for all tests: these run by themselves on Pythons that ghflow does not support.
    """
    return 50 if os.environ.get("GHFLOW_SOAK") else 1


@pytest.fixture(scope="session")
def iscc_lib() -> ModuleType:
    """The installed wheel; with `wheel` in GHFLOW_REQUIRE its absence is a failure."""
    if REQUIRED:
        return importlib.import_module("iscc_lib")
    reason = "iscc_lib is not installed: pip install crates/iscc-py"
    module: ModuleType = pytest.importorskip("iscc_lib", reason=reason)
    return module


@pytest.fixture(scope="session")
def iscc_core() -> ModuleType:
    """The reference implementation, in the version that the crates follow; required with the wheel."""
    if REQUIRED:
        return importlib.import_module("iscc_core")
    module: ModuleType = pytest.importorskip(
        "iscc_core", minversion="1.5.0", reason="iscc-core is not installed: pip install iscc-core==1.5.0"
    )
    return module
