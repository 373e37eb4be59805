"""An input that an action does not have. Never run: the checkers read it."""

from ghflow.actions import checkout

checkout(fetch_deep=0)  # <- both
