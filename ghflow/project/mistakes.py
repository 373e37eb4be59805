"""The mistakes that no rule finds, but the making of an object, the reading of a file or a build: a manual for each.

Lives here: `MISTAKES`, by name. The form is that of the docstrings of rules; it is told in `rules.registry`.
"""

MISTAKES: dict[str, str] = {}
