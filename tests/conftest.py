"""What all tests share: how many examples a property test tries, and the folder of facts beside the repository.

GHFLOW_SOAK set: property tests try many examples. GHFLOW_REQUIRE=shared: a missing `../shared` is a failure, not a skip.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SOAK = bool(os.environ.get("GHFLOW_SOAK"))

settings.register_profile(
    "default",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("soak", settings.get_profile("default"), max_examples=5000, derandomize=False)
settings.load_profile("soak" if SOAK else "default")


@pytest.fixture(scope="session")
def soak() -> int:
    """By how much a test that draws its own examples multiplies their number."""
    return 50 if SOAK else 1


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared`, or a skip (a failure where GHFLOW_REQUIRE holds `shared`)."""
    found = Path(__file__).resolve().parents[2] / "shared"
    if not found.is_dir():
        reason = "there is no folder ../shared beside the repository"
        if "shared" in os.environ.get("GHFLOW_REQUIRE", "").split(","):
            pytest.fail(f"{reason}, and GHFLOW_REQUIRE holds shared")
        pytest.skip(reason)
    return found
