"""The plugin of pytest: fixtures, messages of failures, and coverage of conditions.

Registered under the name `ghflow`; `-p no:ghflow` turns it off. It is loaded in every run of pytest, so it imports nothing of
ghflow but what somebody asks for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ghflow.simulator.coverage import Coverage
    from ghflow.testing.repo import Repo

_KEY = "ghflow_conditions"
_INI = "ghflow_coverage"
_EXPLAINED = ("Names", "Why", "Go", "Skip", "Maybe", "Diagnostic")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--ghflow-coverage`, and `ghflow_coverage` in the settings of pytest."""
    help = "say which `if`s of workflows were never true, or never false, in the plans and runs of these tests"
    parser.getgroup("ghflow", "tests of workflows").addoption("--ghflow-coverage", action="store_true", help=help)
    parser.addini(_INI, help, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Start to remember how conditions come out, when somebody asked for it."""
    if config.getoption("ghflow_coverage", default=False) or config.getini(_INI):
        from ghflow.simulator.coverage import Coverage
        from ghflow.testing.repo import cover

        coverage = Coverage()
        cover(coverage)
        config.pluginmanager.register(_Covering(config, coverage), "ghflow-coverage")


class _Covering:
    """The hooks of coverage. The processes of pytest-xdist send what they saw to the one that shows it."""

    def __init__(self, config: pytest.Config, coverage: Coverage) -> None:
        self.config = config
        self.coverage = coverage

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        sent = getattr(session.config, "workeroutput", None)
        if sent is not None:
            sent[_KEY] = self.coverage.data()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        self.coverage.merge(getattr(node, "workeroutput", {}).get(_KEY, ()))

    def pytest_unconfigure(self) -> None:
        from ghflow.testing.repo import uncover

        uncover(self.coverage)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        total, gaps = len(self.coverage.known), list(self.coverage.gaps())
        terminalreporter.write_sep("=", "ghflow: coverage of conditions")
        for one, lack in gaps:
            source = os.path.relpath(one.source, self.config.invocation_params.dir)
            shown = one.source if source.startswith(os.pardir) else source.replace(os.sep, "/")
            terminalreporter.write_line(f"{shown}:{one.line}: {lack}: {one.holder}: {one.text}")
        both = total - len(gaps)
        terminalreporter.write_line(f"{both} of {total} conditions were both true and false")


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say why, when a comparison of plans, reasons or findings fails."""
    if not (_is_ours(left) or _is_ours(right)):
        return None
    from ghflow.testing.comparing import explained

    return explained(op, left, right)


def _is_ours(value: object) -> bool:
    """Whether there may be something to explain: told by names, so that nothing is imported to find it out."""
    if isinstance(value, list) and value:
        value = value[0]
    cls = type(value)
    return cls.__name__ in _EXPLAINED and cls.__module__.startswith("ghflow.")


@pytest.fixture(scope="session")
def ghflow_repo(pytestconfig: pytest.Config) -> Repo:
    """The workflows of the project that is tested: `Repo.load` of pytest's root folder, once in a session."""
    from ghflow.testing.repo import Repo

    return Repo.load(pytestconfig.rootpath)


@pytest.fixture
def ghflow_yaml_snapshot(request: pytest.FixtureRequest) -> Any:
    """A snapshot of a workflow or action: the YAML that GitHub reads, in a file of its own. It needs syrupy."""
    snapshot = _snapshot(request)
    from ghflow.testing.snapshots import WorkflowSnapshot

    return snapshot.with_defaults(extension_class=WorkflowSnapshot)


@pytest.fixture
def ghflow_plan_snapshot(request: pytest.FixtureRequest) -> Any:
    """A snapshot of a plan or a run: its tree with all steps, in a file of its own. It needs syrupy."""
    snapshot = _snapshot(request)
    from ghflow.testing.snapshots import PlanSnapshot

    return snapshot.with_defaults(extension_class=PlanSnapshot)


def _snapshot(request: pytest.FixtureRequest) -> Any:
    if not request.config.pluginmanager.hasplugin("syrupy"):
        pytest.fail("snapshots need syrupy: pip install 'ghflow-workflows[snapshot]'", pytrace=False)
    return request.getfixturevalue("snapshot")
