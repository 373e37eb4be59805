"""A first source for a repository, after what is in it.

Lives here: `first_source`. What it writes is built by a build and passes every check as it is.
Not here: sources for workflows that exist already (`importing`).
"""

from __future__ import annotations

import os
from typing import NamedTuple


class _Kind(NamedTuple):
    """What shows that a repository is of a kind, and how it is tested."""

    shown_by: tuple[str, ...]
    wrappers: tuple[str, ...]
    before: str
    steps: str
    matrix: bool = False


_KINDS = (
    _Kind(
        ("Cargo.toml",),
        ("checkout",),
        "",
        """\
        Step("Test", run="cargo test --workspace --locked"),
""",
    ),
    _Kind(
        ("package.json",),
        ("checkout", "setup_node"),
        "",
        """\
        setup_node(node_version="24"),
        Step("Install", run="npm ci"),
        Step("Test", run="npm test"),
""",
    ),
    _Kind(
        ("go.mod",),
        ("checkout", "setup_go"),
        "",
        """\
        setup_go(go_version_file="go.mod"),
        Step("Test", run="go test ./..."),
""",
    ),
    _Kind(
        ("pyproject.toml", "setup.py", "setup.cfg"),
        ("checkout", "setup_python"),
        """\
pythons = Matrix(python=["3.11", "3.14"])

""",
        """\
        setup_python(python_version=pythons.python),
        Step("Install", run="python -m pip install pytest ."),
        Step("Test", run="python -m pytest"),
""",
        matrix=True,
    ),
    _Kind(
        ("Makefile",),
        ("checkout",),
        "",
        """\
        Step("Test", run="make test"),
""",
    ),
    _Kind(
        (),
        ("checkout",),
        "",
        """\
        Step("Test", run="echo 'say here how this repository is tested'"),
""",
    ),
)

_SOURCE = '''\
"""Test every change. `python -m ghflow build` writes .github/workflows/ci.yml from this file."""

from ghflow import {names}
from ghflow.actions import {wrappers}

{before}test = Job(
    "test",{title}
    runs_on="ubuntu-latest",
    timeout_minutes=15,{matrix}
    steps=[
        checkout(persist_credentials=False),
{steps}    ],
)

workflow = Workflow(
    "CI",
    on=[Push(branches=["{branch}"]), PullRequest()],
    permissions={{"contents": "read"}},
    jobs=[test],
)
'''


def first_source(root: str, branch: str = "main") -> str:
    """The text of a source that tests the repository at `root`, whose default branch is `branch`.

    The first kind whose files are there decides; with none of them the script says that one is to be written.
    """
    kind = next(one for one in _KINDS if not one.shown_by or any(_is_there(root, name) for name in one.shown_by))
    names = ["Job", "PullRequest", "Push", "Step", "Workflow"]
    return _SOURCE.format(
        names=", ".join(sorted([*names, "Matrix"] if kind.matrix else names)),
        wrappers=", ".join(kind.wrappers),
        before=kind.before,
        title='\n    name=f"Test on Python {pythons.python}",' if kind.matrix else "",
        matrix="\n    matrix=pythons," if kind.matrix else "",
        steps=kind.steps,
        branch=branch.replace("\\", "\\\\").replace('"', '\\"'),
    )


def _is_there(root: str, name: str) -> bool:
    return os.path.isfile(os.path.join(root, name))
