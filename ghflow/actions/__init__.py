"""Actions as typed functions: `checkout(persist_credentials=False)` instead of `Step(uses=..., with_={...})`.

Each function makes a `UsesStep`. Its keywords are the inputs of the action in Python spelling (`persist_credentials` for
`persist-credentials`), then those of any step (`id`, `if_`, `env`, ...), and `uses` to name another reference. Where an
input has the name of a step's keyword the input wins, and the step's is called `step_name`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghflow.actions.by_dtolnay import rust_toolchain
    from ghflow.actions.by_github import checkout, download_artifact, setup_python, upload_artifact
    from ghflow.actions.by_pyo3 import maturin
    from ghflow.actions.by_pypa import pypi_publish
    from ghflow.actions.by_rust_lang import crates_io_auth
    from ghflow.actions.by_swatinem import rust_cache

__all__ = [
    "checkout",
    "crates_io_auth",
    "download_artifact",
    "maturin",
    "pypi_publish",
    "rust_cache",
    "rust_toolchain",
    "setup_python",
    "upload_artifact",
]

_HOMES = {
    "by_dtolnay": "rust_toolchain",
    "by_github": "checkout download_artifact setup_python upload_artifact",
    "by_pyo3": "maturin",
    "by_pypa": "pypi_publish",
    "by_rust_lang": "crates_io_auth",
    "by_swatinem": "rust_cache",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        from ghflow.diagnostics import closest

        match = None if name.startswith("_") else closest(name, _HOME)
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(f"{message}; did you mean {match!r}?" if match else message)
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
