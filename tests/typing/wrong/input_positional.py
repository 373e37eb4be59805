"""An input without its keyword. Never run: the checkers read it."""

from ghflow.actions import checkout

checkout("main")  # <- both
