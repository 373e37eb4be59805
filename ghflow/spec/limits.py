"""Limits of GitHub that the model keeps.

Source: actions/runner, ParseOptions and IdBuilder; docs.github.com, "Actions limits" (read 2026-11-22).
"""

MAX_DEPTH = 50
"""Levels of nested YAML."""

LARGEST = 10**300
"""A number that no double, and so no number of GitHub's, comes near to."""

MAX_ID = 99
"""Characters of a job's or step's id."""

MAX_KEY = 1024
"""Characters of a mapping key that every YAML reader takes without an explicit `?`."""
