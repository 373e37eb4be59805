"""Places: the user's own line and argument, however the call is written."""

from __future__ import annotations

import copy
import linecache
import pickle
import sys
import textwrap

import pytest

from ghflow.diagnostics import collecting
from ghflow.where import NOWHERE, CallSite, Span, Where, component, here, remember_source

HEAD = "from ghflow import *\nfrom ghflow.actions import checkout, upload_artifact\nstep = Step(run='x')\n"


@pytest.fixture
def run(tmp_path):
    """Run a source with mistakes recorded; they are returned in the order of the source, with its lines."""

    def run(text, name="source.py"):
        file = tmp_path / name
        source = HEAD + textwrap.dedent(text)
        file.write_text(source, encoding="utf-8")
        space = {"__name__": "source"}
        with collecting() as found:
            exec(compile(source, str(file), "exec", dont_inherit=True), space)
        return found, source.splitlines(), space

    return run


def shown(where, lines):
    """The text between the two ends of a place."""
    assert 1 <= where.line <= where.end_line <= len(lines), where
    if where.line == where.end_line:
        return lines[where.line - 1][where.column - 1 : where.end_column - 1]
    return lines[where.line - 1][where.column - 1 :] + " ... " + lines[where.end_line - 1][: where.end_column - 1]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("Job('j', runs_on='x', steps=5)  # <- here", "steps=5", id="keyword"),
        pytest.param("Job('1j', runs_on='x', steps=[step])  # <- here", "'1j'", id="positional"),
        pytest.param("Job('j', runs_onn='x', steps=[step])  # <- here", "runs_onn='x'", id="misspelt"),
        pytest.param("Job('j', steps=[step])  # <- here", "Job('j', steps=[step])", id="missing"),
        pytest.param(
            """
            Job(
                "j",
                runs_on="x",
                steps=[
                    step,
                    5,  # <- here
                ],
            )
            """,
            "5",
            id="item-of-a-list",
        ),
        pytest.param(
            """
            Job(
                "j",
                runs_on="x",
                env={
                    "A": "a",
                    "B": [],  # <- here
                },
                steps=[step],
            )
            """,
            "[]",
            id="value-of-a-mapping",
        ),
        pytest.param(
            """
            Job(
                "j",
                runs_on="x",
                env=dict(
                    A="a",
                    B=[],  # <- here
                ),
                steps=[step],
            )
            """,
            "[]",
            id="keyword-of-dict",
        ),
        pytest.param(
            """
            Job(
                "j",
                runs_on="x",
                env={"A": "a"}
                | {"B": []},
                steps=[step],
            )
            """.replace("env={", "env={").replace('"A": "a"}\n', '"A": "a"}  # <- here\n'),
            'env={"A": "a"}  # <- here ...     | {"B": []}',
            id="mapping-put-together",
        ),
        pytest.param(
            "Job('j', runs_on='x', steps=[step], **{'nam': 'x'})  # <- here",
            "Job('j', runs_on='x', steps=[step], **{'nam': 'x'})",
            id="double-star",
        ),
        pytest.param(
            "Job(*['1j'], runs_on='x', steps=[step])  # <- here", "Job(*['1j'], runs_on='x', steps=[step])", id="star"
        ),
        pytest.param("J = Job\nJ('j', runs_on='x', steps=5)  # <- here", "steps=5", id="alias"),
        pytest.param("jobs = [Job(n, runs_on='x', steps=5) for n in ['a']]  # <- here", "steps=5", id="comprehension"),
        pytest.param(
            "jobs = {n: Job(n, runs_on='x', steps=5) for n in ['a']}  # <- here", "steps=5", id="dict-comprehension"
        ),
        pytest.param("jobs = list(Job(n, runs_on='x', steps=5) for n in ['a'])  # <- here", "steps=5", id="generator"),
        pytest.param("make = lambda n: Job(n, runs_on='x', steps=5)  # <- here\nmake('a')", "steps=5", id="lambda"),
        pytest.param("a, b = 1, Job('j', runs_on='x', steps=5); c = 2  # <- here", "steps=5", id="several-on-a-line"),
        pytest.param(
            "Workflow('W', on='push', jobs=[Job('j', runs_on='x', steps=5)])  # <- here", "steps=5", id="call-in-call"
        ),
        pytest.param(
            "Job('ä' and 'j', name='ü' * 2, runs_on='日本', steps=5)  # <- here", "steps=5", id="wide-characters"
        ),
        pytest.param("Matrix(os='a')  # <- here", "os='a'", id="axis"),
        pytest.param("Matrix({'os': 'a'})  # <- here", "'a'", id="axis-in-mapping"),
        pytest.param("Matrix(include=[{'a': 1}, 2])  # <- here", "2", id="row"),
        pytest.param("m = Matrix(os=['a'])\nx = f'a {m.oss} b'  # <- here", None, id="axis-in-text"),
        pytest.param("m = Matrix(os=['a'])\nx = m.oss  # <- here", "m.oss", id="axis-attribute"),
        pytest.param("m = Matrix(os=['a'])\nx = m['oss']  # <- here", "m['oss']", id="axis-item"),
        pytest.param("x = [github.ref, github.reff]  # <- here", "github.reff", id="property"),
        pytest.param("x = 1 if github.ref == 'x' else 2  # <- here", None, id="truth"),
        pytest.param("checkout(fetch_deep=1)  # <- here", "fetch_deep=1", id="input"),
        pytest.param(
            "checkout(\n    lfs=True,\n    persist_credentials='no',  # <- here\n)",
            "persist_credentials='no'",
            id="input-value",
        ),
        pytest.param("upload_artifact(name='x')  # <- here", "upload_artifact(name='x')", id="input-missing"),
        pytest.param("Step('x', runn='y')  # <- here", "runn='y'", id="step-misspelt"),
        pytest.param(
            "Step(\n    'x',  # <- call\n)".replace("Step(", "Step(  # <- here"),
            "Step(  # <- here ... )",
            id="step-of-nothing",
        ),
        pytest.param(
            "Job('j', runs_on='x', permissions={'content': 'read'}, steps=[step])  # <- here", "'read'", id="scope"
        ),
        pytest.param(
            "Job('j', runs_on='x', permissions={'id-token': 'read'}, steps=[step])  # <- here",
            "'read'",
            id="key-of-the-file",
        ),
        pytest.param("Workflow('W', on=[Push(), Push()], jobs=[])  # <- here", "Push()", id="event-twice"),
        pytest.param("Job('j', runs_on='x', needs=note([5], 'why'), steps=[step])  # <- here", "5", id="inside-a-note"),
        pytest.param("Job('j', runs_on='x', steps=[*[step], 5])  # <- here", "steps=[*[step], 5]", id="behind-a-star"),
        pytest.param("Push(branches=['a', 5])  # <- here", "5", id="event"),
        pytest.param("note(1, 'a\\nb')  # <- here", "'a\\nb'", id="note"),
    ],
)
def test_place_of_a_mistake(run, source, text):
    found, lines, _ = run(source)
    (one,) = found

    assert "# <- here" in lines[one.where.line - 1]
    assert text is None or text == shown(one.where, lines)


def test_the_place_inside_a_helper_and_its_callers(run):
    found, lines, _ = run(
        """
        def inner(name):
            return Job(name, runs_on="x", steps=5)  # <- here

        def outer():
            return inner("a")  # <- first caller

        workflow = Workflow("W", on="push", jobs=[outer()])  # <- second caller
        """
    )
    (one,) = found

    assert "# <- here" in lines[one.where.line - 1]
    assert ["# <- first caller", "# <- second caller"] == [
        "#" + lines[caller.line - 1].partition("#")[2] for caller in one.where.callers
    ]
    assert ['inner("a")', "outer()"] == [shown(caller, lines) for caller in one.where.callers]


def test_a_component_is_passed_over(run):
    found, lines, _ = run(
        """
        @component
        def building_block(name):
            return Job(name, runs_on="x", steps=5)

        building_block("a")  # <- here
        """
    )
    (one,) = found

    assert "# <- here" in lines[one.where.line - 1]
    assert () == one.where.callers


def test_an_argument_of_a_component_is_not_one_of_what_it_makes(run):
    found, lines, _ = run(
        """
        @component
        def building_block(title, name):
            return Step(name=5, run="x")

        building_block("a", name="b")
        """
    )
    (one,) = found

    assert 'building_block("a", name="b")' == shown(one.where, lines)


def test_a_decorator_of_the_users_is_a_caller(run):
    found, lines, _ = run(
        """
        def twice(function):
            def call(*args):
                return function(*args)  # <- caller
            return call

        @twice
        def make(name):
            return Job(name, runs_on="x", steps=5)  # <- here

        make("a")  # <- caller
        """
    )
    (one,) = found

    assert "# <- here" in lines[one.where.line - 1]
    assert ["# <- caller"] * 2 == ["#" + lines[caller.line - 1].partition("#")[2] for caller in one.where.callers]


def test_a_comprehension_is_no_caller(run):
    found, _, _ = run("jobs = [Job(n, runs_on='x', steps=5) for n in ['a']]")

    assert [()] == [one.where.callers for one in found]


def test_a_very_long_chain_still_begins_in_the_module(run):
    found, lines, space = run(
        """
        def down(levels):
            return down(levels - 1) if levels else Job("j", runs_on="x", steps=[step])

        job = down(100)  # <- here
        """
    )
    site = space["job"].where

    assert [] == found
    assert "<module>" == site[-2].co_name
    assert "# <- here" in lines[site.callers[-1].line - 1]
    assert len(site.callers) < 20


def test_every_step_of_a_loop_shares_its_line(run):
    found, lines, _ = run("for name in ['a', 'b']:\n    Job(name, runs_on='x', steps=5)  # <- here")

    assert [True, True] == ["# <- here" in lines[one.where.line - 1] for one in found]


def test_evolved_copies_keep_the_place_of_the_original(run):
    _, lines, space = run(
        "import attrs\njob = Job('j', runs_on='x', steps=[step])  # <- here\nother = attrs.evolve(job, name='x')"
    )

    assert space["other"].where is space["job"].where
    assert "# <- here" in lines[space["other"].where.line - 1]


def test_a_file_that_changed_meanwhile_shows_the_line_alone(run, tmp_path):
    _, _, space = run("job = Job('j', runs_on='x', steps=[step])")
    linecache.clearcache()
    (tmp_path / "source.py").write_text("# quite another file\n", encoding="utf-8")

    where = space["job"].where.argument("steps")

    assert (space["job"].where.line, space["job"].where.line) == (where.line, where.end_line)


def test_a_source_that_is_remembered_is_read_no_more(run, tmp_path):
    _, lines, space = run("job = Job('j', runs_on='x', steps=[step])")
    remember_source(str(tmp_path / "source.py"), "\n".join(lines))
    (tmp_path / "source.py").unlink()

    assert "steps=[step]" == shown(space["job"].where.argument("steps"), lines)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda where: pickle.loads(pickle.dumps(where)), id="pickle"),
        pytest.param(copy.deepcopy, id="deepcopy"),
        pytest.param(copy.copy, id="copy"),
    ],
)
def test_a_place_can_be_copied(run, again):
    def ends(where):
        return (where.file, where.line, where.column, where.end_line, where.end_column)

    _, _, space = run("def make():\n    return Job('j', runs_on='x', steps=[step])\njob = make()")
    where = space["job"].where
    other = again(where)

    assert isinstance(other, Where)
    assert ends(where) == ends(other)
    assert [str(one) for one in where.callers] == [str(one) for one in other.callers]


def test_spans_are_compared_by_what_they_cover():
    assert Span("a", 1, 2) == Span("a", 1, 2, 1, 2)
    assert hash(Span("a", 1, 2)) == hash(Span("a", 1, 2))
    assert Span("a", 1, 2) != Span("a", 1, 3)
    assert Span("a", 1) != "a:1"
    assert "a:1" == str(Span("a", 1))
    assert Span("a", 1, 2, 3, 4) == eval(repr(Span("a", 1, 2, 3, 4)))
    assert 0 == NOWHERE.line


def test_here_is_the_call_of_the_function_that_asks():
    site = here()  # <- here

    assert isinstance(site, CallSite)
    assert "# <- here" in linecache.getline(site.file, site.line)
    assert repr(site).startswith("CallSite(")


@pytest.mark.parametrize("thing", [print, 5, object()])
def test_component_takes_a_python_function_only(thing):
    with pytest.raises(TypeError, match="component marks a Python function"):
        component(thing)


def test_a_place_in_a_message_has_no_path_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert "workflows/ci.py:3" == str(Span(str(tmp_path / "workflows" / "ci.py"), 3))


@pytest.mark.parametrize(
    ("line", "text", "whole", "part", "column"),
    [
        pytest.param('f(if_="a == b")', "a == b", (0, 6), (5, 6), 13, id="condition"),
        pytest.param('f(if_="${{ a }} ${{ a }}")', "${{ a }} ${{ a }}", (12, 15), (13, 14), 21, id="second-of-two"),
        pytest.param('f(if_="a a")', "a a", (0, 3), (0, 3), 8, id="whole"),
        pytest.param("f(if_=f'{x} == b')", "y == b", (0, 6), (5, 6), 3, id="not-spelt-so"),
        pytest.param("f(if_='a\\\\'b')", "a'b", (0, 3), (2, 3), 3, id="escaped"),
    ],
)
def test_a_part_of_an_expression(tmp_path, line, text, whole, part, column):
    file = tmp_path / "a.py"
    file.write_text(f"{line}\n")
    where = Span(str(file), 1, 3, 1, len(line)).inside(text, whole, part)

    assert (where.line, where.column) == (1, column)


def test_a_part_of_a_block_of_lines(tmp_path):
    file = tmp_path / "a.yml"
    file.write_text("run: |\n    echo\n    echo ${{ a.b }}\n")
    where = Span(str(file), 1, 6, 4, 1).inside("echo\necho ${{ a.b }}\n", (13, 18), (16, 17))

    assert (where.line, where.column, where.end_column) == (3, 16, 17)


def test_a_part_of_what_is_no_file():
    where = Span("<text>", 1, 3, 1, 9)

    assert where.inside("a b", (0, 3), (2, 3)) is where
    assert NOWHERE.inside("a", (0, 1), (0, 1)) is NOWHERE


LOOPS = """
def asked():
    site = here()
    frame, chain = sys._getframe(1), []
    while frame.f_code.co_name != "<module>":
        chain += (frame.f_code, frame.f_lasti)
        frame = frame.f_back
    seen.append((site, (*chain, frame.f_code, frame.f_lasti)))

def once():
    asked()

def twice():
    once(); asked()
    once()

def deep(depth):
    asked()
    if depth:
        deep(depth - 1)
    return depth and deep(depth - 1)

def generator():
    for _ in range(3):
        asked()
        yield

def nested():
    return [[asked() for _ in range(2)] for _ in range(2)]

def resumed(one):
    next(one)

for _ in range(2):
    asked(); once()
    twice()
    nested(); deep(2)
once(); nested()
deep(3)
one, two = generator(), generator()
next(one); next(two)
resumed(one)
resumed(two); next(one)
for function in (asked, once, twice, asked):
    function()
"""


def test_a_place_is_that_of_its_own_call_however_often_it_was_made_before(tmp_path):
    """Places are kept from one call to the next: none is ever that of a call from elsewhere."""

    seen: list[tuple[object, object]] = []
    code = compile(LOOPS, str(tmp_path / "loops.py"), "exec")
    exec(code, {"here": lambda: here(3), "sys": sys, "seen": seen})

    assert len(seen) > 60
    assert [chain for _, chain in seen] == [tuple(site) for site, _ in seen]


def test_a_function_can_become_a_component_later(tmp_path):
    made = []
    source = "def f():\n    made.append(here())\n\nf()\nf()\ncomponent(f)\nf()\n"
    exec(compile(source, str(tmp_path / "late.py"), "exec"), {"here": here, "component": component, "made": made})

    assert [2, 2, 7] == [site.line for site in made]
