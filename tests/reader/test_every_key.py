"""Every key, event, activity type and scope of the facts, in each of its forms, is loaded back as the object that it was."""

from __future__ import annotations

import json

import pytest

from ghflow.emitter.document import to_yaml
from ghflow.reader.document import loads
from tests.model.every_key import rows


@pytest.fixture(scope="module")
def made(shared):
    return list(rows(json.loads((shared / "facts" / "github-actions.json").read_text(encoding="utf-8"))))


def test_every_row_is_read_without_an_error(made):
    errors = {row.text: [str(error) for error in loads(row.text).errors] for row in made}

    assert len(made) > 500
    assert {} == {text: found for text, found in errors.items() if found}


def test_every_row_is_written_again_as_it_was(made, gh_tree):
    wrong = {row.text: text for row in made if not gh_tree.same(text := to_yaml(loads(row.text).document), row.text)}

    assert {} == wrong


def test_what_is_written_for_an_object_reads_as_its_text_does(made):
    other = [row.text for row in made if loads(to_yaml(row.document)).document != loads(row.text).document]

    assert [] == other
