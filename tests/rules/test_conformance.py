"""The error rules, with what reading finds, on files for which GitHub's answer is known."""

from __future__ import annotations

import json
import re

from ghflow.diagnostics import Severity
from ghflow.model.graph import graph_of
from ghflow.reader.document import LoadError, load
from ghflow.rules.registry import check
from ghflow.rules.world import World

REFUSED = {
    "snapshot-bad-version": "version: 2.1.0",
    "perm-models-write": "models: write",
    "perm-vulnerability-alerts-write": "vulnerability-alerts: write",
    "perm-copilot-requests-read": "copilot-requests: read",
    "perm-nonsense-read": "nonsense: read",
    "parallel-nested": "- parallel:",
    "parallel-background": "background: true",
    "wait-unknown-id": "- wait: nope",
    "wait-with-if": "if: always()",
    "container-command": "command: y",
    "dispatch-26-inputs": "workflow_dispatch:",
    "runner-in-job-env": "runner.os",
    "hashfiles-in-job-env": "hashFiles",
    "expr-in-step-id": "id: ${{",
    "expr-in-needs": "needs: ${{",
    "needs-typo": "needs: aa",
    "needs-cycle": "needs: b",
    "paths-and-ignore": "paths-ignore",
    "key-typo": "timeout-minute",
    "step-run-and-uses": "uses: ",
    "run-too-long": "- run: |",
}
"""What the line of the mistake holds, for each probe that GitHub refuses."""

OPTIONS = {"in/errors-anchor-tag.yml", "in/errors-max-result-size.yml"}
"""Cases about settings that GitHub's own service has otherwise: anchors forbidden, results of a thousand characters."""

PLACEHOLDERS = re.compile(r"\$cron-weekly|\$codeql-languages-matrix").search

OTHER_PROGRAMS = re.compile(r"\[(shellcheck|pyflakes)\]/?$").search
FILES_BESIDE = {"action_metadata_syntax_validation", "local_action_inputs", "local_action_outputs"}
"""Examples about actions beside them, which are not in the folder."""


class Files(World):
    """The repository around a file: a folder, and workflows of other repositories by their references."""

    def __init__(self, root, others=()):
        super().__init__(find=lambda path: self.read(root / path))
        self.others = dict(others)

    def read(self, file):
        try:
            return graph_of(load(file).document) if file.is_file() else None
        except LoadError:
            return None

    def called(self, uses):
        return self.read(self.others[uses]) if uses in self.others else super().called(uses)


def errors(file, world):
    """The errors in a file."""
    loaded = load(file)
    found = list(loaded.errors)
    try:
        found += [one for one in check(graph_of(loaded.document), world) if one.severity is Severity.ERROR]
    except LoadError:
        pass
    return found


def texts_of(file, found):
    """The lines of the findings."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [lines[one.where.line - 1] for one in found]


def test_probes(shared):
    folder = shared / "conformance/probes"
    cases = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    world = Files(folder / "repo")
    refused = {}
    wrong = {}
    for case in cases:
        file = folder / case["file"]
        found = errors(file, world)
        if case["expect"] == "reject":
            refused[case["name"]] = texts_of(file, found)
        elif found:
            wrong[case["name"]] = [str(one) for one in found]

    assert {} == wrong
    assert set(REFUSED) == set(refused)
    assert [] == [name for name, lines in refused.items() if not any(REFUSED[name] in line for line in lines)]
    assert [] == [name for name, lines in refused.items() if len(lines) > 1]


def test_cases_of_githubs_parsers(shared):
    folder = shared / "conformance/workflow-parser"
    missed = {}
    wrong = {}
    seen = 0
    for case in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]:
        others = {one["ref"]: folder / one["file"] for one in case["reusable"] or ()}
        if case["file"] in OPTIONS or (case["expect"] == "error" and not all(map(is_there, others.values()))):
            continue
        seen += 1
        found = errors(folder / case["file"], Files(folder, others))
        lines = {one.where.line for one in found}
        wanted = {one["line"] for one in case["expected"] if "line" in one}
        if case["expect"] == "ok" and found:
            wrong[case["file"]] = [str(one) for one in found]
        elif case["expect"] == "error" and (not found or not wanted <= lines):
            missed[case["file"]] = wanted - lines

    assert {} == missed
    assert {} == wrong
    assert seen > 70


def is_there(file):
    return file.is_file()


def test_no_error_in_files_at_work(shared):
    root = shared / "corpus"
    wrong = {}
    for file in sorted(root.glob("files/**/*.y*ml")):
        if "test-data" in file.parts:
            continue
        found = errors(file, World())
        wrong[file.relative_to(root)] = [
            (line.strip(), str(one))
            for line, one in zip(texts_of(file, found), found, strict=True)
            if not ("starter-workflows" in str(file) and PLACEHOLDERS(line))
        ]

    assert {} == {file: found for file, found in wrong.items() if found}
    assert len(wrong) > 300


def test_what_actionlint_documents(shared):
    """Of the mistakes that actionlint documents, nearly all are found on their line, and not much besides."""
    documented = found = named = 0
    for file in sorted((shared / "conformance/actionlint/examples").glob("*.yaml")):
        if file.stem in FILES_BESIDE:
            continue
        expected = re.findall(
            r"^/?test\\?\.yaml:(\d+):\d+: (.*)$", file.with_suffix(".out").read_text("utf-8"), re.MULTILINE
        )
        lines = [int(line) for line, message in expected if not OTHER_PROGRAMS(message)]
        ours = everything(file)
        documented += len(lines)
        named += len(ours)
        found += sum(line in {one.where.line for one in ours} for line in lines)

    assert documented > 130
    assert found / documented >= 0.94
    assert named <= 1.2 * documented


def everything(file):
    """What is found in a file: errors and warnings."""
    loaded = load(file)
    found = list(loaded.diagnostics)
    try:
        found += check(graph_of(loaded.document), World(), lints=True)
    except LoadError:
        pass
    return list({(one.rule, one.spot, one.message): one for one in found}.values())
