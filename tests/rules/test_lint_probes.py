"""The warnings, on workflows that GitHub takes and that do something wrong, and on workflows that are right."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from ghflow.diagnostics import Severity
from ghflow.model.graph import graph_of
from ghflow.reader.document import LoadError, load
from ghflow.rules.registry import check
from ghflow.rules.world import World

# The rule that names the fault, and what its line holds.
MISBEHAVE = {
    "label-typo": ("unknown-runner", "ubuntu-latests"),
    "cron-3-min": ("frequent-schedule", "*/3"),
    "needs-output-undefined": ("unknown-output", "needs.a.outputs.y"),
    "steps-undefined-id": ("unknown-step", "steps.nope"),
    "steps-other-job": ("unknown-step", "steps.s"),
    "step-output-never-written": ("unwritten-output", "steps.s.outputs.version"),
    "action-input-unknown": ("unknown-action-input", "fetch_depth"),
    "action-input-missing": ("missing-action-input", "actions/cache"),
    "env-undefined": ("unset-variable", "env.NOPE"),
    "matrix-key-partial-include": ("axis-in-some-legs", "matrix.extra"),
    "matrix-float-version": ("shortened-number", "3.10"),
    "matrix-value-bool-compare": ("boolean-compared-with-text", "matrix.f"),
    "input-bool-compare": ("boolean-compared-with-text", "inputs.f"),
    "if-constant": ("condition-never-true", "false && true"),
    "event-payload-wrong-trigger": ("wrong-payload", "pull_request.number"),
    "inputs-without-declaration": ("unknown-input", "inputs.nope"),
    "paths-dot-slash": ("idle-pattern", "./src"),
    "services-on-macos": ("container-off-linux", "db:"),
    "labels-conflict": ("conflicting-labels", "runs-on"),
    "old-node-action": ("retired-node", "actions/checkout@v2"),
    "wait-not-background": ("wait-for-ended-step", "wait: s"),
    "background-output-before-wait": ("step-not-run-yet", "steps.s.outputs.x"),
    "permission-missing-gh-release": ("missing-permission", "gh release create"),
    "gh-without-token": ("gh-without-token", "gh pr list"),
    "cancel-in-progress-on-release": ("cancelled-release", "cancel-in-progress"),
    "self-trigger-workflow-run": ("missing-workflow", "Nope"),
}


@pytest.fixture(scope="module")
def found(shared):
    """What is found in each probe, as (name, what GitHub does with it, the findings)."""
    root = shared / "conformance" / "probes"
    rows = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    graphs = {}
    for row in rows:
        try:
            graphs[row["file"].removeprefix("repo/")] = graph_of(load(str(root / row["file"])).document)
        except LoadError:
            continue
    world = World(graphs)
    return [
        (row["name"], row["expect"], check(graphs[path], world, lints=True))
        for row in rows
        if (path := row["file"].removeprefix("repo/")) in graphs
    ]


def test_no_warning_about_what_is_right(found):
    assert [] == [(name, one.rule) for name, expect, all_ in found if expect == "ok" for one in all_]


def test_every_fault_is_named_on_its_line(found, shared):
    missed = {}
    for name, expect, all_ in found:
        if expect == "misbehave":
            rule, text = MISBEHAVE[name]
            path = shared / "conformance" / "probes" / "repo" / ".github" / "workflows" / f"{name}.yml"
            lines = path.read_text(encoding="utf-8").split("\n")
            if not any(one.rule == rule and text in lines[one.where.line - 1] for one in all_):
                missed[name] = [(one.rule, one.where.line) for one in all_]

    assert {} == missed


def test_few_findings_in_live_workflows(shared):
    """No lint of these fires in more than one in twenty of the files of the corpus: what is at work there mostly is right."""
    counts: Counter[str] = Counter()
    files = 0
    for path in sorted((shared / "corpus" / "files").rglob("*.y*ml")):
        try:
            graph = graph_of(load(str(path)).document)
        except (LoadError, UnicodeDecodeError):
            continue
        files += 1
        counts.update({one.rule for one in check(graph, World(), lints=True) if one.severity is Severity.WARNING})
    ours = {rule for rule, _ in MISBEHAVE.values()} - {"retired-node"}

    assert {} == {rule: count for rule, count in counts.items() if rule in ours and count > files / 20}
