"""Diagnostics: recorded inside a run, raised outside one; what was meant."""

from __future__ import annotations

import copy
import pickle
import threading

import pytest

from ghflow import Job, Step, UsageError
from ghflow.diagnostics import (
    Diagnostic,
    Severity,
    UnknownNameError,
    WrongTypeError,
    closest,
    collecting,
    did_you_mean,
    report,
)
from ghflow.where import Span

ONE = Diagnostic("some-rule", "something is wrong", Span("a.py", 3, 5), "mend it", "jobs.a")


def test_outside_a_run_it_is_raised():
    with pytest.raises(UsageError) as raised:
        report(ONE)

    assert raised.value.diagnostic is ONE
    assert "something is wrong (mend it)" == str(raised.value)


@pytest.mark.parametrize("error", [UsageError, UnknownNameError, WrongTypeError])
def test_it_is_raised_as_asked(error):
    with pytest.raises(error):
        report(ONE, error)


def test_inside_a_run_it_is_recorded():
    with collecting() as found:
        report(ONE)
        report(ONE, WrongTypeError)

    assert [ONE, ONE] == found


def test_runs_nest_and_end_even_when_something_raises():
    def fail(found):
        with collecting() as own:
            found.append(own)
            report(ONE)
            raise ZeroDivisionError

    inners = []
    with collecting() as outer:
        with pytest.raises(ZeroDivisionError):
            fail(inners)
        report(ONE)

    assert ([ONE], [[ONE]]) == (outer, inners)
    with pytest.raises(UsageError):
        report(ONE)


def test_another_thread_is_outside_the_run():
    raised = []

    def work():
        try:
            report(ONE)
        except UsageError as error:
            raised.append(error)

    with collecting() as found:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert ([], 1) == (found, len(raised))


@pytest.mark.parametrize("error", [UsageError, UnknownNameError, WrongTypeError])
@pytest.mark.parametrize("again", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_an_error_can_be_copied(error, again):
    other = again(error(ONE))

    assert type(other) is error
    assert (str(ONE), "a.py:3", Severity.ERROR) == (
        str(other),
        str(other.diagnostic.where),
        other.diagnostic.severity,
    )


def test_an_error_of_a_real_call_can_be_pickled():
    with pytest.raises(UsageError) as raised:
        Job("j", runs_on="x", steps=5)

    other = pickle.loads(pickle.dumps(raised.value))
    assert raised.value.diagnostic.spot == other.diagnostic.spot


def test_an_error_shows_nothing_of_how_it_was_found():
    with pytest.raises(UsageError) as raised:
        Step(run="x", nam="y")

    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        pytest.param("runs_onn", ["runs_on", "needs"], "runs_on", id="doubled"),
        pytest.param("Jbo", ["Job", "job"], "Job", id="case-decides"),
        pytest.param("jbo", ["Job", "job"], "job", id="case-decides-too"),
        pytest.param("PUSH", ["push", "pull_request"], "push", id="case"),
        pytest.param("idtoken", ["id-token", "contents"], "id-token", id="squeezed"),
        pytest.param("zzz", ["runs_on"], None, id="nothing-near"),
        pytest.param("x", [], None, id="nothing-known"),
        pytest.param("", ["a"], None, id="empty"),
    ],
)
def test_closest(name, known, meant):
    assert meant == closest(name, known)
    assert meant == closest(name, iter(known))


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        pytest.param("oss", ["os", "arch"], "did you mean 'os'?", id="near"),
        pytest.param("zzz", ["b", "a"], "known: a, b", id="far"),
        pytest.param("zzz", [], None, id="none"),
        pytest.param(
            "zzz",
            [f"n{i:02}" for i in range(20)],
            "known: " + ", ".join(f"n{i:02}" for i in range(12)) + ", ...",
            id="many",
        ),
    ],
)
def test_did_you_mean(name, known, hint):
    assert hint == did_you_mean(name, known)
    assert hint == did_you_mean(name, iter(known))


def test_diagnostics_sort_by_their_place():
    late, early = Diagnostic("r", "m", Span("a.py", 10, 1)), Diagnostic("r", "m", Span("a.py", 9, 5))

    assert [early, late] == sorted([late, early], key=lambda one: one.spot)
    assert "m" == str(early)
