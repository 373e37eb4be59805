"""A script with inputs. Never run: the checkers read it."""

from ghflow import Step

Step("x", run="a", with_={"a": "b"})  # <- both
