"""Model -> YAML text."""
