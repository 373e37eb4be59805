"""The security rules on probes whose fault is known, and on real files: what is insecure is found, what is fine is not."""

from __future__ import annotations

import json

import pytest

from ghflow.model.graph import graph_of
from ghflow.reader.document import load
from ghflow.rules.registry import all_rules, check
from ghflow.rules.world import World

MODULES = ("injection", "secrets", "triggers", "tokens", "caches", "pinning")
RULES = [one for one in all_rules(lints=True).values() if one.check.__module__.rpartition("lint_")[2] in MODULES]
FAULTS = {
    "template-injection-via-env-output": ("template-injection", "steps.s.outputs.t"),
    "hardcoded-password": ("hard-coded-credential", "password: hunter2"),
    "cache-in-release": ("cache-in-release", "cache: npm"),
    "bot-condition": ("spoofable-bot-condition", "github.actor"),
}
"""For each insecure probe the rule that names its fault, and what the line holds."""


def found_in(file):
    """The findings of the security rules in a file, as names of rules and lines."""
    graph = graph_of(load(file).document)
    lines = file.read_text(encoding="utf-8").split("\n")
    return {(one.rule, lines[one.where.line - 1]) for one in check(graph, World(), rules=RULES)}


def probes(shared, expected):
    folder = shared / "conformance/probes"
    cases = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {case["name"]: folder / case["file"] for case in cases if case["expect"] == expected}


def test_every_insecure_probe_is_found_by_the_rule_that_names_its_fault(shared):
    found = {name: found_in(file) for name, file in probes(shared, "insecure").items()}

    assert FAULTS.keys() == found.keys()
    for name, (rule, text) in FAULTS.items():
        assert [text in line for one, line in found[name] if one == rule] == [True], name
        assert {rule} == {one for one, _ in found[name]}, name


def test_the_rules_are_silent_about_probes_that_are_fine(shared):
    assert {} == {name: found for name, file in probes(shared, "ok").items() if (found := found_in(file))}


@pytest.mark.parametrize(
    ("file", "rule", "text"),
    [
        ("bytecodealliance__wasmtime/workflows/performance.yml", "template-injection", "head_commit.message"),
        ("cypress-io__github-action/workflows/triage_closed_issue_comment.yml", "inherited-secrets", "inherit"),
        ("caddyserver__caddy/workflows/release.yml", "cache-in-release", "actions/setup-go@"),
        ("eslint__eslint/workflows/ecosystem-tests.yml", "excessive-permissions", "issues: write"),
        ("withastro__astro/workflows/release.yml", "secret-in-script", "secrets.VSCE_TOKEN"),
    ],
)
def test_what_is_found_in_real_files(shared, file, rule, text):
    assert any(one == rule and text in line for one, line in found_in(shared / "corpus/files" / file))
