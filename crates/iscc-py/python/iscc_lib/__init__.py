"""The International Standard Content Code (ISO 24138), written in Rust."""

from ._native import __version__ as __version__

__all__ = ["__version__"]
