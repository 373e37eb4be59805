"""Every key of GitHub's language in every form that it can take: objects beside the text that they are.

Lives here: `rows`, which needs the facts for what they list (events, scopes), and `exercised`, the keys and forms of a text.
Not here: the tests over them (`test_every_key`, and those of the reader).
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import attrs

import ghflow
from ghflow import (
    Action,
    ActionInput,
    ActionOutput,
    Branding,
    CallJob,
    Cancel,
    Concurrency,
    Container,
    Defaults,
    Environment,
    Input,
    Job,
    Matrix,
    Output,
    Parallel,
    Permissions,
    RepositoryDispatch,
    RunnerGroup,
    Schedule,
    Secret,
    Service,
    Snapshot,
    Step,
    Wait,
    WaitAll,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    expression,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

V = expression("vars.A")
"""An expression, for every key that may be one."""
E = "${{ vars.A }}"


@attrs.frozen
class Row:
    """A workflow or action, and its text. Both are whole files."""

    document: Any
    text: str

    @property
    def title(self) -> str:
        """The line of the text that is of interest, for the name of a test."""
        return max(self.text.splitlines()[1:], key=len, default="").strip()


def rows(facts: Mapping[str, Any]) -> Iterator[Row]:
    """All rows; `facts` is `github-actions.json`."""
    for given, text in TOPS:
        yield _workflow(text, **given)
    for given, text in JOBS:
        yield _workflow(f"jobs:\n  a:\n{_indent(_with_basis(text), 4)}", jobs=[Job("a", **{**_BASIS, **given})])
    for given, text in CALLS:
        made = CallJob("a", **{"uses": "./.github/workflows/x.yml", **given})
        uses = "" if "uses:" in text else "uses: ./.github/workflows/x.yml\n"
        yield _workflow(f"jobs:\n  a:\n{_indent(uses + text, 4)}", jobs=[made])
    for step, text in STEPS:
        steps = [Step(run="x", id="one", background=True), Step(run="y", id="two"), step]
        lines = "- run: x\n  id: one\n  background: true\n- run: y\n  id: two\n" + text
        yield _workflow(
            f"jobs:\n  a:\n    runs-on: x\n    steps:\n{_indent(lines, 6)}", jobs=[Job("a", runs_on="x", steps=steps)]
        )
    for made, text in EVENTS:
        yield _workflow(text, on=made)
    for action, text in ACTIONS:
        yield Row(action, text)
    yield from _events(facts)
    yield from _scopes(facts)


def _indent(text: str, by: int) -> str:
    return textwrap.indent(text if text.endswith("\n") else text + "\n", " " * by)


_BASIS: dict[str, Any] = {"runs_on": "x", "steps": [Step(run="x")]}


def _with_basis(text: str) -> str:
    basis = {"runs-on": "runs-on: x\n", "steps": "steps:\n  - run: x\n"}
    return text.rstrip("\n") + "\n" + "".join(basis[key] for key in basis if not text.startswith(f"{key}:"))


def _workflow(text: str, **given: Any) -> Row:
    document = Workflow(**{"on": "push", "jobs": [Job("a", **_BASIS)], **given})
    if "on" not in given:
        text = f"on: push\n{text}"
    if "jobs" not in given:
        text = f"{text.rstrip()}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n"
    return Row(document, text)


TOPS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"name": "n"}, "name: n\n"),
    ({"description": "d"}, "description: d\n"),
    ({"run_name": "r"}, "run-name: r\n"),
    ({"run_name": V}, f"run-name: {E}\n"),
    ({"env": {"A": "x", "B": V}}, f"env:\n  A: x\n  B: {E}\n"),
    ({"env": V}, f"env: {E}\n"),
    ({"permissions": {}}, "permissions: {}\n"),
    ({"permissions": "read-all"}, "permissions: read-all\n"),
    ({"permissions": "write-all"}, "permissions: write-all\n"),
    ({"concurrency": "c"}, "concurrency: c\n"),
    ({"concurrency": V}, f"concurrency: {E}\n"),
    (
        {"concurrency": Concurrency("c", cancel_in_progress=True)},
        "concurrency:\n  group: c\n  cancel-in-progress: true\n",
    ),
    ({"concurrency": Concurrency(V, queue="max")}, f"concurrency:\n  group: {E}\n  queue: max\n"),
    ({"concurrency": Concurrency("c", queue="single")}, "concurrency:\n  group: c\n  queue: single\n"),
    (
        {"concurrency": Concurrency("c", cancel_in_progress=V, queue=V)},
        f"concurrency:\n  group: c\n  cancel-in-progress: {E}\n  queue: {E}\n",
    ),
    (
        {"defaults": Defaults(shell="bash", working_directory="w")},
        "defaults:\n  run:\n    shell: bash\n    working-directory: w\n",
    ),
    *(({"cache_mode": mode}, f"cache-mode: {mode}\n") for mode in ("read", "write", "write-only", "none")),
]

JOBS: list[tuple[dict[str, Any], str]] = [
    ({"name": "n"}, "name: n\n"),
    ({"name": V}, f"name: {E}\n"),
    ({"needs": "b"}, "needs: b\n"),
    ({"needs": ["b", "c"]}, "needs: [b, c]\n"),
    ({"if_": "always()"}, "if: always()\n"),
    ({"if_": "${{ always() }}"}, "if: ${{ always() }}\n"),
    ({"permissions": {}}, "permissions: {}\n"),
    ({"permissions": "read-all"}, "permissions: read-all\n"),
    ({"permissions": "write-all"}, "permissions: write-all\n"),
    ({"runs_on": ["x", V]}, f"runs-on:\n  - x\n  - {E}\n"),
    ({"runs_on": V}, f"runs-on: {E}\n"),
    ({"runs_on": RunnerGroup("g", labels="l")}, "runs-on:\n  group: g\n  labels: l\n"),
    ({"runs_on": RunnerGroup(labels=["l", V])}, f"runs-on:\n  labels:\n    - l\n    - {E}\n"),
    ({"runs_on": RunnerGroup(V, labels=V)}, f"runs-on:\n  group: {E}\n  labels: {E}\n"),
    ({"snapshot": "i"}, "snapshot: i\n"),
    (
        {"snapshot": Snapshot("i", version="1.*", if_="vars.A")},
        "snapshot:\n  image-name: i\n  version: 1.*\n  if: vars.A\n",
    ),
    ({"snapshot": Snapshot("i", if_=E)}, f"snapshot:\n  image-name: i\n  if: {E}\n"),
    ({"environment": "e"}, "environment: e\n"),
    ({"environment": V}, f"environment: {E}\n"),
    (
        {"environment": Environment("e", url="https://x", deployment=False)},
        "environment:\n  name: e\n  url: https://x\n  deployment: false\n",
    ),
    (
        {"environment": Environment(V, url=V, deployment=V)},
        f"environment:\n  name: {E}\n  url: {E}\n  deployment: {E}\n",
    ),
    ({"concurrency": "c"}, "concurrency: c\n"),
    ({"concurrency": V}, f"concurrency: {E}\n"),
    (
        {"concurrency": Concurrency("c", cancel_in_progress=False)},
        "concurrency:\n  group: c\n  cancel-in-progress: false\n",
    ),
    ({"concurrency": Concurrency(V, queue="max")}, f"concurrency:\n  group: {E}\n  queue: max\n"),
    ({"concurrency": Concurrency("c", queue="single")}, "concurrency:\n  group: c\n  queue: single\n"),
    (
        {"concurrency": Concurrency("c", cancel_in_progress=V, queue=V)},
        f"concurrency:\n  group: c\n  cancel-in-progress: {E}\n  queue: {E}\n",
    ),
    ({"outputs": {"o": "x", "p": V}}, f"outputs:\n  o: x\n  p: {E}\n"),
    ({"env": {"A": "x", "B": V}}, f"env:\n  A: x\n  B: {E}\n"),
    ({"env": V}, f"env: {E}\n"),
    (
        {"defaults": Defaults(shell="bash", working_directory="w")},
        "defaults:\n  run:\n    shell: bash\n    working-directory: w\n",
    ),
    (
        {"defaults": Defaults(shell=V, working_directory=V)},
        f"defaults:\n  run:\n    shell: {E}\n    working-directory: {E}\n",
    ),
    ({"defaults": Defaults(run=V)}, f"defaults:\n  run: {E}\n"),
    ({"defaults": Defaults(run={"shell": "bash"})}, "defaults:\n  run:\n    shell: bash\n"),
    ({"timeout_minutes": 5}, "timeout-minutes: 5\n"),
    ({"timeout_minutes": V}, f"timeout-minutes: {E}\n"),
    ({"cancel_timeout_minutes": 5}, "cancel-timeout-minutes: 5\n"),
    ({"cancel_timeout_minutes": V}, f"cancel-timeout-minutes: {E}\n"),
    ({"strategy": V}, f"strategy: {E}\n"),
    ({"strategy": {"fail-fast": True}}, "strategy:\n  fail-fast: true\n"),
    (
        {"fail_fast": False, "max_parallel": 2, "matrix": Matrix(os=["x", V])},
        f"strategy:\n  fail-fast: false\n  max-parallel: 2\n  matrix:\n    os:\n      - x\n      - {E}\n",
    ),
    ({"fail_fast": V, "max_parallel": V}, f"strategy:\n  fail-fast: {E}\n  max-parallel: {E}\n"),
    ({"matrix": Matrix(V)}, f"strategy:\n  matrix: {E}\n"),
    ({"matrix": V}, f"strategy:\n  matrix: {E}\n"),
    (
        {"matrix": Matrix(os=V, include=V, exclude=V)},
        f"strategy:\n  matrix:\n    os: {E}\n    include: {E}\n    exclude: {E}\n",
    ),
    (
        {
            "matrix": Matrix(
                {"python-version": ["3.10", 3, True, {"a": [1]}]},
                include=[V, {"os": "x", "b": V}],
                exclude=[V, {"python-version": V}],
            )
        },
        (
            "strategy:\n  matrix:\n    python-version: ['3.10', 3, true, {a: [1]}]\n"
            f"    include:\n      - {E}\n      - os: x\n        b: {E}\n"
            f"    exclude:\n      - {E}\n      - python-version: {E}\n"
        ),
    ),
    ({"continue_on_error": True}, "continue-on-error: true\n"),
    ({"continue_on_error": V}, f"continue-on-error: {E}\n"),
    ({"container": "i"}, "container: i\n"),
    ({"container": V}, f"container: {E}\n"),
    (
        {
            "container": Container(
                "i",
                credentials={"username": "u", "password": "p"},
                env={"A": "x", "B": V},
                ports=["80:80", V],
                volumes=["a:b", V],
                options="--x",
            )
        },
        (
            "container:\n  image: i\n  credentials:\n    username: u\n    password: p\n"
            f"  env:\n    A: x\n    B: {E}\n  ports:\n    - 80:80\n    - {E}\n  volumes:\n    - a:b\n    - {E}\n  options: --x\n"
        ),
    ),
    (
        {"container": Container(V, credentials=V, env=V, ports=V, volumes=V, options=V)},
        f"container:\n  image: {E}\n  credentials: {E}\n  env: {E}\n  ports: {E}\n  volumes: {E}\n  options: {E}\n",
    ),
    (
        {"container": Container("i", credentials={"username": V, "password": V})},
        f"container:\n  image: i\n  credentials:\n    username: {E}\n    password: {E}\n",
    ),
    ({"services": V}, f"services: {E}\n"),
    ({"services": {"s": "i", "t": V}}, f"services:\n  s: i\n  t: {E}\n"),
    (
        {
            "services": {
                "s": Service(
                    "i",
                    credentials={"username": "u", "password": "p"},
                    env={"A": "x", "B": V},
                    ports=["80:80", V],
                    volumes=["a:b", V],
                    options="--x",
                    command="c",
                    entrypoint="e",
                )
            }
        },
        (
            "services:\n  s:\n    image: i\n    credentials:\n      username: u\n      password: p\n"
            f"    env:\n      A: x\n      B: {E}\n    ports:\n      - 80:80\n      - {E}\n    volumes:\n      - a:b\n"
            f"      - {E}\n    options: --x\n    command: c\n    entrypoint: e\n"
        ),
    ),
    (
        {"services": {"s": Service(V, credentials=V, env=V, ports=V, volumes=V, options=V, command=V, entrypoint=V)}},
        (
            f"services:\n  s:\n    image: {E}\n    credentials: {E}\n    env: {E}\n    ports: {E}\n    volumes: {E}\n"
            f"    options: {E}\n    command: {E}\n    entrypoint: {E}\n"
        ),
    ),
    (
        {"services": {"s": Service("i", credentials={"username": V, "password": V})}},
        f"services:\n  s:\n    image: i\n    credentials:\n      username: {E}\n      password: {E}\n",
    ),
    *(({"cache_mode": mode}, f"cache-mode: {mode}\n") for mode in ("read", "write", "write-only", "none")),
]

CALLS: list[tuple[dict[str, Any], str]] = [
    ({"uses": "o/r/.github/workflows/x.yml@v1"}, "uses: o/r/.github/workflows/x.yml@v1\n"),
    ({"uses": "$/.github/workflows/x.yml"}, "uses: $/.github/workflows/x.yml\n"),
    ({"with_": {"a": "x", "b": 1, "c": True, "d": V}}, f"with:\n  a: x\n  b: 1\n  c: true\n  d: {E}\n"),
    ({"secrets": "inherit"}, "secrets: inherit\n"),
    ({"secrets": {"A": "x", "B": 1, "C": False, "D": V}}, f"secrets:\n  A: x\n  B: 1\n  C: false\n  D: {E}\n"),
    (
        {
            "name": "n",
            "needs": ["b"],
            "if_": "always()",
            "permissions": Permissions(contents="read"),
            "concurrency": "c",
            "fail_fast": True,
            "max_parallel": 1,
            "matrix": Matrix(a=[1]),
            "cache_mode": "read",
        },
        (
            "name: n\nneeds: [b]\nif: always()\npermissions:\n  contents: read\nconcurrency: c\nstrategy:\n  fail-fast: true\n"
            "  max-parallel: 1\n  matrix:\n    a: [1]\ncache-mode: read\n"
        ),
    ),
]

STEPS: list[tuple[Step, str]] = [
    (
        Step(
            "n",
            run="x",
            id="i",
            if_="always()",
            working_directory="w",
            shell="bash",
            env={"A": "x", "B": V},
            continue_on_error=True,
            timeout_minutes=5,
            background=True,
        ),
        (
            "- name: n\n  run: x\n  id: i\n  if: always()\n  working-directory: w\n  shell: bash\n  env:\n    A: x\n"
            f"    B: {E}\n  continue-on-error: true\n  timeout-minutes: 5\n  background: true\n"
        ),
    ),
    (
        Step(V, run=V, if_=E, working_directory=V, env=V, continue_on_error=V, timeout_minutes=V),
        (
            f"- name: {E}\n  run: {E}\n  if: {E}\n  working-directory: {E}\n  env: {E}\n  continue-on-error: {E}\n"
            f"  timeout-minutes: {E}\n"
        ),
    ),
    (Step(run="\n  one\n  two\n"), "- run: |\n    one\n    two\n"),
    (
        Step(uses="o/r@v1", with_={"a": "x", "b": V, "c": 1, "d": True}, env={"A": "x"}, background=False),
        f"- uses: o/r@v1\n  with:\n    a: x\n    b: {E}\n    c: 1\n    d: true\n  env:\n    A: x\n  background: false\n",
    ),
    (Step(uses="./x", with_=V), f"- uses: ./x\n  with: {E}\n"),
    (Step(uses="$/x"), "- uses: $/x\n"),
    (Step(uses="docker://x:1"), "- uses: docker://x:1\n"),
    (
        Wait("n", wait="one", id="w", continue_on_error=V),
        f"- name: n\n  id: w\n  wait: one\n  continue-on-error: {E}\n",
    ),
    (Wait(wait=["one", "two"]), "- wait: [one, two]\n"),
    (WaitAll("n", id="w", continue_on_error=True), "- name: n\n  id: w\n  wait-all: true\n  continue-on-error: true\n"),
    (WaitAll(wait_all=None, extra={"wait-all": None}), "- wait-all:\n"),
    (
        Cancel("n", cancel="one", id="w", continue_on_error=True),
        "- name: n\n  id: w\n  cancel: one\n  continue-on-error: true\n",
    ),
    (
        Parallel([Step(run="x"), Step("n", uses="o/r@v1")]),
        "- parallel:\n    - run: x\n    - name: n\n      uses: o/r@v1\n",
    ),
]

EVENTS: list[tuple[Any, str]] = [
    ("push", "on: push\n"),
    (["push", "fork"], "on: [push, fork]\n"),
    (Schedule("0 0 * * *", timezone="UTC"), "on:\n  schedule:\n    - cron: 0 0 * * *\n      timezone: UTC\n"),
    (RepositoryDispatch(types=["a", "b"]), "on:\n  repository_dispatch:\n    types: [a, b]\n"),
    ({"repository_dispatch": {}}, "on:\n  repository_dispatch: {}\n"),
    ({"workflow_call": {}}, "on:\n  workflow_call: {}\n"),
    ({"workflow_dispatch": {}}, "on:\n  workflow_dispatch: {}\n"),
    (
        WorkflowCall(
            inputs={
                "a": Input("d", required=True, default="x", type="string"),
                "b": Input.boolean(default=True),
                "c": Input.number(default=1.5),
                "d": Input.string(default=V),
            },
            outputs={"o": Output("x", description="d"), "p": Output(V)},
            secrets={"S": Secret("d", required=True), "T": None},
        ),
        (
            "on:\n  workflow_call:\n    inputs:\n      a:\n        description: d\n        required: true\n        default: x\n"
            "        type: string\n      b:\n        default: true\n        type: boolean\n      c:\n        default: 1.5\n"
            f"        type: number\n      d:\n        default: {E}\n        type: string\n"
            f"    outputs:\n      o:\n        value: x\n        description: d\n      p:\n        value: {E}\n"
            "    secrets:\n      S:\n        description: d\n        required: true\n      T:\n"
        ),
    ),
    (
        WorkflowDispatch(
            inputs={
                "a": Input("d", required=False, default="x", type="string"),
                "b": Input.boolean(default=False),
                "c": Input.number(default=1),
                "d": Input.choice("x", "y"),
                "e": Input.environment(),
            }
        ),
        (
            "on:\n  workflow_dispatch:\n    inputs:\n      a:\n        description: d\n        required: false\n"
            "        default: x\n        type: string\n      b:\n        default: false\n        type: boolean\n"
            "      c:\n        default: 1\n        type: number\n      d:\n        type: choice\n        options: [x, y]\n"
            "      e:\n        type: environment\n"
        ),
    ),
]

_NAMED = "name: n\ndescription: d\n"
_SAID: dict[str, Any] = {"name": "n", "description": "d"}
ACTIONS: list[tuple[Action, str]] = [
    (
        Action(
            "a",
            **_SAID,
            author="x",
            inputs={
                "a": ActionInput("d", required=True, default="x", deprecation_message="m"),
                "b": ActionInput(default=V, extra={"own": 1}),
            },
            outputs={"o": ActionOutput("d", value="x"), "p": V},
            steps=[
                Step(
                    "n",
                    run="x",
                    shell="bash",
                    id="i",
                    if_="always()",
                    env={"A": "x", "B": V},
                    continue_on_error=True,
                    working_directory="w",
                ),
                Step(V, run=V, shell=V, if_=E, env=V, continue_on_error=V, working_directory=V),
                Step(uses="o/r@v1", with_={"a": "x", "b": V}),
                Step(uses="o/r@v1", with_=V),
            ],
        ),
        (
            f"{_NAMED}author: x\ninputs:\n  a:\n    description: d\n    required: true\n    default: x\n"
            f"    deprecationMessage: m\n  b:\n    default: {E}\n    own: 1\n"
            f"outputs:\n  o:\n    description: d\n    value: x\n  p:\n    value: {E}\n"
            "runs:\n  using: composite\n  steps:\n    - name: n\n      run: x\n      shell: bash\n      id: i\n"
            "      if: always()\n"
            f"      env:\n        A: x\n        B: {E}\n      continue-on-error: true\n      working-directory: w\n"
            f"    - name: {E}\n      run: {E}\n      shell: {E}\n      if: {E}\n      env: {E}\n      continue-on-error: {E}\n"
            f"      working-directory: {E}\n    - uses: o/r@v1\n      with:\n        a: x\n        b: {E}\n"
            f"    - uses: o/r@v1\n      with: {E}\n"
        ),
    ),
    *(
        (
            Action("a", **_SAID, main="m", using=using, pre="p", pre_if="always()", post="q", post_if=E),
            f"{_NAMED}runs:\n  using: {using}\n  main: m\n  pre: p\n  pre-if: always()\n  post: q\n  post-if: {E}\n",
        )
        for using in ("node12", "node16", "node20", "node24")
    ),
    (
        Action(
            "a",
            **_SAID,
            image="Dockerfile",
            pre_entrypoint="p",
            pre_if=E,
            env={"A": "x", "B": V},
            entrypoint="e",
            post_entrypoint="q",
            post_if="always()",
            args=["x", V],
        ),
        (
            f"{_NAMED}runs:\n  using: docker\n  image: Dockerfile\n  pre-entrypoint: p\n  pre-if: {E}\n  env:\n    A: x\n"
            f"    B: {E}\n  entrypoint: e\n  post-entrypoint: q\n  post-if: always()\n  args:\n    - x\n    - {E}\n"
        ),
    ),
    (
        Action("a", **_SAID, image="docker://x", env=V),
        f"{_NAMED}runs:\n  using: docker\n  image: docker://x\n  env: {E}\n",
    ),
    *(
        (
            Action("a", **_SAID, main="m", branding=Branding(icon="box", color=color)),  # type: ignore[arg-type]
            f"{_NAMED}runs:\n  using: node24\n  main: m\nbranding:\n  icon: box\n  color: {color}\n",
        )
        for color in ("white", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark")
    ),
]


def _events(facts: Mapping[str, Any]) -> Iterator[Row]:
    """Every event: by its name, in a list, without keys, with each filter, with each activity type."""
    for event, fact in facts["events"].items():
        cls = getattr(ghflow, "".join(word.title() for word in event.split("_")))
        yield _workflow(f"on: {event}\n", on=event)
        yield _workflow(f"on: [{event}]\n", on=[event])
        if event == "schedule":
            continue
        yield _workflow(f"on:\n  {event}:\n", on=cls())
        yield _workflow(f"on:\n  {event}:\n", on={event: None})
        for key in fact["filters"]:
            if key not in ("inputs", "outputs", "secrets"):
                argument = key.replace("-", "_")
                yield _workflow(f"on:\n  {event}:\n    {key}: a\n", on=cls(**{argument: "a"}))
                yield _workflow(f"on:\n  {event}:\n    {key}: [a, b]\n", on=cls(**{argument: ["a", "b"]}))
        for one in fact["types"] or ():
            yield _workflow(f"on:\n  {event}:\n    types: {one}\n", on=cls(types=one))
            yield _workflow(f"on:\n  {event}:\n    types: [{one}]\n", on=[cls(types=[one])])


def _scopes(facts: Mapping[str, Any]) -> Iterator[Row]:
    """Every scope with each of its levels, of a workflow and of a job."""
    for scope, fact in facts["permissions"].items():
        for level in fact["levels"]:
            made = Permissions(**{scope.replace("-", "_"): level})
            text = f"permissions:\n  {scope}: {level}\n"
            yield _workflow(text, permissions=made)
            yield _workflow(
                f"jobs:\n  a:\n{_indent(_with_basis(text), 4)}", jobs=[Job("a", **_BASIS, permissions={scope: level})]
            )


def exercised(tree: Any, facts: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The keys of the facts that a parsed text holds, each with the form that its value has there."""
    found: set[tuple[str, str]] = set()
    _walk(tree, "(root)", facts, found)
    return found


def _walk(value: Any, at: str, facts: Mapping[str, Any], found: set[tuple[str, str]]) -> None:
    found.update((at, form) for form in _forms(value))
    if isinstance(value, dict):
        for key, item in value.items():
            inner = _key_below("" if at == "(root)" else f"{at}.", str(key), facts)
            if inner:
                _walk(item, inner, facts, found)
    elif isinstance(value, list) and f"{at}[]" in facts:
        for item in value:
            _walk(item, f"{at}[]", facts, found)


def _key_below(prefix: str, key: str, facts: Mapping[str, Any]) -> str | None:
    if f"{prefix}{key}" in facts:
        return f"{prefix}{key}"
    made_up = (name for name in facts if name.startswith(f"{prefix}<") and name.endswith(">"))
    return next((name for name in made_up if "." not in name[len(prefix) :]), None)


def _forms(value: Any) -> list[str]:
    """The types of the facts that a value is of."""
    if isinstance(value, bool):
        return ["boolean", "any"]
    if value is None:
        return ["null", "any"]
    if isinstance(value, int | float):
        return ["number", "any"]
    if isinstance(value, str):
        return ["expression", "any"] if value.startswith("${{") else ["string", "string+", f"const:{value}", "any"]
    return ["mapping" if isinstance(value, dict) else "sequence", "any"]
