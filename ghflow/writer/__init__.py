"""Model -> Python source."""
