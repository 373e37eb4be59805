"""Other people's files: real ones, and the cases of GitHub's own parser."""

from __future__ import annotations

import json
from random import Random

import pytest

from ghflow.diagnostics import Severity
from ghflow.emitter.document import to_yaml
from ghflow.reader.document import LoadError, loads

# What is wrong with these real files is really wrong: they are templates, or test data of other tools.
FLAWED = {
    "starter-workflows/code-scanning/codeql.yml": "'matrix' must be a mapping or an expression",
    "test-data/unpinned-uses/action.yml": "cannot have the key 'concurrency' beside 'using'",
    "test-data/invalid/invalid-action-1/action.yml": "needs the key 'runs.using'",
}
# Errors that reading alone does not see: they are found by rules, or need other files.
NOT_READING = {
    "errors-anchor-tag.yml": "anchors are allowed since September 2025",
    "errors-job-concurrency.yml": "a context that is not available at this key",
    "errors-max-result-size.yml": "needs the size of what is evaluated",
    "errors-max-job-limit-with-reusable-workflow.yml": "needs the called files",
    "errors-reusable-workflow": "needs the called files",
}


def test_every_real_file_is_written_again_as_it_was(corpus, gh_tree):
    other = [name for name, text in corpus if not gh_tree.same(to_yaml(loads(text, name).document), text)]

    assert len(corpus) > 300
    assert [] == other


def test_real_files_have_no_errors(corpus):
    found = {name: [str(error) for error in loads(text, name).errors] for name, text in corpus}
    flawed = {name: errors for name, errors in found.items() if errors}

    assert len(FLAWED) == len(flawed)
    for name, errors in flawed.items():
        (words,) = [words for file, words in FLAWED.items() if name.endswith(file)]
        assert all(words in error for error in errors), (name, errors)


@pytest.fixture(scope="module")
def parser_cases(shared):
    folder = shared / "conformance" / "workflow-parser"
    cases = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]
    return [(case, (folder / case["file"]).read_text(encoding="utf-8-sig")) for case in cases]


def test_what_githubs_parser_takes_is_taken_and_kept(parser_cases, gh_tree):
    taken = [(case["file"], text) for case, text in parser_cases if case["expect"] == "ok"]
    wrong = {}
    for file, text in taken:
        loaded = loads(text, file)
        if loaded.errors or not gh_tree.same(to_yaml(loaded.document), text):
            wrong[file] = [str(error) for error in loaded.errors] or "written otherwise"

    assert len(taken) > 50
    assert {} == wrong


def test_what_githubs_parser_refuses_is_refused_at_its_line(parser_cases):
    refused = [(case, text) for case, text in parser_cases if case["expect"] == "error"]
    missed = {}
    for case, text in refused:
        file = case["file"].rpartition("/")[2]
        if any(file.startswith(name) for name in NOT_READING):
            continue
        lines = {error.where.line for error in loads(text, file).errors}
        wanted = {expected["line"] for expected in case["expected"] if "line" in expected}
        if not lines or not wanted <= lines:
            missed[file] = (wanted, lines)

    assert len(refused) > 40
    assert {} == missed


def test_probes_are_kept_and_the_good_ones_have_no_error(shared, gh_tree):
    folder = shared / "conformance" / "probes"
    wrong = {}
    for case in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        text = (folder / case["file"]).read_text(encoding="utf-8-sig")
        loaded = loads(text, case["file"])
        errors = [str(found) for found in loaded.diagnostics if found.severity is Severity.ERROR]
        if case["expect"] != "reject" and (errors or not gh_tree.same(to_yaml(loaded.document), text)):
            wrong[case["name"]] = errors or "written otherwise"

    assert {} == wrong


def test_mutated_real_files_are_kept_or_refused(corpus, gh_tree, soak):
    """Lines cut, doubled, moved, indented otherwise or mixed with others: read without a crash, written as they are."""
    random = Random(7)
    texts = [text for _, text in corpus if len(text) < 6000]
    kept = 0
    for _ in range(60 * soak):
        text = mutated(random, random.choice(texts), random.choice(texts))
        loaded = loads(text)
        try:
            document = loaded.document
        except LoadError:
            assert loaded.errors
            continue
        if loaded.is_whole:
            kept += 1
            assert gh_tree.same(to_yaml(document), text), text

    assert kept > 10


def mutated(random, text, other):
    """A text with one to three changes of its lines."""
    lines = text.split("\n")
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(lines))
        match random.randrange(7):
            case 0:
                del lines[at : at + random.randint(1, 3)]
            case 1:
                lines[at:at] = lines[at : at + random.randint(1, 3)]
            case 2:
                lines.insert(random.randrange(len(lines)), lines.pop(at))
            case 3:
                lines[at] = "  " + lines[at]
            case 4:
                lines[at] = lines[at].removeprefix("  ")
            case 5:
                lines[at:at] = random.choices(other.split("\n"), k=random.randint(1, 3))
            case _:
                key, colon, value = lines[at].partition(": ")
                lines[at] = (
                    key
                    + colon
                    + random.choice(["", "null", "[]", "{}", "true", "'1'", "1.50", "[a, {b: c}]", value[:-1]])
                )
        lines = lines or [""]
    return "\n".join(lines)
