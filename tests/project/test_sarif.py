"""SARIF as code scanning takes it. The keys and their nesting were held against the types of the standard once."""

from __future__ import annotations

import json
import re

import pytest

YAML = """\
on: push
jobs:
  test:
    needs: [biuld]
    runs-on: ubuntu-latest
    steps:
      - run: make 😀 ${{ foo.x }}
"""
FILE = ".github/workflows/a.yml"


@pytest.fixture
def log(project):
    def run(*args: str) -> dict:
        return json.loads(project.main("check", "--format", "sarif", "--severity", "error", *args).out)

    project.write(FILE, YAML)
    return run


def result(log: dict, rule: str) -> dict:
    return next(one for one in log["runs"][0]["results"] if one["ruleId"] == rule)


def region(log: dict, rule: str) -> dict:
    return result(log, rule)["locations"][0]["physicalLocation"]["region"]


def test_the_frame(log):
    found = log()

    assert "2.1.0" == found["version"]
    assert found["$schema"].endswith("sarif-2.1.0.json")
    assert 1 == len(found["runs"])
    assert "ghflow" == found["runs"][0]["tool"]["driver"]["name"]


def test_every_result_has_its_rule_and_a_place(log):
    run = log()["runs"][0]
    rules = run["tool"]["driver"]["rules"]

    assert ["unknown-context", "unknown-need"] == [rule["id"] for rule in rules]
    for one in run["results"]:
        assert one["ruleId"] == rules[one["ruleIndex"]]["id"]
        assert one["level"] in ("error", "warning")
        place = one["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": FILE, "uriBaseId": "SRCROOT"}
        assert min(place["region"].values()) >= 1


def test_the_help_is_the_manual(log):
    rule = log()["runs"][0]["tool"]["driver"]["rules"][1]

    assert "A job waits for a job that does not exist" in rule["shortDescription"]["text"]
    assert "```yaml\non: push\n" in rule["help"]["markdown"]
    assert "# <-" not in json.dumps(rule)
    assert "Source: " in rule["help"]["text"]


def test_columns_are_utf16_code_units(log):
    line = YAML.splitlines()[6]
    units = len(line[: line.index("foo")].encode("utf-16-le")) // 2

    assert {"startLine": 7, "startColumn": units + 1, "endLine": 7, "endColumn": units + 4} == region(
        log(), "unknown-context"
    )


def test_a_finding_is_known_again_below_a_new_line(log, project):
    before = result(log(), "unknown-need")["partialFingerprints"]
    project.write(FILE, f"# new\n{YAML}")

    assert before == result(log(), "unknown-need")["partialFingerprints"]


def test_two_findings_in_like_lines_are_told_apart(log, project):
    steps = "      - run: make ${{ foo.x }}\n" * 2
    project.write(FILE, YAML.partition("      - run")[0] + steps)

    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in log()["runs"][0]["results"]]

    assert len(set(prints)) == len(prints)


def test_names_of_files_are_addresses(log, project):
    project.write(".github/workflows/ä b.yml", YAML)

    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log()["runs"][0]["results"]}

    assert {FILE, ".github/workflows/%C3%A4%20b.yml"} == uris


def test_a_file_outside_of_the_repository(log, project, tmp_path):
    outside = tmp_path / "x.yml"
    outside.write_text(YAML, encoding="utf-8")

    place = result(log(str(outside)), "unknown-need")["locations"][0]["physicalLocation"]["artifactLocation"]

    assert re.fullmatch(r"file:///.*/x\.yml", place["uri"])
    assert "uriBaseId" not in place


def test_no_findings(log, project):
    project.write(FILE, YAML.replace("needs: [biuld]\n    ", "").replace("foo.x", "github.ref"))

    run = log()["runs"][0]

    assert ([], []) == (run["results"], run["tool"]["driver"]["rules"])
