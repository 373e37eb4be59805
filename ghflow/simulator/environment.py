"""The variables a script finds: what the machine gives, what GitHub sets, and which of two wins.

Lives here: `Run` (the facts of one run that become GITHUB_*), `machine_environment`, `runner_variables`,
`step_environment`.
Not here: the folders and files that the variables name (`scripts`), the `env` context of expressions.

Source: docs.github.com, "Variables reference"; actions/runner, `JobExtension.cs`, `ScriptHandler.cs` (read 2026-11).
"""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Without these, programs on Windows do not start at all.
_WINDOWS_NEEDS = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
    "WINDIR",
    "PROGRAMFILES",
    "PROGRAMDATA",
    "TEMP",
    "TMP",
)
_ARCHITECTURES = {"x86_64": "X64", "amd64": "X64", "aarch64": "ARM64", "arm64": "ARM64", "i386": "X86", "i686": "X86"}
_SYSTEMS = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}


@attrs.frozen(kw_only=True)
class Run:
    """What GITHUB_* says of a run: the event, the ref it is for, the attempt."""

    event: str = "push"
    ref: str = "refs/heads/main"
    sha: str = "0123456789abcdef0123456789abcdef01234567"
    repository: str = "octo-org/example"
    workflow: str = "Example"
    workflow_file: str = ".github/workflows/example.yml"
    job: str = "job"
    actor: str = "octocat"
    run_id: int = 1658821493
    number: int = 1
    attempt: int = 1
    actor_id: str = "583231"
    repository_id: str = "1296269"
    owner_id: str = "6811672"
    head_ref: str = ""
    base_ref: str = ""

    @property
    def ref_type(self) -> str:
        """`tag` or `branch`; a pull request's ref counts as a branch."""
        return "tag" if self.ref.startswith("refs/tags/") else "branch"

    @property
    def ref_name(self) -> str:
        """The ref without what it begins with: `main`, `v1.0`, `7/merge`."""
        for beginning in ("refs/heads/", "refs/tags/", "refs/pull/"):
            if self.ref.startswith(beginning):
                return self.ref.removeprefix(beginning)
        return self.ref

    def variables(self) -> dict[str, str]:
        """The GITHUB_* variables that say no place on the machine."""
        server = "https://github.com"
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": self.actor,
            "GITHUB_ACTOR_ID": self.actor_id,
            "GITHUB_API_URL": "https://api.github.com",
            "GITHUB_BASE_REF": self.base_ref,
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql",
            "GITHUB_HEAD_REF": self.head_ref,
            "GITHUB_JOB": self.job,
            "GITHUB_REF": self.ref,
            "GITHUB_REF_NAME": self.ref_name,
            "GITHUB_REF_PROTECTED": "false",
            "GITHUB_REF_TYPE": self.ref_type,
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_REPOSITORY_ID": self.repository_id,
            "GITHUB_REPOSITORY_OWNER": self.repository.partition("/")[0],
            "GITHUB_REPOSITORY_OWNER_ID": self.owner_id,
            "GITHUB_RETENTION_DAYS": "90",
            "GITHUB_RUN_ATTEMPT": str(self.attempt),
            "GITHUB_RUN_ID": str(self.run_id),
            "GITHUB_RUN_NUMBER": str(self.number),
            "GITHUB_SERVER_URL": server,
            "GITHUB_SHA": self.sha,
            "GITHUB_TRIGGERING_ACTOR": self.actor,
            "GITHUB_WORKFLOW": self.workflow,
            "GITHUB_WORKFLOW_REF": f"{self.repository}/{self.workflow_file}@{self.ref}",
            "GITHUB_WORKFLOW_SHA": self.sha,
        }


def machine_environment(keep: Iterable[str] = ()) -> dict[str, str]:
    """A clean environment of a runner's process: the search path, UTF-8, and those variables of `keep` that are set."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    wanted = (*keep, *_WINDOWS_NEEDS) if sys.platform == "win32" else keep
    environment.update({name: os.environ[name] for name in wanted if name in os.environ})
    return environment


def runner_variables() -> dict[str, str]:
    """The RUNNER_* variables that say what machine this is."""
    machine = platform.machine()
    return {
        "RUNNER_ARCH": _ARCHITECTURES.get(machine.lower(), machine.upper()),
        "RUNNER_ENVIRONMENT": "github-hosted",
        "RUNNER_NAME": "ghflow",
        "RUNNER_OS": _SYSTEMS.get(sys.platform, sys.platform),
    }


def step_environment(
    *,
    process: Mapping[str, str],
    job: Mapping[str, str],
    additions: Mapping[str, str],
    step: Mapping[str, str],
    owned: Mapping[str, str],
    paths: Iterable[str],
) -> dict[str, str]:
    """One environment from all layers, weakest first; CI is true unless somebody says otherwise.

    `owned` is the runner's own, which nobody overrides. `additions` are those of GITHUB_ENV, `paths` those of
    GITHUB_PATH in the order they came: the last is searched first.
    """
    environment = {"CI": "true", **process, **job, **additions, **step, **owned}
    search = [*reversed(list(paths)), environment.get("PATH", "")]
    environment["PATH"] = os.pathsep.join(folder for folder in search if folder)
    return environment
