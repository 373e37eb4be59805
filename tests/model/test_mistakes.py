"""Mistakes in a call: each is reported, at the argument, in the user's words, with what was meant."""

# ruff: noqa: E501 - one message is one line

from __future__ import annotations

import enum
import importlib
import pkgutil
import sys

import attrs
import pytest

from ghflow import (
    Container,
    Environment,
    Input,
    Job,
    Matrix,
    Permissions,
    Push,
    RunnerGroup,
    RunStep,
    Schedule,
    Service,
    Step,
    UsageError,
    UsesStep,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    env,
    from_json,
    github,
    job,
    needs,
    note,
    runner,
    secrets,
    strategy,
)
from ghflow.diagnostics import closest, collecting
from ghflow.model.node import Node, brief

for _found in pkgutil.iter_modules(importlib.import_module("ghflow.model").__path__, "ghflow.model."):
    importlib.import_module(_found.name)

STEP = Step("Test", run="make")


def classes() -> list[type]:
    """All classes with fields; not those that attrs has replaced by a slotted copy, which live on for a while."""
    found, queue = [], [Node]
    while queue:
        below = queue.pop().__subclasses__()
        found += below
        queue += below
    real = {cls for cls in found if getattr(sys.modules[cls.__module__], cls.__name__, None) is cls}
    return sorted((cls for cls in real if attrs.has(cls) and cls is not Matrix), key=lambda cls: cls.__name__)


def misspelt(name: str) -> list[str]:
    """A letter dropped, a letter doubled, two letters swapped; only where a name is long enough to be known again."""
    if len(name.strip("_")) < 4:
        return []
    middle = len(name.strip("_")) // 2
    dropped = name[:middle] + name[middle + 1 :]
    doubled = name[:middle] + name[middle] + name[middle:]
    swapped = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
    return [word for word in (dropped, doubled, swapped) if word != name]


FIELDS = [
    (cls, field.alias)
    for cls in classes()
    for field in attrs.fields(cls)
    if "ghflow" in field.metadata and cls.__name__ not in ("AnyJob", "Event", "Step")
]


@pytest.mark.parametrize(
    ("cls", "name"), [pytest.param(cls, name, id=f"{cls.__name__}.{name}") for cls, name in FIELDS]
)
def test_every_misspelt_keyword_is_known_again(cls, name):
    known = [field.alias for field in attrs.fields(cls)]
    for word in misspelt(name):
        if word in known:
            continue
        with collecting() as found:
            cls(**{word: "x"})

        hints = [one.hint for one in found if one.rule == "unknown-argument"]
        assert [f"did you mean '{name}'?"] == hints or hints[0].removeprefix("did you mean ").strip("'?") in known


def test_nearly_every_misspelling_gives_the_very_name():
    words = [(cls, name, word) for cls, name in FIELDS for word in misspelt(name)]
    other = [
        (cls.__name__, name, word)
        for cls, name, word in words
        if closest(word, [field.alias for field in attrs.fields(cls) if field.alias not in ("where", "about")]) != name
    ]

    assert len(words) > 400
    assert [] == other


class Colour(str, enum.Enum):  # noqa: UP042 - as people wrote it before there was StrEnum
    RED = "red"


BUILD = Job("build", runs_on="x", outputs={"version": "1"}, steps=[STEP])
AXES = Matrix({"python-version": ["3.14"]}, os=["a"], include=[{"os": "b", "extra": 1}])


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        # Names that do not exist.
        pytest.param(lambda: AXES.oss, "the matrix has no axis 'oss' (did you mean 'os'?)", id="axis"),
        pytest.param(
            lambda: AXES["python_versoin"],
            "the matrix has no axis 'python_versoin' (did you mean 'python-version'?)",
            id="axis-item",
        ),
        pytest.param(
            lambda: AXES.qqqq, "the matrix has no axis 'qqqq' (known: extra, os, python-version)", id="axis-far-off"
        ),
        pytest.param(lambda: Matrix().os, "the matrix has no axis 'os' (it has no axes)", id="axis-of-none"),
        pytest.param(
            lambda: Matrix(os=["a"], exclude=[{"os": "a"}, {"oss": "a"}]),
            "exclude[1] names 'oss', which is not an axis of the matrix (did you mean 'os'?)",
            id="excluded-axis",
        ),
        pytest.param(
            lambda: Matrix(os=["a"], include=[{"arch": "b"}], exclude=[{"arch": "b"}]),
            "exclude[0] names 'arch', which is not an axis of the matrix (known: os)",
            id="excluded-key-of-include",
        ),
        pytest.param(
            lambda: BUILD.outputs.verson,
            "job 'build' has no output 'verson' (did you mean 'version'?)",
            id="job-output",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP]).outputs.x,
            "job 'j' has no output 'x' (it declares no outputs)",
            id="job-without-outputs",
        ),
        pytest.param(
            lambda: WorkflowDispatch(inputs={"dry_run": Input()}).inputs.dry_rum,
            "WorkflowDispatch has no input 'dry_rum' (did you mean 'dry_run'?)",
            id="input",
        ),
        pytest.param(
            lambda: WorkflowCall(inputs={"env": Input()}).inputs.enb,
            "WorkflowCall has no input 'enb' (did you mean 'env'?)",
            id="call-input",
        ),
        pytest.param(
            lambda: github.reff, "the context 'github' has no property 'reff' (did you mean 'ref'?)", id="github"
        ),
        pytest.param(
            lambda: github["event-name"],
            "the context 'github' has no property 'event-name' (did you mean 'event_name'?)",
            id="github-item",
        ),
        pytest.param(
            lambda: runner.oss, "the context 'runner' has no property 'oss' (did you mean 'os'?)", id="runner"
        ),
        pytest.param(
            lambda: job.statuss,
            "the context 'job' has no property 'statuss' (did you mean 'status'?)",
            id="job-context",
        ),
        pytest.param(
            lambda: job.container.idd, "'job.container' has no property 'idd' (did you mean 'id'?)", id="job-container"
        ),
        pytest.param(
            lambda: strategy.job_indx,
            "the context 'strategy' has no property 'job_indx' (did you mean 'job_index'?)",
            id="strategy",
        ),
        pytest.param(lambda: AXES[0], "the matrix is asked for an axis by its name, got 0", id="axis-number"),
        pytest.param(
            lambda: BUILD.outputs[0], "job 'build' is asked for an output by its name, got 0", id="output-number"
        ),
        # Permissions.
        pytest.param(
            lambda: Permissions(contents="reed"),
            "contents must be one of 'read', 'write', 'none', got 'reed' (did you mean 'read'?)",
            id="level",
        ),
        pytest.param(
            lambda: Permissions(id_token="read"),
            "id_token must be one of 'write', 'none', got 'read'",
            id="level-of-scope",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", permissions={"id_token": "write"}, steps=[STEP]),
            "permissions has no scope 'id_token' (did you mean 'id-token'?)",
            id="scope-spelling",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", permissions={"content": "read"}, steps=[STEP]),
            "permissions has no scope 'content' (did you mean 'contents'?)",
            id="scope",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", permissions={1: "read"}, steps=[STEP]),
            "permissions has no scope 1",
            id="scope-number",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", permissions={"contents": "reed"}, steps=[STEP]),
            "permissions['contents'] must be one of 'read', 'write', 'none', got 'reed' (did you mean 'read'?)",
            id="level-in-mapping",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", permissions="read-al", steps=[STEP]),
            "permissions must be one of 'read-all', 'write-all', got 'read-al' (did you mean 'read-all'?)",
            id="all",
        ),
        pytest.param(
            lambda: Workflow("W", on=Push(), permissions="auto", jobs=[]),
            "permissions must be one of 'read-all', 'write-all', got 'auto' (permissions='auto', so spelt, is for jobs with steps)",
            id="auto-of-a-workflow",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", permissions=github.ref, steps=[STEP]),
            "permissions must be Permissions(...), a mapping of scopes, 'read-all' or 'write-all', got <expression github.ref>",
            id="permissions-value",
        ),
        # Arguments.
        pytest.param(
            lambda: Job("j", runs_onn="x", steps=[STEP]),
            "Job('j') has no argument 'runs_onn' (did you mean 'runs_on'?)",
            id="keyword",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP], **{"if": "x"}),
            "Job('j') has no argument 'if' (did you mean 'if_'?)",
            id="python-keyword",
        ),
        pytest.param(
            lambda: Job("j", "x", runs_on="y", steps=[STEP]),
            "Job('j') got 2 arguments without a keyword (only id may stand without a keyword)",
            id="surplus",
        ),
        pytest.param(lambda: Job("j", id="k", runs_on="y", steps=[STEP]), "Job('j') got id twice", id="twice"),
        pytest.param(lambda: Step(github.ref, name="x", run="y"), "RunStep got name twice", id="twice-value"),
        pytest.param(lambda: Job("j", steps=[STEP]), "Job('j') needs runs_on=...", id="missing"),
        pytest.param(
            lambda: Workflow(github.ref_name, jobs=[BUILD]), "Workflow needs on=...", id="missing-beside-value"
        ),
        pytest.param(
            lambda: Job("j", runs_on=None, steps=[STEP]), "Job('j') needs runs_on=...", id="none-for-required"
        ),
        pytest.param(
            lambda: Job("1j", runs_on="x", steps=[STEP]),
            "id must be an id: letters, digits, '-' and '_', not starting with a digit, '-' or '__', at most 99 characters, got '1j'",
            id="id",
        ),
        pytest.param(
            lambda: Push(branch=["main"]), "Push has no argument 'branch' (did you mean 'branches'?)", id="event-filter"
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP], extra={"runs-on": "x"}),
            "extra holds 'runs-on', which Job has a field for (write runs_on=...)",
            id="extra-known",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP], extra={"strategy": {}}),
            "extra holds 'strategy', which Job has a field for (write strategy=...)",
            id="extra-known-group",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP], where=5),
            "where must be the place of another object, got 5",
            id="where",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP], allow=5), "allow must be names of rules, got 5", id="allow"
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP], comment=5), "comment must be text, got 5", id="comment"
        ),
        # Steps.
        pytest.param(lambda: Step("x"), "a step needs run= (a script) or uses= (an action)", id="step-of-nothing"),
        pytest.param(
            lambda: Step("x", run="a", uses="b/c@d"),
            "a step has either run= or uses=, not both (make two steps of it)",
            id="step-of-both",
        ),
        pytest.param(
            lambda: Step("x", shell="bash", runn="a"),
            "a step needs run= (a script) or uses= (an action) (did you mean 'run' instead of 'runn'?)",
            id="step-misspelt",
        ),
        pytest.param(
            lambda: Step("x", use="a/b@c"),
            "a step needs run= (a script) or uses= (an action) (did you mean 'uses' instead of 'use'?)",
            id="step-misspelt-uses",
        ),
        pytest.param(
            lambda: Step(run="x", uses=None, shel="bash"),
            "RunStep has no argument 'shel' (did you mean 'shell'?)",
            id="step-keyword",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[Step(run="x", shell="${{ runner.os }}")]),
            "shell must be text without expressions, got '${{ runner.os }}' (GitHub evaluates no expression here; "
            "only an action of your own has a shell by expression)",
            id="shell-value",
        ),
        pytest.param(
            lambda: Step(uses=f"a/b@{github.ref}"),
            "uses must be the reference of an action: 'owner/name@ref', './path', '$/path' or 'docker://image', got 'a/b@${{ github.ref }}' (GitHub evaluates no expression here)",
            id="uses-fenced",
        ),
        # Kinds of values.
        pytest.param(
            lambda: Job("j", runs_on="x", steps="echo"),
            "steps must be a list of steps, got 'echo' (write steps=[Step(run=...)])",
            id="steps-text",
        ),
        pytest.param(lambda: Job("j", runs_on="x", steps=[5]), "steps[0] must be a step, got 5", id="steps-item"),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=[STEP, [STEP]]),
            "steps[1] must be a step, got [RunStep('Test', run='make')] (put * before a list inside the list)",
            id="steps-list-inside",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=STEP),
            "steps must be a list of steps, got RunStep('Test') (write steps=[Step(run=...)])",
            id="steps-lone",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=b"abc"),
            "steps must be a list of steps, got b'abc' (write steps=[Step(run=...)])",
            id="steps-bytes",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", steps=(one for one in [STEP, 5])),
            "steps[1] must be a step, got 5",
            id="steps-generator",
        ),
        pytest.param(
            lambda: Workflow("w", on="push", jobs=[STEP]), "jobs[0] must be a job, got RunStep('Test')", id="jobs-item"
        ),
        pytest.param(
            lambda: Workflow("w", on=[Push], jobs=[BUILD]),
            "on[0] must be an event or the name of one, got Push itself (write Push())",
            id="event-class",
        ),
        pytest.param(
            lambda: Workflow("w", on=5, jobs=[BUILD]),
            "on must be an event, the name of one, a list of these, or a mapping of names to events, got 5 "
            "(write on=[Push(branches=['main'])])",
            id="on-number",
        ),
        pytest.param(
            lambda: Workflow("w", on=[Push(), Push(tags=["v*"])], jobs=[BUILD]),
            "on has the event 'push' twice (put all filters of 'push' into one event)",
            id="event-twice",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", needs={"a", "b"}, steps=[STEP]),
            "needs must be a job, the id of one, or a list of these, got a set of 2 (a set has no order, so every build would differ: write a list)",
            id="set",
        ),
        pytest.param(
            lambda: Matrix(os={"a", "b"}),
            "os must be a list or an expression, got a set of 2 (a set has no order, so every build would differ: write a list)",
            id="axis-set",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", needs=[STEP], steps=[STEP]),
            "needs[0] must be a job or the id of one, got RunStep('Test')",
            id="needs-step",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", fail_fast="no", steps=[STEP]),
            "fail_fast must be True, False or an expression, got 'no' (write False)",
            id="flag-word",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", continue_on_error="github.ref", steps=[STEP]),
            "continue_on_error must be True, False or an expression, got 'github.ref' (for an expression say expression('github.ref'))",
            id="flag-text",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", timeout_minutes="30", steps=[STEP]),
            "timeout_minutes must be a positive number of minutes, got '30' (write 30)",
            id="number-text",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", timeout_minutes=0, steps=[STEP]),
            "timeout_minutes must be a positive number of minutes, got 0",
            id="number-zero",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", timeout_minutes=True, steps=[STEP]),
            "timeout_minutes must be a positive number of minutes, got True",
            id="number-flag",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", timeout_minutes=10**5000, steps=[STEP]),
            "timeout_minutes must be a positive number of minutes, got a number of more than 300 digits",
            id="number-huge",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", max_parallel=1.5, steps=[STEP]),
            "max_parallel must be a positive whole number, got 1.5",
            id="count-part",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", name=5, steps=[STEP]),
            "name must be text, got 5 (write '5')",
            id="text-number",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", env={"A": [1]}, steps=[STEP]),
            "env['A'] must be text, a number, True, False or an expression, got [1]",
            id="env-list",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", env={1: "a"}, steps=[STEP]),
            "env[1] must be a mapping with text as keys, got 1 (write '1')",
            id="env-key",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", env={"A": 10**400}, steps=[STEP]),
            "env['A'] must be a number of at most 300 digits, got a number of more than 300 digits",
            id="env-huge",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", outputs=from_json("{}"), steps=[STEP]),
            "outputs must be a mapping of names to text, got <expression fromJSON('{}')>",
            id="outputs-value",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", environment=type("Environment", (), {})(), steps=[STEP]),
            "environment must be Environment(...) or the name of one, got an object of the class Environment",
            id="namesake",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", defaults={"shell": "bash"}, steps=[STEP]),
            "defaults must be Defaults(...), got {'shell': 'bash'}",
            id="defaults",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", services={"db": 5}, steps=[STEP]),
            "services['db'] must be Service(...) or the name of an image, got 5 (write '5')",
            id="service",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", extra={"k": [[[[[object()]]]]]}, steps=[STEP]),
            "extra['k'][0][0][0][...] must be text, a number, True, False, an expression, or a list or mapping of these, got an object of the class object",
            id="deep-path",
        ),
        pytest.param(
            lambda: Job("j", runs_on="x", cache_mode="raed", steps=[STEP]),
            "cache_mode must be one of 'read', 'write', 'write-only', 'none', got 'raed' (did you mean 'read'?)",
            id="choice",
        ),
        pytest.param(
            lambda: Schedule(f"{github.ref} * * * *"),
            "cron must be text without expressions, got '${{ github.ref }} * * * *' (GitHub evaluates no expression here)",
            id="literal-fenced",
        ),
        pytest.param(
            lambda: Input(required=github.ref == "x"),
            "required must be True or False, got <expression github.ref == 'x'> (GitHub evaluates no expression here)",
            id="fixed-flag",
        ),
        pytest.param(
            lambda: WorkflowDispatch(inputs={"a": "string"}),
            "inputs['a'] must be an Input(...), got 'string'",
            id="input-text",
        ),
        pytest.param(
            lambda: Matrix(os="a"), "os must be a list or an expression, got 'a' (write os=['a'])", id="axis-text"
        ),
        pytest.param(
            lambda: Matrix(include=[1]), "include[0] must be a mapping of axes to values, got 1", id="include-number"
        ),
        pytest.param(lambda: Matrix([1]), "Matrix takes a mapping of axes or an expression, got [1]", id="matrix-list"),
        pytest.param(lambda: Matrix({"os": [1]}, os=[2]), "the axis 'os' is given twice", id="axis-twice"),
        pytest.param(
            lambda: UsesStep(uses="a/b@c", produces=int),
            "produces must be a class of outputs: a subclass of StepOutputs, got int itself",
            id="produces",
        ),
        # What Python cannot do with an expression.
        pytest.param(
            lambda: bool(github.ref),
            "the expression github.ref has no truth value in Python: GitHub decides it during the run (say & | ~ instead of and or not, and if_= instead of if)",
            id="bool",
        ),
        pytest.param(
            lambda: github.ref and "x",
            "the expression github.ref has no truth value in Python: GitHub decides it during the run (say & | ~ instead of and or not, and if_= instead of if)",
            id="and",
        ),
        pytest.param(
            lambda: [*from_json("[]")],
            "the expression fromJSON('[]') cannot be looped over: its value is not known yet (use a matrix: Matrix(axis=from_json(...)))",
            id="loop",
        ),
        # Notes.
        pytest.param(lambda: note(1, "a\nb"), "a note is one line of text, got 'a\\nb'", id="note-lines"),
        pytest.param(lambda: note(1, ""), "a note is one line of text, got ''", id="note-empty"),
        pytest.param(
            lambda: f"{note('a', 'why')}",
            "the note 'why' stands where no comment can be: note() gives a whole value, an item or an entry (put note(...) around the whole argument, a list's item or a mapping's value)",
            id="note-in-text",
        ),
        pytest.param(
            lambda: note(BUILD, "why").outputs,
            "the note 'why' stands where no comment can be: note() gives a whole value, an item or an entry (put note(...) around the whole argument, a list's item or a mapping's value)",
            id="note-attribute",
        ),
        pytest.param(
            lambda: Step(run=[note("a", "why"), "b"]),
            "no comment can stand inside run: it becomes one text (put note(...) around the whole argument)",
            id="note-in-script",
        ),
    ],
)
def test_message(make, expected):
    with pytest.raises(UsageError) as raised:
        make()

    assert expected == str(raised.value)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        pytest.param(lambda: AXES.oss, AttributeError, id="axis"),
        pytest.param(lambda: github.reff, AttributeError, id="property"),
        pytest.param(lambda: BUILD.outputs.x, AttributeError, id="output"),
        pytest.param(lambda: Job("j", runs_onn="x", steps=[STEP]), TypeError, id="keyword"),
        pytest.param(lambda: Job("j", steps=[STEP]), TypeError, id="missing"),
        pytest.param(lambda: bool(github.ref), TypeError, id="bool"),
        pytest.param(lambda: Step("x"), TypeError, id="step"),
    ],
)
def test_in_plain_python_it_is_also_the_error_that_python_people_expect(make, kind):
    with pytest.raises(UsageError) as raised:
        make()

    assert isinstance(raised.value, kind)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_hasattr_answers():
    assert [True, False] == [hasattr(AXES, "os"), hasattr(AXES, "oss")]
    assert [True, False] == [hasattr(github, "ref"), hasattr(github, "reff")]
    assert [True, False] == [hasattr(BUILD.outputs, "version"), hasattr(BUILD.outputs, "verson")]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(
            lambda: Job("j", runs_on=5, nam="x", fail_fast="no", steps=[STEP, 5]),
            ["unknown-argument", "wrong-value", "wrong-value", "wrong-value"],
            id="all-of-one-call",
        ),
        pytest.param(
            lambda: Job("j", nam="x", runs_on="x", steps=[STEP]).name, ["unknown-argument"], id="taken-as-meant"
        ),
        pytest.param(lambda: Job("j", runs_on=5, steps=[STEP]), ["wrong-value"], id="wrong-is-not-missing-too"),
        pytest.param(lambda: f"{AXES.oss} {AXES.oss == 'x'}", ["unknown-axis", "unknown-axis"], id="once-per-use"),
        pytest.param(
            lambda: Job("j", runs_on=AXES.oss, matrix=AXES, steps=[STEP]), ["unknown-axis"], id="axis-goes-on"
        ),
        pytest.param(lambda: github.reff.startswith("x") & True, ["unknown-property"], id="property-goes-on"),
        pytest.param(lambda: Step("x", env={"A": 1}).outputs.y, ["wrong-step"], id="step-goes-on"),
        pytest.param(lambda: "yes" if github.ref else "no", ["wrong-expression"], id="bool-goes-on"),
        pytest.param(lambda: Job(runs_on="x", steps=[STEP]).result, ["missing-argument"], id="job-without-id"),
        pytest.param(lambda: Job("j", runs_on="x", steps=[STEP]), [], id="silent"),
    ],
)
def test_inside_a_run_mistakes_are_recorded_and_the_source_goes_on(make, expected):
    with collecting() as found:
        make()

    assert expected == [one.rule for one in found]


def test_what_was_meant_stands_for_what_was_misspelt():
    with collecting():
        seen = (
            Job("j", nam="x", runs_on="x", steps=[STEP]).name,
            f"{AXES.oss}",
            f"{github.reff}",
            f"{strategy.job_indx}",
            f"{BUILD.outputs.verson}",
        )

    assert (
        "x",
        "${{ matrix.os }}",
        "${{ github.ref }}",
        "${{ strategy.job-index }}",
        "${{ needs.build.outputs.version }}",
    ) == seen


class Mine(Exception):
    """A user's own exception."""


def raising(error):
    yield STEP
    raise error


class RaisingMapping(dict):
    def items(self):
        raise Mine


@pytest.mark.parametrize("error", [Mine(), KeyError("mine"), TypeError("mine"), AttributeError("mine"), StopIteration])
def test_an_exception_of_the_users_own_passes_through(error):
    wanted = RuntimeError if error is StopIteration else type(error)
    with pytest.raises(wanted) as raised, collecting():
        Job("j", runs_on="x", steps=raising(error))

    if error is not StopIteration:
        assert raised.value is error
        assert raised.value.__context__ is None


def test_an_exception_of_a_mapping_of_the_users_own_passes_through():
    with pytest.raises(Mine):
        Job("j", runs_on="x", env=RaisingMapping(a=1), steps=[STEP])


def test_an_iterator_is_gone_through_once_and_kept_beside_a_mistake():
    with collecting() as found:
        made = Job("j", runs_on="x", needs=iter(["a", "b"]), steps=(one for one in [STEP, STEP]), nam="n")

    assert ["unknown-argument"] == [one.rule for one in found]
    assert (("a", "b"), (STEP, STEP), "n") == (made.needs, made.steps, made.name)


class Level(enum.StrEnum):
    READ = "read"


class Reference(enum.StrEnum):
    SETUP = "./setup"


class Number(enum.IntEnum):
    ONE = 1


class Fraction(float):
    """As numpy.float64 is."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(lambda: Step(Colour.RED, run="x").name, "red", id="text"),
        pytest.param(lambda: Step(run="x", env={Colour.RED: Colour.RED}).env, {"red": "red"}, id="mapping"),
        pytest.param(lambda: Step(run="x", env={"A": Number.ONE}).env["A"], 1, id="int"),
        pytest.param(lambda: Step(run="x", env={"A": Fraction(1.5)}).env["A"], 1.5, id="float"),
        pytest.param(lambda: Permissions(contents=Level.READ).contents, "read", id="choice"),
        pytest.param(lambda: Step(run="x", id=Level.READ).id, "read", id="id"),
        pytest.param(lambda: Step(run="x", if_=Level.READ).if_, "read", id="condition"),
        pytest.param(lambda: Step(uses=Reference.SETUP).uses, "./setup", id="uses"),
        pytest.param(lambda: Step(run=Level.READ).run, "read", id="run"),
        pytest.param(lambda: Job("j", runs_on=Level.READ, steps=[STEP]).runs_on, "read", id="names"),
        pytest.param(
            lambda: Job("j", runs_on="x", timeout_minutes=Number.ONE, steps=[STEP]).timeout_minutes, 1, id="number"
        ),
        pytest.param(lambda: Matrix({Level.READ: [Level.READ, Number.ONE]})._axes, {"read": ("read", 1)}, id="matrix"),
        pytest.param(lambda: Workflow("w", on=[Level.READ], jobs=[BUILD]).on, ("read",), id="event"),
        pytest.param(lambda: Schedule(Level.READ).cron, "read", id="literal"),
    ],
)
def test_enums_and_numbers_of_other_libraries_are_what_they_are_worth(value, expected):
    def classes_of(thing):
        if isinstance(thing, dict):
            return [cls for item in thing.items() for cls in map(type, item)]
        return [type(item) for item in thing] if isinstance(thing, tuple) else [type(thing)]

    found = value()

    assert expected == found
    assert {str, int, float, tuple} >= set(classes_of(found))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("x" * 100, "'" + "x" * 56 + "...", id="long"),
        pytest.param(STEP, "RunStep('Test')", id="node"),
        pytest.param(Step(run="x"), "a RunStep", id="node-without-name"),
        pytest.param(Job, "Job itself", id="class"),
        pytest.param(object(), "an object of the class object", id="without-repr"),
        pytest.param(iter([1]), "an object of the class list_iterator", id="iterator"),
        pytest.param({1}, "a set of 1", id="set"),
        pytest.param(-(10**5000), "a number of more than 300 digits", id="huge"),
        pytest.param([1, "a"], "[1, 'a']", id="list"),
    ],
)
def test_a_value_is_shown_short_and_without_addresses(value, expected):
    assert expected == brief(value)


def test_right_calls_say_nothing():
    with collecting() as found:
        made = Job(
            "j",
            runs_on=RunnerGroup("g", labels=["a"]),
            container=Container("i", env={"A": secrets.X}),
            services={"db": Service("postgres", ports=[5432, "80:80"])},
            environment=Environment("e", url=needs.x.outputs.url),
            timeout_minutes=0.5,
            if_=env.A == "b",
            steps=[RunStep(run="x"), UsesStep(uses="a/b@c")],
        )

    assert [] == found
    assert "j" == made.id
