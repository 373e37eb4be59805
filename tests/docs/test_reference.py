"""docs/reference.md is what the classes are, and names every key, event, activity type and scope of the facts."""

from __future__ import annotations

import json
import re

import pytest

from tests.docs.make_reference import PAGE, make
from tests.docs.markdown_pages import read_page


@pytest.fixture(scope="module")
def facts(shared):
    return json.loads((shared / "facts" / "github-actions.json").read_text(encoding="utf-8"))


def test_the_page_is_up_to_date():
    assert make() == PAGE.read_text(encoding="utf-8"), "run python -m tests.docs.make_reference"


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    prose = next(section.prose for section in read_page(PAGE).sections if section.title == title)
    found = [re.split(r"(?<!\\)\|", line)[1:-1] for line in prose.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in found[2:]]


def documented(part: str) -> set[str]:
    """The full paths of all keys in a part of the page, and of the objects."""
    found: set[str] = set()
    inside = False
    for section in read_page(PAGE).sections:
        inside = section.title == part if section.level == 2 else inside
        if not inside or section.level != 3:
            continue
        stands = re.search(r"Stands at (.+)\.$", section.prose, re.MULTILINE)
        places = re.findall(r"`(.+?)`", stands[1]) if stands else [""]
        keys = re.findall(r"^\| `([^`]+)`", section.prose, re.MULTILINE)
        found.update(places)
        found.update(f"{place}.{key}".lstrip(".") for place in places for key in keys)
        found.update(key.partition(".")[0] for key in keys if "." in key)
    return found


def plain(key: str) -> str:
    """A key without the names that users make up, and without the items of lists, at its end."""
    return re.sub(r"(\[\]|\.<\w+>)+$", "", key)


@pytest.mark.parametrize(
    ("table", "part", "count"), [("workflow_keys", "Workflows", 189), ("action_keys", "Actions", 46)]
)
def test_every_key_is_named(facts, table, part, count):
    known = documented(part) | {"(root)"} | {key for key in documented("Workflows") if key.startswith("runs.steps")}
    known |= {plain(key) for key in known}
    events = {f"on.{row[0].strip('`')}" for row in rows("Events")}
    known |= events | {f"{event}.types" for event in events} | {"jobs.<job_id>.defaults.run", "defaults.run"}

    assert count == len(facts[table])
    assert [] == [key for key in facts[table] if plain(key) not in known]


def test_every_event_is_named_with_its_filters_and_types(facts):
    shown = {row[0].strip("`"): row for row in rows("Events")}

    assert list(facts["events"]) == list(shown)
    for event, fact in facts["events"].items():
        _, _, filters, types = shown[event]
        own = ["cron", "timezone"] if event == "schedule" else []
        assert set(fact["filters"]) | set(own) == set(re.findall(r"`([\w-]+)`", filters)), event
        assert set(fact["types"] or ()) == set(re.findall(r"`(\w+)`", types)), event


def test_every_scope_is_named_with_its_levels(facts):
    shown = {row[0].split("`")[1]: re.findall(r'"(\w+)"', row[2]) for row in rows("Permissions")}

    assert {scope: sorted(fact["levels"]) for scope, fact in facts["permissions"].items()} == {
        scope: sorted(levels) for scope, levels in shown.items()
    }
