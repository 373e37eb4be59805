"""Where each comment belongs, and that none is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.emitter.document import to_yaml
from ghflow.reader.comments import comment_text, find_comments, place_comments
from ghflow.reader.document import loads
from ghflow.reader.tree import read_tree


def placed(text):
    """Each comment with the entry that it belongs to, by the number of its line or the name of its key."""
    tree = read_tree(text, "w.yml")
    place_comments(text, tree)
    found = []
    for entry in tree.entries:
        name = entry.name or f"item {entry.line + 1}"
        found += [f"{comment} above {name}" for comment in entry.above]
        found += [] if entry.behind is None else [f"{entry.behind} behind {name}"]
        found += [f"{comment} below {name}" for comment in entry.below]
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("# c\na: 1\n", ["c above a"], id="above"),
        pytest.param("a: 1 # c\n", ["c behind a"], id="behind"),
        pytest.param("a: 1\n# c\nb: 2\n", ["c above b"], id="between"),
        pytest.param("a: 1\n# c\n", ["c below a"], id="end"),
        pytest.param("a: # c\n  b: 1\n", ["c behind a"], id="behind-a-key-with-a-mapping"),
        pytest.param("a:\n  # c\n  b: 1\n", ["c above b"], id="first-in-a-mapping"),
        pytest.param("a:\n  b: 1\n  # c\nd: 2\n", ["c below b"], id="last-in-a-mapping"),
        pytest.param("a:\n  b: 1\n# c\n  d: 2\n", ["c above d"], id="to-the-left"),
        pytest.param("a:\n  - x # c\n  - y\n", ["c behind item 2"], id="behind-an-item"),
        pytest.param("a:\n  - x: 1 # c\n    y: 2\n", ["c behind x"], id="behind-the-first-key-of-an-item"),
        pytest.param("a:\n  # c\n  - x: 1\n", ["c above item 3"], id="above-an-item"),
        pytest.param("a:\n- x: 1\n# c\n- x: 2\n", ["c above item 4"], id="above-an-item-without-indent"),
        pytest.param("a:\n  - x: 1\n    # c\n  - x: 2\n", ["c below x"], id="end-of-an-item"),
        pytest.param("a:\n  - x: 1\n  # c\nb: 1\n", ["c below item 2"], id="end-of-a-list"),
        pytest.param("a:\n  - # c\n    x: 1\n", ["c above item 3"], id="behind-a-dash"),
        pytest.param("a: [x, y] # c\n", ["c behind a"], id="behind-a-list-in-brackets"),
        pytest.param("a: {x: [y]} # c\n", ["c behind a"], id="behind-brackets-in-brackets"),
        pytest.param("a: [\n  x, # c\n  # d\n  y\n]\n", ["c behind item 2", "d above item 4"], id="in-brackets"),
        pytest.param("a: | # c\n  b # no\nd: 1\n", ["c behind a"], id="block"),
        pytest.param("a: |+2 # c\n    b\nd: 1\n", ["c behind a"], id="block-with-indicators"),
        pytest.param("a: |\n  # no\n  b\n# c\nd: 1\n", ["c above d"], id="behind-a-block"),
        pytest.param("a: 'b # no' # c\n", ["c behind a"], id="quoted"),
        pytest.param('a: "b \\" # no"\n', [], id="in-quotes"),
        pytest.param("a: b#no\n", [], id="in-a-word"),
        pytest.param("a: http://x/#no # c\n", ["c behind a"], id="word-and-comment"),
        pytest.param("a:\n  b # c\n", ["c behind a"], id="value-on-its-own-line"),
        pytest.param("a: &x {b: 1} # c\nd: *x # e\n", ["c behind a", "e behind d"], id="alias"),
        pytest.param("a: 1\n#\n#!\nb: 2\n", [" above b", "#! above b"], id="as-it-is"),
        pytest.param("a:\n  -\n    # c\n    x: 1\n", ["c above x"], id="below-a-dash"),
        pytest.param("a:\n  -\n    # c\n    - x\n", ["c above item 4"], id="below-a-dash-in-a-list"),
        pytest.param("a:\n  - &x # c\n    b: 1\n", ["c above item 2"], id="behind-an-anchor"),
        pytest.param("a:\n  - &x # c\n    - 1\n", ["c above item 2"], id="behind-the-anchor-of-a-list"),
        pytest.param("a:\n  - &x {b: 1}\n  - *x # c\n", ["c above item 3"], id="behind-an-alias-of-a-mapping"),
        pytest.param("a: &x\n- b # c\n- d # e\n", ["c behind item 2", "e behind item 3"], id="list-with-an-anchor"),
        pytest.param("a: &x\n  b: 1\n  # c\nd: 1\n", ["c below b"], id="end-of-a-mapping-with-an-anchor"),
        pytest.param("a: # c\n  # d\n  b # e\nf: 1\n", ["c above a", "d above a", "e behind a"], id="around-a-text"),
        pytest.param("a:\n# c\nb:\n", ["c above b"], id="below-nothing"),
        pytest.param("a: 1\n# c\n  # d\nb: 2\n", ["c above b", "d above b"], id="never-before-the-one-above"),
        pytest.param("a:\n  b: 1\n # c\n  # d\n", ["c below a", "d below a"], id="never-deeper-than-the-one-above"),
        pytest.param("a: [\n  b\n] # c\n", ["c behind a"], id="behind-a-bracket"),
        pytest.param(
            "a: [\n  b # c\n] # d\n", ["c behind item 2", "d below item 2"], id="behind-a-bracket-with-comments"
        ),
        pytest.param("a: {\n  b: 1,\n  # c\n}\nd: 1\n", ["c below b"], id="end-of-brackets"),
        pytest.param("a: {\n  b: [1],\n  # c\n  d: 1 }\n", ["c above d"], id="between-in-brackets"),
        pytest.param("a:\n  - [b, d] # c\n", ["c behind item 2"], id="behind-a-short-list-in-a-list"),
        pytest.param("a:\n  - [b d, e] # c\n", ["c above item 2"], id="behind-a-list-that-gets-lines"),
        pytest.param("a:\n  - {x: 1, y: 2} # c\n", ["c behind x"], id="behind-a-mapping-in-a-list"),
    ],
)
def test_place(text, found):
    assert placed(text) == found


@pytest.mark.parametrize(
    ("comment", "text"),
    [("# a", "a"), ("#a", "#a"), ("#", ""), ("## a", "## a"), ("#  a  ", " a"), ("# #a", "# #a"), ("#\ta", "#\ta")],
)
def test_text(comment, text):
    assert comment_text(comment) == text


def test_a_comment_is_written_again_as_it_was():
    text = (
        "# one\n#two\n##three\n#\n# #four\nname: x # five\non: push\n\njobs:\n  # six\n  a:\n    runs-on: x # seven\n"
        "    steps:\n      # eight\n      - run: a # nine\n        env:\n          # ten\n          A: b # eleven\n"
        "          # twelve\n      # thirteen\n"
    )
    assert to_yaml(loads(text).document) == text


@pytest.mark.parametrize(
    "first", ["name: x", "permissions:\n  contents: read", "concurrency:\n  group: x", "foo: x", "env:\n  A: b"]
)
def test_a_comment_at_the_beginning_stands_there_once(first):
    text = f"# one\n{first}\n\non: push\n\njobs: {{}}\n"
    written = to_yaml(loads(text).document)

    assert written.startswith("# one\n")
    assert written.count("# one") == 1


def test_a_comment_of_the_first_key_does_not_become_that_of_the_file():
    text = "on: push\n\n# two\nname: x\n\njobs: {}\n"

    assert loads(text).document.comment is None
    assert to_yaml(loads(text).document) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("jobs: {}\n\non: push\n# end\n", id="file"),
        pytest.param("on: push\n\njobs:\n  a:\n    steps: []\n    runs-on: x\n    # end\n", id="job"),
        pytest.param("on: push\n\njobs:\n  a:\n    steps:\n      - run: x\n        id: s\n        # end\n", id="step"),
    ],
)
def test_a_comment_at_the_end_stays_there(text):
    assert to_yaml(loads(text).document) == text


def test_comments_of_the_corpus_come_back(corpus):
    """Every comment of every real file is in the file built from it, each once."""
    lost = []
    total = 0
    for name, text in corpus:
        before, after = (
            sorted(comment.text for comment in find_comments(one, read_tree(one, name).scalars))
            for one in (text, to_yaml(loads(text, name).document))
        )
        total += len(before)
        if before != after:
            lost.append(name)
    assert total > 4000
    assert not lost


LINES = st.sampled_from(
    [
        "# c",
        "  # c",
        "    # c",
        "a: 1",
        "b: # c",
        "  c: 2 # c",
        "  - x # c",
        "    d: [1, 2] # c",
        "  - e: |",
        "      text # no",
        "",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_no_comment_is_lost(lines):
    text = "\n".join(lines) + "\n"
    try:
        tree = read_tree(text, "w.yml")
    except Exception:
        return
    found = list(find_comments(text, tree.scalars))
    lost = place_comments(text, tree)

    kept = [
        c for entry in tree.entries for c in (*entry.above, *([entry.behind] if entry.behind else []), *entry.below)
    ]
    assert len(found) == len(kept) + len(lost)
