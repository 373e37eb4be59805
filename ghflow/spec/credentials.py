"""What tokens and keys look like, which inputs of actions take them, and which commands need one.

The forms of tokens are those that are commonly looked for; a new one is a line here.
"""

from __future__ import annotations

import re

STARTS = (
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "AKIA", "ASIA", "xox", "npm_", "pypi-", "glpat-"),
    *("k_live_", "AIza", "dckr_pat_", "-----BEGIN "),
)
"""How they begin, for a quick look before the thorough one."""
TOKEN = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<github>gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})"
    r"|(?P<aws>(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9]))"
    r"|(?P<slack>xox[baprs]-[0-9]{6,}-[\w-]{10,})"
    r"|(?P<npm>npm_[A-Za-z0-9]{36}(?![A-Za-z0-9]))"
    r"|(?P<pypi>pypi-AgE[A-Za-z0-9_-]{50,})"
    r"|(?P<gitlab>glpat-[A-Za-z0-9_-]{20,})"
    r"|(?P<stripe>[sr]k_live_[A-Za-z0-9]{20,})"
    r"|(?P<google>AIza[A-Za-z0-9_-]{35}(?![\w-]))"
    r"|(?P<docker>dckr_pat_[A-Za-z0-9_-]{27,})"
    r"|(?P<key>-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)"
    r")"
)
KINDS = {
    "github": "token of GitHub",
    "aws": "key of AWS",
    "slack": "token of Slack",
    "npm": "token of npm",
    "pypi": "token of PyPI",
    "gitlab": "token of GitLab",
    "stripe": "key of Stripe",
    "google": "key of Google",
    "docker": "token of Docker Hub",
    "key": "private key",
}
"""What each is called."""

LOGIN_ACTIONS = ("docker/login-action", "azure/docker-login", "redhat-actions/podman-login")
SECRET_INPUTS = {"token", "github-token", "github_token", "api-token", "api-key", "api_token", "api_key"}
"""Actions that log in to a registry of images; inputs of any action that take a secret."""

TOKEN_INPUTS = (
    "token",
    "github-token",
    "github_token",
    "repo-token",
    "repo_token",
    "gh_token",
    "ssh-key",
    "personal_token",
    "app-id",
)
GH = (
    r"gh (pr|issue|release|api|run|workflow|repo|label|cache|secret|variable|search|gist|attestation|project|ruleset)\b"
)
"""Inputs that may hand an action another token than the job's; commands of `gh` that need one."""

ALWAYS_THERE = ("github_token", "actions_step_debug", "actions_runner_debug")
"""Secrets that a called workflow has without being handed them, in lower case."""
