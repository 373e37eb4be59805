"""Tests of `ghflow.project`."""
