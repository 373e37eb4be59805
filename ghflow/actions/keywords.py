"""What wrappers of actions take beside the inputs: the keywords of a step, for type checkers alone.

Where an action has an input with the name of a step's keyword, the input wins, and the step's begins with `step_`. A class
is named after the keywords that do so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.model.kinds import Bool, Condition, Env, Num, Scalar, Str


class AnyStepKeywords(TypedDict, total=False):
    """The keywords that no input is called like."""

    id: str
    if_: Condition
    background: bool
    uses: str
    with_: Mapping[str, Scalar]
    comment: str
    extra: Mapping[str, Any]


class _Name(TypedDict, total=False):
    name: Str


class _Env(TypedDict, total=False):
    env: Env


class _Limits(TypedDict, total=False):
    continue_on_error: Bool
    timeout_minutes: Num


class _Allow(TypedDict, total=False):
    allow: str | Iterable[str]


class StepKeywords(AnyStepKeywords, _Name, _Env, _Limits, _Allow, total=False):
    """What a wrapper takes beside the inputs of its action."""


class NameStepKeywords(AnyStepKeywords, _Env, _Limits, _Allow, total=False):
    """The same beside an input called `name`."""

    step_name: Str


class EnvStepKeywords(AnyStepKeywords, _Name, _Limits, _Allow, total=False):
    """The same beside an input called `env`."""

    step_env: Env


class AllowStepKeywords(AnyStepKeywords, _Name, _Env, _Limits, total=False):
    """The same beside an input called `allow`."""

    step_allow: str | Iterable[str]


class TimeoutMinutesStepKeywords(AnyStepKeywords, _Name, _Env, _Allow, total=False):
    """The same beside an input called `timeout_minutes`."""

    continue_on_error: Bool
    step_timeout_minutes: Num


class ContinueOnErrorTimeoutMinutesStepKeywords(AnyStepKeywords, _Name, _Env, _Allow, total=False):
    """The same beside inputs called `continue_on_error` and `timeout_minutes`."""

    step_continue_on_error: Bool
    step_timeout_minutes: Num
