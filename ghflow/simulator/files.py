"""The files that a script hands values back in, as one call: `parse`.

Lives here: `parse` and `FileCommandError`, for people and for scripts. Not here: the reading itself (`envfiles`), which goes
on after a mistake as GitHub does.
"""

from __future__ import annotations

from ghflow.simulator.envfiles import decode, parse_pairs


class FileCommandError(ValueError):
    """A file of GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE that GitHub cannot read: the step fails. The message says why."""


def parse(text: str | bytes, *, windows: bool = False) -> dict[str, str]:
    """The names and values in the text of a GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE file.

    A later value replaces an earlier one. Only with `windows`, CR LF is one line end. Raises `FileCommandError` at the first
    line that is neither `NAME=value` nor `NAME<<DELIMITER`, and for a delimiter that does not come again.
    """
    if isinstance(text, bytes):
        text = decode(text)
    found = parse_pairs(text.removeprefix("\ufeff"), windows=windows)
    if found.error is not None:
        raise FileCommandError(found.error)
    return dict(found.values)
