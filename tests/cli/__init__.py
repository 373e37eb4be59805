"""Tests of `ghflow.cli`."""
