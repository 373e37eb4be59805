"""The version of ghflow: read by the package's metadata and by `ghflow --version`."""

__version__ = "0.1.0"
