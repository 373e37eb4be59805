"""The table of shells agrees with the facts."""

from __future__ import annotations

from ghflow.spec.shells import DEFAULT, DEFAULT_WITHOUT_BASH, SHELLS


def test_every_shell(facts):
    known = {name: fact for name, fact in facts["shells"].items() if isinstance(fact, dict) and name != "default"}
    wanted = {name: (fact["args"], fact["ext"], fact.get("only") == "Windows") for name, fact in known.items()}

    assert 6 == len(wanted)
    assert wanted == {name: tuple(shell[:3]) for name, shell in SHELLS.items()}
    assert ["sh"] == [name for name, shell in SHELLS.items() if shell.not_on_windows]


def test_defaults(facts):
    default = facts["shells"]["default"]

    assert default["Windows"] == DEFAULT["Windows"]
    assert default["Linux/macOS"].startswith(f"{DEFAULT['Linux']} (no pipefail)")
    assert DEFAULT["Linux"] == DEFAULT["macOS"]
    assert default["container"] == DEFAULT_WITHOUT_BASH
