"""Any workflow, whatever its texts hold, is read back as the tree that its objects describe, in the same order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ghflow import (
    Concurrency,
    Container,
    Defaults,
    Environment,
    Input,
    Job,
    Matrix,
    Permissions,
    PullRequest,
    Push,
    RunnerGroup,
    Schedule,
    Secret,
    Service,
    Step,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    github,
    note,
    success,
)
from ghflow.emitter.yaml import emit
from tests.emitter.hostile import KEYS as ANY_KEYS
from tests.emitter.hostile import NUMBERS, tables
from tests.emitter.hostile import TEXTS as ANY_TEXTS

# Strategies here draw pairs: what a user gives, and what a reader has to find. Names of keys are GitHub's.
STEP = [
    "name",
    "id",
    "if",
    "run",
    "uses",
    "with",
    "working-directory",
    "shell",
    "env",
    "continue-on-error",
    "timeout-minutes",
    "background",
]
JOB = [
    "name",
    "permissions",
    "needs",
    "if",
    "runs-on",
    "environment",
    "concurrency",
    "outputs",
    "env",
    "defaults",
    "timeout-minutes",
    "strategy",
    "continue-on-error",
    "container",
    "services",
    "steps",
]
WORKFLOW = ["name", "description", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs"]
CONTAINER = ["image", "credentials", "env", "ports", "volumes", "options", "command", "entrypoint"]


TEXTS = ANY_TEXTS
KEYS = ANY_KEYS


class Noted:
    """A value that gets a comment behind it when the object is made."""

    def __init__(self, value, words):
        self.value = value
        self.words = words


def given_to(value):
    """What the constructor is called with."""
    if isinstance(value, Noted):
        return note(given_to(value.value), value.words)
    if isinstance(value, dict):
        return {key: given_to(item) for key, item in value.items()}
    if isinstance(value, list):
        return [given_to(item) for item in value]
    return value


def pair(values):
    return values.map(lambda value: (value, value))


def noted(pairs):
    words = st.text("ab #:'\"\\é{}[]-", min_size=1, max_size=10).map(lambda text: "x" + text)
    return pairs | st.builds(lambda both, text: (Noted(both[0], text), both[1]), pairs, words)


def lists(pairs, least=0):
    return st.lists(pairs, min_size=least, max_size=3).map(
        lambda pairs: tuple(map(list, zip(*pairs, strict=True))) or ([], [])
    )


def mappings(pairs, keys=KEYS):
    return tables(pairs, keys).map(lambda table: tuple({k: both[i] for k, both in table.items()} for i in (0, 1)))


def key_of(argument):
    return argument.strip("_").replace("_", "-")


@st.composite
def node(draw, cls, order, needed=(), extra=True, **arguments):
    """An object of `cls` with some of the arguments, a comment now and then, and keys that nobody knows."""
    found = draw(
        st.fixed_dictionaries(
            {name: arguments[name] for name in needed},
            optional={name: noted(pairs) for name, pairs in arguments.items() if name not in needed},
        )
    )
    wanted = {key_of(name): both[1] for name, both in found.items() if both[1] is not None}
    strategy = {key: wanted.pop(key) for key in ("fail-fast", "max-parallel", "matrix") if key in wanted}
    if strategy:
        wanted["strategy"] = strategy
    wanted = {key: wanted[key] for key in order if key in wanted}  # an id that is no key falls out here
    more = {}
    if extra and draw(st.integers(0, 4)) == 0:
        keys, added = draw(mappings(DATA, KEYS.map(lambda key: "x" + key)))
        more["extra"] = keys
        wanted |= added
    if draw(st.integers(0, 4)) == 0:
        more["comment"] = draw(st.text("ab \n#:-'é|", max_size=12))
    return cls(**given_to({name: both[0] for name, both in found.items()}), **more), wanted


EXPRESSIONS = st.sampled_from(
    [
        (github.ref, "${{ github.ref }}"),
        (github.ref == "x: y #z", "${{ github.ref == 'x: y #z' }}"),
        (github.event["a\nb"], "${{ github.event['a\nb'] }}"),
        (~success(), "${{ !success() }}"),
    ]
)
CONDITIONS = st.sampled_from(
    [
        (github.ref, "github.ref"),
        (github.ref == "it's", "github.ref == 'it''s'"),
        (github.ref == "x: y #z", "${{ github.ref == 'x: y #z' }}"),
        (github.event["a\nb"], "${{ github.event['a\nb'] }}"),
        (~success(), "${{ !success() }}"),
        (github["ref"] == True, "github.ref == true"),  # noqa: E712
        (True, True),
        (False, False),
    ]
)
TEXT = pair(TEXTS) | EXPRESSIONS
FIXED = pair(TEXTS.filter(lambda text: "${{" not in text))
FILLED_FIXED = pair(TEXTS.filter(lambda text: text and "${{" not in text))
FLAG = pair(st.booleans()) | EXPRESSIONS
MINUTES = pair(st.integers(1, 10**6) | st.floats(0.5, 1e6)) | EXPRESSIONS
SCALAR = pair(TEXTS | NUMBERS | st.booleans() | st.none()) | EXPRESSIONS
DATA = st.recursive(SCALAR, lambda inner: lists(inner) | mappings(inner), max_leaves=8)
ENV = mappings(noted(SCALAR))
ONE_OR_MANY = TEXT | lists(noted(TEXT), least=1)
FILLED = pair(TEXTS.filter(bool)) | EXPRESSIONS
FILLED_OR_MANY = FILLED | lists(noted(FILLED), least=1)
IDS = st.from_regex(r"(?!__)[a-zA-Z_][a-zA-Z0-9_-]{0,5}", fullmatch=True)


@st.composite
def matrices(draw):
    axes, wanted = draw(mappings(noted(lists(noted(DATA))), KEYS.filter(lambda key: key not in ("include", "exclude"))))
    rows = {}
    keys = {"include": KEYS, "exclude": st.sampled_from(list(wanted) or ["none"])}
    for name in ("include", "exclude") if wanted else ("include",):
        if draw(st.booleans()):
            rows[name], wanted[name] = draw(lists(noted(mappings(noted(DATA), keys[name]))))
    comment = draw(st.none() | st.just("a matrix\n# of it"))
    return Matrix(given_to(axes), **given_to(rows), **({"comment": comment} if comment else {})), wanted


STEPS = lists(
    node(
        Step,
        STEP,
        needed=("run",),
        name=TEXT,
        if_=CONDITIONS | pair(TEXTS),
        run=pair(TEXTS.filter(lambda text: not text.startswith("\n"))) | EXPRESSIONS,
        working_directory=TEXT,
        shell=FIXED,
        env=ENV,
        continue_on_error=FLAG,
        timeout_minutes=MINUTES,
        background=pair(st.booleans()),
    )
    | node(
        Step,
        STEP,
        needed=("uses",),
        name=TEXT,
        id=pair(IDS),
        if_=CONDITIONS | pair(TEXTS),
        uses=FIXED.filter(lambda both: "\n" not in both[0]).map(lambda both: (f"./{both[0]}", f"./{both[1]}")),
        with_=ENV,
        env=ENV,
        timeout_minutes=MINUTES,
    )
)
CONTAINERS = {
    "needed": ("image",),
    "image": FILLED,
    "credentials": mappings(FILLED, st.sampled_from(["username", "password"])),
    "env": ENV,
    "ports": lists(noted(pair(TEXTS | st.integers(1, 65535)))),
    "volumes": lists(noted(TEXT)),
    "options": TEXT,
}
PERMISSIONS = st.sampled_from(
    [
        ("read-all", "read-all"),
        ({}, {}),
        (Permissions(id_token="write", contents="read"), {"contents": "read", "id-token": "write"}),
    ]
)
CONCURRENCY = TEXT | node(
    Concurrency, ("group", "cancel-in-progress", "queue"), ("group",), group=FILLED, cancel_in_progress=FLAG
)
GROUPS = pair(TEXTS.filter(lambda text: text and "/" not in text)) | EXPRESSIONS
JOBS = st.dictionaries(
    IDS.map(str.lower),
    node(
        Job,
        JOB,
        needed=("id", "runs_on", "steps"),
        id=pair(IDS),
        name=TEXT,
        permissions=PERMISSIONS,
        needs=pair(IDS) | lists(noted(pair(IDS))),
        if_=CONDITIONS | pair(TEXTS),
        runs_on=FILLED_OR_MANY
        | node(RunnerGroup, ("group", "labels"), ("group",), extra=False, group=GROUPS, labels=FILLED_OR_MANY),
        environment=TEXT | node(Environment, ("name", "url", "deployment"), ("name",), name=TEXT, url=TEXT),
        concurrency=CONCURRENCY,
        outputs=mappings(noted(TEXT)),
        env=ENV,
        timeout_minutes=MINUTES,
        fail_fast=FLAG,
        max_parallel=pair(st.integers(1, 256)),
        matrix=matrices() | EXPRESSIONS,
        continue_on_error=FLAG,
        container=TEXT | node(Container, CONTAINER, **CONTAINERS),
        services=mappings(TEXT | node(Service, CONTAINER, **CONTAINERS, command=TEXT)),
        steps=STEPS,
    ),
    min_size=1,
    max_size=2,
)
FILTERS = {"branches": ONE_OR_MANY, "paths_ignore": ONE_OR_MANY}
EVENTS = st.lists(
    st.one_of(
        node(Push, ("branches", "tags", "paths-ignore"), extra=False, tags=ONE_OR_MANY, **FILTERS),
        node(PullRequest, ("types", "branches", "paths-ignore"), types=ONE_OR_MANY, **FILTERS),
        node(Schedule, ("cron", "timezone"), ("cron",), cron=FILLED_FIXED, timezone=FILLED_FIXED),
        node(
            WorkflowDispatch,
            ("inputs",),
            inputs=mappings(
                node(
                    Input, ["description", "required", "default", "type", "options"], description=FIXED, default=SCALAR
                )
            ),
        ),
        node(
            WorkflowCall,
            ("inputs", "outputs", "secrets"),
            secrets=mappings(
                node(Secret, ("description", "required"), description=FIXED, required=pair(st.booleans()))
            ),
        ),
        st.sampled_from(["release", "fork"]).map(lambda name: (name, name)),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda both: both[0] if isinstance(both[0], str) else type(both[0]),
)


def as_table(events):
    """Events as the mapping (or, of mere names, the list) that they are in the file."""
    if all(isinstance(event, str) for event, _ in events):
        return [name for name, _ in events]
    table = {}
    for event, wanted in events:
        if isinstance(event, str):
            table[event] = None
        else:
            table[event.event] = [wanted] if isinstance(event, Schedule) else wanted or None
    return table


@st.composite
def workflows(draw):
    jobs = draw(JOBS)
    made = [attach_id(job, name) for name, (job, _) in jobs.items()]
    events = draw(EVENTS)
    return draw(
        node(
            Workflow,
            WORKFLOW,
            needed=("on", "jobs"),
            name=TEXT,
            description=FIXED,
            run_name=TEXT,
            on=st.just(([event for event, _ in events], as_table(events))),
            permissions=PERMISSIONS,
            env=ENV,
            defaults=node(Defaults, ("run",), extra=False, run=mappings(noted(DATA))),
            concurrency=CONCURRENCY,
            jobs=st.just((made, {name: wanted for name, (_, wanted) in jobs.items()})),
        )
    )


def attach_id(job, name):
    import attrs

    return attrs.evolve(job, id=name)


@given(data=st.data())
def test_any_workflow_is_read_back(readers, data):
    workflow, wanted = data.draw(workflows())

    readers.agree(wanted, emit(workflow))
