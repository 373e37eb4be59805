"""A text for an input that is a flag. Never run: the checkers read it."""

from ghflow.actions import checkout

checkout(persist_credentials="false")  # <- both
