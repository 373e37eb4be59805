"""Which wrapper stands for a reference: `wrapper_for("actions/checkout@v4")` is `checkout_v4`.

Not here: what is known of actions without a wrapper (`ghflow.spec.catalogue`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import ghflow.actions

if TYPE_CHECKING:
    from ghflow.actions.wrapping import Signature


class Wrapper(NamedTuple):
    """A wrapper: how it is called behind `from ghflow.actions import ...`, the name to import, and its signature."""

    call: str
    name: str
    signature: Signature


_by_reference: dict[str, Wrapper] = {}


def wrapper_for(uses: str) -> Wrapper | None:
    """The wrapper whose step uses this very reference; None when there is none. The first call loads all wrappers."""
    if not _by_reference:
        for name, home in ghflow.actions._HOME.items():
            _add(name, name, getattr(import_module(f"ghflow.actions.{home}"), name))
        for group in ghflow.actions._GROUPS:
            for name, value in vars(import_module(f"ghflow.actions.{group}")).items():
                _add(f"{group}.{name}", group, value)
    return _by_reference.get(uses)


def _add(call: str, name: str, value: object) -> None:
    signature: Signature | None = getattr(value, "signature", None)
    if signature is not None:
        if not signature.table:
            signature.prepare()
        _by_reference.setdefault(signature.uses, Wrapper(call, name, signature))
