"""A wrapper without an input that it must have. Never run: the checkers read it."""

from ghflow.actions import upload_artifact

upload_artifact(name="x")  # <- both
