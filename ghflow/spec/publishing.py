"""What sends something out into the world: commands and actions that publish, short-lived credentials, `gh` and its scopes.

Lives here: tables, and regular expressions on single commands. Not here: which job does it and when it may (`rules`).
Source: the manuals of cargo, twine, npm, pnpm, yarn, poetry, uv, hatch, flit, maturin, gem, nuget; the README of each action;
docs.github.com, "Use GitHub CLI in workflows", "Permissions required for GitHub Apps" (read 2026-11-22).
"""

from __future__ import annotations

from typing import NamedTuple


class Publishing(NamedTuple):
    """One way to publish a version to a registry, which takes each version once."""

    registry: str
    command: str
    """A pattern that the command starts with."""
    never: str = r"--dry-run|(?<!\w)-n(?!\w)"
    """A pattern of options with which nothing is published, or not to the registry that counts."""
    skips: str = r"(?!)"
    """A pattern of options with which a version that is there already is passed over."""


COMMANDS = (
    Publishing("crates.io", r"cargo (\+\S+ )?publish\b", r"--dry-run|(?<!\w)-n(?!\w)"),
    Publishing("crates.io", r"cargo (\+\S+ )?(release|workspaces publish)\b", r"--dry-run", r".*"),
    Publishing("PyPI", r"(python3? -m )?(twine)( \S+)*? upload\b", r"testpypi|test\.pypi", r"--skip-existing"),
    Publishing(
        "PyPI",
        r"(uv|poetry|hatch|flit|pdm|rye) publish\b",
        r"--dry-run|testpypi|test\.pypi",
        r"--skip-existing|--check-url",
    ),
    Publishing("PyPI", r"maturin (publish|upload)\b", r"testpypi|test\.pypi", r"--skip-existing"),
    Publishing(
        "npm",
        r"(npm|pnpm|yarn( npm)?|bun|lerna|vsce|ovsx)( -\S+)* publish\b",
        r"--dry-run",
        r"--tolerate-republish|from-package",
    ),
    Publishing("RubyGems", r"gem push\b"),
    Publishing("NuGet", r"(dotnet )?nuget push\b", r"(?!)", r"--skip-duplicate|-SkipDuplicate"),
)


class PublishingAction(NamedTuple):
    """An action that publishes. With `only`, where that input is given; with `unless_repository`, not to test registries."""

    registry: str
    skips: str | None = None
    """The input with which a version that is there already is passed over; empty where the action does so by itself."""
    test_input: str | None = None
    """The input that names another registry."""


ACTIONS: dict[str, PublishingAction] = {
    "pypa/gh-action-pypi-publish": PublishingAction("PyPI", "skip-existing", "repository-url"),
    "js-devtools/npm-publish": PublishingAction("npm", ""),
    "rubygems/release-gem": PublishingAction("RubyGems"),
    "katyo/publish-crates": PublishingAction("crates.io", ""),
}

RELEASES = (
    r"gh release (create|upload)\b",
    r"goreleaser release\b",
)
"""Commands that make a release of the repository. It can be mended afterwards, what a registry has cannot."""

RELEASE_ACTIONS = (
    "softprops/action-gh-release",
    "ncipollo/release-action",
    "goreleaser/goreleaser-action",
    "actions/create-release",
)
"""Actions that do."""

DEPLOYING = ("actions/deploy-pages", "peaceiris/actions-gh-pages", "jamesives/github-pages-deploy-action")
"""Actions that put something into use."""


class Minting(NamedTuple):
    """An action that fetches a credential, given back as an output."""

    outputs: tuple[str, ...]
    minutes: int | None
    """How long the credential lives, where it is made for one command and no more."""


MINTING: dict[str, Minting] = {
    "rust-lang/crates-io-auth-action": Minting(("token",), 30),
    "nuget/login": Minting(("NUGET_API_KEY",), 60),
    "actions/create-github-app-token": Minting(("token",), None),
    "tibdex/github-app-token": Minting(("token",), None),
    "octo-sts/action": Minting(("token",), None),
}

CREDENTIALS: dict[str, tuple[str, str]] = {
    "crates.io": (r"cargo (\+\S+ )?publish\b", "CARGO_REGISTRY_TOKEN"),
}
"""Registry -> the command, and the variable that it takes its token from."""

_WRITING = r"gh api\b(?=.*(?:-X|--method)[ =]?[\"']?(?:POST|PUT|PATCH|DELETE)\b).*?repos/[^ ]+?/[^ /]+"
GH_SCOPES: tuple[tuple[str, str], ...] = (
    (r"gh release (create|upload|edit|delete|delete-asset)\b", "contents"),
    (r"gh pr (create|merge|edit|review|close|reopen|ready|update-branch)\b", "pull-requests"),
    (r"gh pr (comment|lock|unlock)\b", "pull-requests"),
    (r"gh issue (create|edit|close|reopen|comment|delete|pin|unpin|lock|unlock)\b", "issues"),
    (r"gh label (create|edit|delete|clone)\b", "issues"),
    (r"gh workflow (run|enable|disable)\b", "actions"),
    (r"gh run (cancel|delete|rerun)\b", "actions"),
    (r"gh cache delete\b", "actions"),
    (rf"{_WRITING}/issues\b", "issues"),
    (rf"{_WRITING}/pulls\b", "pull-requests"),
    (rf"{_WRITING}/(releases|contents|git|dispatches|branches|tags)\b", "contents"),
    (rf"{_WRITING}/actions/", "actions"),
    (rf"{_WRITING}/statuses/", "statuses"),
    (rf"{_WRITING}/check-(runs|suites)\b", "checks"),
    (rf"{_WRITING}/deployments\b", "deployments"),
)
"""Commands of `gh` that write, each with the scope of the job's token that must be `write`."""

EITHER = (r"gh pr (comment|edit|lock|unlock)\b", "issues")
"""Commands about pull requests for which this scope does as well, since a pull request is an issue."""

PROVENANCE = r"(npm|pnpm|yarn npm)( \S+)* publish\b.*--provenance(?!=false)"
"""Commands that ask for a token of OIDC by themselves."""

TOKENS = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
"""The variables that `gh` takes its token from."""

TESTING = (
    r"cargo (\+\S+ )?(test|nextest)\b|cross test\b",
    r"(\S+ -m )?(pytest|unittest)\b|\S*pytest\b",
    r"(tox|nox|hatch (run )?test|make (test|check)|just test|ctest|rspec|phpunit)\b",
    r"(deno|bun|go|dotnet|swift) test\b",
    r"(npm|pnpm|yarn)( run)? (t|test)\b",
    r"(\./)?(gradlew|gradle|mvn|mvnw|sbt|lein)( \S+)* (test|check|verify)\b",
    r"(\S+ -m )?twine check\b",
)
"""Commands that test."""

NEEDED_SCOPES: dict[str, tuple[str, ...]] = {
    "actions/attest": ("attestations", "id-token"),
    "actions/attest-build-provenance": ("attestations", "id-token"),
    "actions/attest-sbom": ("attestations", "id-token"),
    "actions/create-release": ("contents",),
    "actions/deploy-pages": ("pages", "id-token"),
    "actions/labeler": ("pull-requests",),
    "actions/stale": ("issues",),
    "aws-actions/configure-aws-credentials": ("id-token",),
    "azure/login": ("id-token",),
    "google-github-actions/auth": ("id-token",),
    "github/codeql-action/analyze": ("security-events",),
    "github/codeql-action/upload-sarif": ("security-events",),
    "ncipollo/release-action": ("contents",),
    "peter-evans/create-pull-request": ("contents", "pull-requests"),
    "pypa/gh-action-pypi-publish": ("id-token",),
    "rust-lang/crates-io-auth-action": ("id-token",),
    "softprops/action-gh-release": ("contents",),
    "stefanzweifel/git-auto-commit-action": ("contents",),
}
"""Action -> the scopes of the catalogue without which it fails. Others that a README lists are for a part of what it does."""
