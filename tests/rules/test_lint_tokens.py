"""The job's token: what it may do, where it is kept."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings, job, lines_found, lines_marked, params


def two(scope, first, second="- run: gh release create v1\n        env: {GH_TOKEN: x}", mark=" # <-", **keys):
    """A workflow that gives a scope to its jobs `a` and `b`."""
    return (
        f"permissions:\n  {scope}{mark}\n" + job(first, **keys) + f"  b:\n    runs-on: x\n    steps:\n      {second}\n"
    )


def upload(path=".", checkout="actions/checkout@v5", mark=" # <-", with_="", more=""):
    given = f"\n  with: {{{with_}}}" if with_ else ""
    return job(f"- uses: {checkout}{mark}{given}\n- uses: actions/upload-artifact@v4\n  with:\n    path: {path}{more}")


TEST = "- uses: actions/checkout@v7\n- run: make test"

ROWS = {
    "excessive-permissions": {
        "all": "permissions: write-all # <-\n" + job(),
        "all-of-a-job": job(permissions="write-all # <-"),
        "contents": two("contents: write", TEST),
        "id-token": two("id-token: write", TEST),
        "packages": two("packages: write", TEST),
        "read-all": "permissions: read-all\n" + job(),
        "read": two("contents: read", TEST, mark=""),
        "one-job": "permissions: {contents: write}\n" + job(TEST),
        "of-the-job": job(TEST, permissions="{contents: write}"),
        "own-permissions": two("contents: write", TEST, mark="", permissions="{contents: read}"),
        "both-push": two("contents: write", "- run: git push", mark=""),
        "token-in-env": two("issues: write", "- run: ./x\n  env: {GITHUB_TOKEN: '${{ github.token }}'}", mark=""),
        "token-in-an-input": two("issues: write", "- uses: a/b@v1", mark=""),
        "gh": two("issues: write", "- run: gh issue list", mark=""),
        "action-that-needs-it": two("contents: write", "- uses: softprops/action-gh-release@v2", mark=""),
        "unknown-action": two("packages: write", "- uses: a/b@v1", mark=""),
        "action-of-the-repository": two("packages: write", "- uses: ./a", mark=""),
        "publishing": two("id-token: write", "- run: npm publish", mark=""),
    },
    "persisted-credentials": {
        "workspace": upload(),
        "slash": upload("./"),
        "context": upload("${{ github.workspace }}"),
        "one-of-several": upload("|\n      dist\n      ."),
        "hidden-too": upload(more="\n    include-hidden-files: true"),
        "commit": upload(checkout="actions/checkout@fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09", mark=" # <-"),
        "folder": upload("dist", mark=""),
        "not-kept": upload(mark="", with_="persist-credentials: false"),
        "kept-elsewhere": upload(checkout="actions/checkout@v6", mark=""),
        "another-folder": upload(mark="", with_="path: src"),
        "without-hidden-files": upload(mark="", more="\n    include-hidden-files: false"),
        "left-out": upload("|\n      .\n      !.git/**", mark=""),
        "before": job("- uses: actions/upload-artifact@v4\n  with: {path: .}\n- uses: actions/checkout@v5"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_the_words_name_the_jobs():
    (one,) = findings("excessive-permissions", two("contents: write", TEST))

    assert ("'contents: write' is given to all jobs, and 'a' does nothing with it", "permissions.contents") == (
        one.message,
        one.path,
    )
