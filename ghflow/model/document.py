"""What becomes a file of its own."""

from __future__ import annotations

from typing import ClassVar

from ghflow.model.node import Node


class Document(Node):
    """Base of `Workflow`, `Action` and `Dependabot`: at the top level of a source, such an object is built."""

    __slots__ = ()
    place: ClassVar[str] = ""
    """Its file below the output folder, with `*` for the part that has a name: `workflows/*`."""
    named_by: ClassVar[str] = ""
    """The argument that names it; empty where there is one file and it has one name."""
    judged: ClassVar[bool] = True
    """Whether it has jobs or steps, and the rules look at it."""

    def named(self, module: str) -> str:
        """The part of the path that is a name; `module` is the source's."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What it is called in messages."""
        raise NotImplementedError
