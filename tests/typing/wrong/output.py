"""An output that an action does not have. Never run: the checkers read it."""

from ghflow.actions import crates_io_auth

crates_io_auth().outputs.tokn  # noqa: B018  # <- both
