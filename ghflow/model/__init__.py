"""The workflow as objects: one frozen class for each YAML object, and what follows from them."""
