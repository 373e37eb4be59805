"""Caches in jobs that publish."""

from __future__ import annotations

import pytest

from tests.rules.harness import job, lines_found, lines_marked, params

NODE = "- uses: actions/setup-node@v6\n  with:\n    cache: npm"
PUBLISH = "\n- run: npm publish"


def cached(step, publish=PUBLISH, **keys):
    return job(step + publish, **({"on": "release"} | keys))


def image(cache="type=gha", mark=" # <-", on="{push: {tags: [v1]}}", push="true"):
    lines = f"- uses: docker/build-push-action@v6\n  with:\n    push: {push}\n    cache-from: {cache}{mark}"
    return job(lines, on=on)


ROWS = {
    "cache-in-release": {
        "node": cached(NODE + " # <-"),
        "always": cached("- uses: actions/cache@v5 # <-\n  with: {path: x, key: y}"),
        "restore": cached("- uses: actions/cache/restore@v5 # <-\n  with: {path: x, key: y}"),
        "by-default": cached("- uses: actions/setup-go@v6 # <-"),
        "rust": cached("- uses: Swatinem/rust-cache@v2 # <-", "\n- run: |\n    x\n    cargo publish -p y"),
        "action-that-publishes": cached(NODE + " # <-", "\n- uses: pypa/gh-action-pypi-publish@release/v1"),
        "goreleaser": cached(
            NODE + " # <-", "\n- uses: goreleaser/goreleaser-action@v6\n  with: {args: release --clean}"
        ),
        "any-event": cached(NODE + " # <-", on="push"),
        "image": image(),
        "docker": cached(NODE + " # <-", "\n- run: docker push x"),
        "not-asked-for": cached("- uses: actions/setup-node@v6"),
        "empty": cached("- uses: actions/setup-node@v6\n  with: {cache: ''}"),
        "switched-off": cached("- uses: actions/setup-go@v6\n  with: {cache: false}"),
        "chosen": cached("- uses: actions/setup-node@v6\n  with: {cache: \"${{ inputs.c && 'npm' }}\"}"),
        "lookup-only": cached("- uses: actions/cache@v5\n  with: {path: x, key: y, lookup-only: true}"),
        "with-a-condition": cached(
            "- uses: actions/cache@v5\n  if: github.ref_type != 'tag'\n  with: {path: x, key: y}"
        ),
        "saved": cached("- uses: actions/cache/save@v5\n  with: {path: x, key: y}"),
        "afterwards": job("- run: npm publish\n" + NODE, on="release"),
        "no-publishing": cached(NODE, "\n- run: npm test"),
        "dry-run": cached(NODE, "\n- run: npm publish --dry-run"),
        "snapshot": cached(NODE, "\n- uses: goreleaser/goreleaser-action@v6\n  with: {args: release --snapshot}"),
        "other-command": cached(NODE, "\n- run: ./npm publisher; npm run publish-docs"),
        "commented-out": cached(NODE, "\n- run: |\n    # npm publish\n    x"),
        "image-of-a-branch": image(mark="", on="{push: {branches: [main]}}"),
        "image-not-pushed": image(mark="", push="false"),
        "image-cache-elsewhere": image("type=registry,ref=x", mark=""),
        "cache-mode": cached(NODE, cache_mode="none"),
        "cache-mode-write-only": cached(NODE, cache_mode="write-only"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)
