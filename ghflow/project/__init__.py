"""A repository with its sources and generated files: finding, running, comparing, writing."""
