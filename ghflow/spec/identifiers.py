"""What names look like that users make up.

Source: actions/runner, IdBuilder; docs.github.com, "Naming your secrets" (read 2026-11-22). The most characters of an id
are `limits.MAX_ID`.
"""

ID = r"[A-Za-z_][A-Za-z0-9_-]*"
"""Ids of jobs and steps, ignoring case. GitHub keeps those that start with `__` for itself."""

RESERVED_ID_PREFIX = "__"

VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
"""Names of secrets and configuration variables, ignoring case. GitHub keeps those that start with `GITHUB_` for itself."""

RESERVED_VARIABLE_PREFIX = "GITHUB_"
