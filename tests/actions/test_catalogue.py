"""The generated wrappers against the facts that they are made of: every input and output of every action, by a typed call."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import ghflow.actions
from ghflow import github
from ghflow.emitter.yaml import emit
from tests.actions.make_wrappers import PAGE, make, page, placed, refs_of, write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def catalogue(shared):
    return json.loads((shared / "facts" / "actions-catalogue.json").read_text(encoding="utf-8"))["actions"]


def functions() -> dict[str, list[tuple[str, str]]]:
    """For each `uses` the modules and names of the functions that make such a step."""
    found: dict[str, list[tuple[str, str]]] = {}
    for module in sorted({*ghflow.actions._HOME.values(), *ghflow.actions._GROUPS}):
        made = importlib.import_module(f"ghflow.actions.{module}")
        for name, function in vars(made).items():
            if hasattr(function, "__wrapped__"):
                home = "actions" if module.startswith("by_") else f"actions.{module}"
                found.setdefault(uses_of(function), []).append((home, name))
    return found


def uses_of(function) -> str:
    parameters = inspect.signature(function).parameters.values()
    needed = [one.name for one in parameters if one.default is one.empty and one.kind is one.KEYWORD_ONLY]
    return function(**dict.fromkeys(needed, github.ref)).uses


def value_of(fact) -> object:
    """A value that fits what the facts say of an input."""
    if fact.get("choices") and fact["type_hint"] == "choice":
        return fact["choices"][-1]
    return {"boolean": True, "number": 3}.get(fact["type_hint"], "x")


def words_of(function, known) -> dict[str, str]:
    """The keyword of each input: the one whose key in the step is the input's."""
    found = {}
    for word in (one.name for one in inspect.signature(function).parameters.values() if one.kind is one.KEYWORD_ONLY):
        near = [name for name in known if "".join(c if c.isalnum() else "_" for c in name) in (word, word.rstrip("_"))]
        assert near, word
        found[word] = near
    return {
        name: word
        for word, near in found.items()
        for name in near
        if word.endswith("_") == (name == near[-1] != near[0])
    }


def inputs_of(ref):
    """The facts of the inputs of a ref; of those that people give and nobody has read, that they are text."""
    observed = ref.facts.get("inputs_observed_in_corpus") or []
    return {key: {"type_hint": "string"} for key in observed} | ref.known["inputs"]


def rows(catalogue):
    """Every ref of every action, with the function that has it."""
    by_uses = functions()
    for action, facts in catalogue.items():
        for ref in refs_of(action, facts):
            (home, name), *more = by_uses[ref.uses]
            assert not more
            yield ref, home, name


def test_every_ref_of_every_action_has_its_function(catalogue):
    assert sum(len(facts["refs"]) for facts in catalogue.values()) == len(list(rows(catalogue)))
    assert sum(map(len, functions().values())) == len(list(rows(catalogue)))


def test_every_input_and_output_is_reached_by_a_call(catalogue):
    for ref, home, name in rows(catalogue):
        function = getattr(importlib.import_module(f"ghflow.{home}"), name)
        known = inputs_of(ref)
        words = words_of(function, list(known))
        assert set(known) == set(words), ref

        step = function(**{words[key]: value_of(fact) for key, fact in known.items()})

        assert {key: value_of(fact) for key, fact in known.items()} == dict(step.with_ or {}), ref
        assert list(ref.known["outputs"] or []) == dir(step.outputs), ref
        for output in ref.known["outputs"] or []:
            for value in (step.outputs[output], getattr(step.outputs, output.replace("-", "_"))):
                assert f"${{{{ steps.{step.reference_id}.outputs.{output} }}}}" == f"{value}"


def test_what_must_be_given_is_what_has_no_default(catalogue):
    for ref, home, name in rows(catalogue):
        function = getattr(importlib.import_module(f"ghflow.{home}"), name)
        parameters = inspect.signature(function).parameters.values()
        required = {one.name for one in parameters if one.default is one.empty and one.kind is one.KEYWORD_ONLY}
        wanted = {
            key.replace("-", "_")
            for key, fact in ref.known["inputs"].items()
            if fact["required"]
            and fact["default"] is None
            and not fact["deprecated"]
            and not fact.get("default_omitted")
        }

        assert wanted == required, ref


def program(catalogue) -> str:
    """A file with a call of every function, with every input, and with every output."""
    lines = ["from typing import Any", "", "from ghflow import actions, github"]
    lines += [f"from ghflow.actions import {group}" for group in ghflow.actions._GROUPS]
    lines += ["", "value: Any = github.ref"]
    for number, (ref, home, name) in enumerate(rows(catalogue)):
        known = inputs_of(ref)
        words = words_of(getattr(importlib.import_module(f"ghflow.{home}"), name), list(known))
        called = f"{home.rpartition('.')[2]}.{name}"
        given = {words[key]: repr(value_of(fact)) for key, fact in known.items()}
        lines.append(f"s{number} = {called}({', '.join(f'{word}={shown}' for word, shown in given.items())})")
        lines.append(f"{called}({', '.join(f'{word}=value' for word in given)})")
        lines += [f"print(s{number}.outputs.{output.replace('-', '_')})" for output in ref.known["outputs"] or []]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("checker", [["mypy", "--strict"], ["pyright"]], ids=["mypy", "pyright"])
def test_type_checkers_accept_a_file_that_uses_all(catalogue, tmp_path, checker):
    file = tmp_path / "uses_all.py"
    file.write_text(program(catalogue), encoding="utf-8")

    done = subprocess.run([sys.executable, "-m", *checker, str(file)], cwd=ROOT, capture_output=True, text=True)

    assert 0 == done.returncode, done.stdout[-3000:] + done.stderr


def test_the_generated_files_are_those_that_the_facts_give(catalogue, tmp_path):
    files = make(catalogue)
    write(files, tmp_path)

    stale = [path for path in files if (tmp_path / path).read_bytes() != (ROOT / "ghflow" / path).read_bytes()]
    beside = {path.name for path in (ROOT / "ghflow" / "actions").glob("by_*.py")}

    assert [] == stale
    assert page(catalogue) == PAGE.read_text(encoding="utf-8")
    assert beside == {path.rpartition("/")[2] for path in files if "/by_" in path}


def test_names_of_functions_follow_the_rule(catalogue):
    names = {action: ".".join(place).removeprefix("by_") for action, place in placed(catalogue).items()}

    assert "actions.cache_restore" == names["actions/cache/restore"]
    assert "codeql.init" == names["github/codeql-action/init"]
    assert "docker.docker_build_push" == names["docker/build-push-action"]
    assert "azure.azure_login" == names["Azure/login"]
    assert "gradle.setup_gradle" == names["gradle/actions/setup-gradle"]
    assert "andymckay.andymckay_labeler" == names["andymckay/labeler"]
    assert "actions.labeler" == names["actions/labeler"]


def test_a_group_is_a_module_that_is_loaded_when_it_is_asked_for():
    assert "codeql" in dir(ghflow.actions)
    assert "uses: github/codeql-action/init@v4" in emit(ghflow.actions.codeql.init())
    with pytest.raises(AttributeError, match="did you mean 'codeql'"):
        ghflow.actions.codeqll  # noqa: B018
