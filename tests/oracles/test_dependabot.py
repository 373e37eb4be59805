"""Dependabot's configuration against the schema that check-jsonschema ships: every key, and every kind of object."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ghflow.emitter.document import to_yaml
from ghflow.model import dependabot as model
from ghflow.model.node import shape_of
from ghflow.spec.dependabot import ECOSYSTEMS, REGISTRIES
from tests.model.test_dependabot import FULL

ROOT = Path(__file__).parents[2]
PLACES = {
    model.Dependabot: (),
    model.Update: ("definitions", "update"),
    model.UpdateSchedule: ("definitions", "update", "properties", "schedule"),
    model.Cooldown: ("definitions", "update", "properties", "cooldown"),
    model.UpdateGroup: ("definitions", "update", "properties", "groups", "additionalProperties"),
    model.AllowedUpdate: ("definitions", "update", "properties", "allow", "items"),
    model.IgnoredUpdate: ("definitions", "update", "properties", "ignore", "items"),
    model.CommitMessage: ("definitions", "update", "properties", "commit-message"),
    model.BranchName: ("definitions", "pull-request-branch-name"),
    model.MultiEcosystemGroup: ("definitions", "multi-ecosystem-group"),
    model.Registry: ("definitions", "registry", "additionalProperties"),
}


@pytest.fixture(scope="module")
def schema(oracles):
    (file,) = (oracles.folder / "venv").glob("lib/*/site-packages/check_jsonschema/**/vendor/dependabot.json")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("cls", PLACES, ids=lambda cls: cls.__name__)
def test_every_key_of_the_schema_has_its_argument(schema, cls):
    place = schema
    for key in PLACES[cls]:
        place = place[key]
    conditional = {"cronjob"} if cls is model.UpdateSchedule else set()

    assert place["properties"].keys() | conditional == {key.key for key in shape_of(cls).keys}


def test_every_word_of_the_schema_is_known(schema):
    registry = schema["definitions"]["registry"]["additionalProperties"]["properties"]["type"]["enum"]

    assert sorted(schema["definitions"]["package-ecosystem-values"]["enum"]) == sorted(ECOSYSTEMS)
    assert sorted(registry) == sorted(REGISTRIES)


def judged(oracles, file) -> object:
    command = [str(oracles.program("check-jsonschema")), "--builtin-schema", "vendor.dependabot", "-o", "json"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True)
    return json.loads(done.stdout)


def test_the_schema_takes_the_configuration_of_this_repository(oracles):
    assert "ok" == judged(oracles, ROOT / ".github" / "dependabot.yml")["status"]


def test_the_schema_takes_every_kind_of_object(oracles, tmp_path):
    file = tmp_path / "dependabot.yml"
    file.write_text(to_yaml(FULL).replace("    new-key: 1\n", ""), encoding="utf-8")

    assert "ok" == judged(oracles, file)["status"], judged(oracles, file)
