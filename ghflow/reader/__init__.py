"""YAML text -> model. Every object knows its file, line and column; comments stay with what they belong to."""
