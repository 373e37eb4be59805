"""The table of runner labels agrees with the facts."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ghflow.spec.runners import ALIASES, GROUP_PREFIXES, LABELS, SELF_HOSTED


@pytest.fixture(scope="module")
def hosted(facts):
    return facts["runner_labels"]["hosted"]


def labels(*stages: str) -> set[str]:
    return {name for name, label in LABELS.items() if label.stage in stages}


def test_every_label_is_there_in_its_stage(hosted):
    assert set(hosted["list"]) == labels("current", "preview", "deprecated")
    assert set(hosted["preview"]) == labels("preview")
    assert set(hosted["deprecated"]) == labels("deprecated")
    assert set(hosted["removed"]) == labels("removed")


def test_days_of_retirement(hosted):
    assert hosted["retired"] == {name: label.retired for name, label in LABELS.items() if label.retired}


def test_days_are_days():
    assert all(dt.date.fromisoformat(label.retired) for label in LABELS.values() if label.retired)


def test_what_latest_means(hosted):
    latest = {name: text.partition(" ")[0] for name, text in hosted.items() if name.endswith("-latest")}

    assert latest == ALIASES
    assert {} == {name: LABELS[name] for name, at in ALIASES.items() if LABELS[name][:2] != LABELS[at][:2]}


def test_systems_and_architectures_are_those_of_the_context_runner(facts):
    values = facts["contexts"]["runner_values"]

    assert {label.os for label in LABELS.values()} == set(values["os"])
    assert {label.arch for label in LABELS.values() if label.arch} <= set(values["arch"])


@pytest.mark.parametrize("name", LABELS)
def test_a_label_says_its_system(name):
    start = re.match("[a-z]+", name)[0]

    assert {"ubuntu": "Linux", "windows": "Windows", "macos": "macOS", "xcode": "macOS"}[start] == LABELS[name].os
    assert LABELS[name].arch == "ARM64" or not name.endswith("-arm")
    assert LABELS[name].arch == "X64" or not name.endswith("-intel")


def test_self_hosted(facts):
    assert facts["runner_labels"]["self_hosted_default"] == list(SELF_HOSTED)
    assert facts["runner_labels"]["group_prefixes"] == list(GROUP_PREFIXES)
