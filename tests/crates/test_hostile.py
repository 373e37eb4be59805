"""Whatever the functions of the wheel are given, they return, or raise what they document."""

import array
import ctypes
import io
import itertools
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

DOCUMENTED = (ValueError, TypeError, OSError)


class Broken:
    """An object that cannot be used as anything."""

    def fail(self, *_: Any) -> Any:
        raise ValueError("broken")

    __bool__ = __index__ = __iter__ = __len__ = __str__ = read = fail


class Boastful:
    """An iterable that announces far more than it has."""

    def __length_hint__(self) -> int:
        return 1 << 60

    def __iter__(self) -> Iterator[int]:
        return iter((1, 2, 3))


def endless() -> dict[str, Any]:
    """A dict that has itself in it."""
    loop: dict[str, Any] = {}
    loop["loop"] = loop
    return loop


def deep() -> list[Any]:
    """Lists within lists, more than a thread has stack for."""
    lists: list[Any] = []
    for _ in range(100_000):
        lists = [lists]
    return lists


CODE = "ISCC:KACYPXW445FTYNJ3CYSXHAFJMA2HUWULUNRFE3BLHRSCXYH2M5AEGQY"
VALUES: list[Any] = [
    *[None, True, 0, 1, -1, 13, 64, 256, 2**16, 2**31, 2**32, 2**63, 2**64, 2**80, -(2**80)],
    *[1.5, float("nan"), float("inf"), 1j],
    *[
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "ISCC:",
        CODE,
        CODE.lower(),
        CODE[:-3],
        "z" * 5000,
        "u-_",
        "::",
        "data:,",
        "ä" * 999,
    ],
    *[b"", b"\0", b"\xff" * 9, bytearray(b"abc"), memoryview(b"abcdef")[::-2], memoryview(b"").cast("B")],
    *[memoryview(bytes(24)).cast("B", [2, 3, 4]), array.array("d", [1.5]), (ctypes.c_int * 4)()],
    *[[], {}, [None], ["a"], [b""], [b"a", b"bc"], [[]], [[1] * 379], [[1] * 380, [2**40] * 380], [CODE, CODE]],
    *[[0] * 1024, [float("nan")] * 1024, [1e308] * 1024, [2**2000] * 1024, range(1024), bytes(1024)],
    *[{1: 2}, {"a": float("nan")}, {"a": 2**5000}, {"\ud800": 1}, {"a": "\ud800"}, endless(), deep(), {"deep": deep()}],
    *[Broken(), Boastful(), object(), type, len, io.BytesIO(), io.StringIO("x")],
]


def call(function: Any, *arguments: Any) -> None:
    """Call it; what it makes bit by bit is made in part."""
    try:
        result = function(*arguments)
        if isinstance(result, Iterator):
            list(itertools.islice(result, 9))
    except (*DOCUMENTED, NotImplementedError):
        # The last one comes from a memoryview of more than one dimension, which cannot be iterated.
        pass


def test_functions(iscc_lib: ModuleType) -> None:
    names = [name for name in iscc_lib.__all__ if callable(getattr(iscc_lib, name))]

    assert len(names) > 80
    for name in names:
        for arguments in itertools.chain([()], itertools.product(VALUES), itertools.product(VALUES, VALUES)):
            try:
                call(getattr(iscc_lib, name), *arguments)
            except BaseException as error:
                kinds = [type(argument).__name__ for argument in arguments]
                raise AssertionError(f"{name} of {kinds} raised {type(error).__name__}: {error}") from None


@pytest.mark.parametrize("name", ["DataHasher", "InstanceHasher", "SumHasher"])
def test_methods(iscc_lib: ModuleType, name: str) -> None:
    for method in ("push", "update", "code", "finalize"):
        hasher = getattr(iscc_lib, name)()
        for value in VALUES:
            call(getattr(hasher, method), value)
        call(getattr(hasher, method))

        assert 32 <= len(hasher.digest()) <= 64


@pytest.mark.parametrize(
    ("size", "trimmed"),
    [pytest.param(2**80, "größe", id="far-after"), pytest.param(-(2**80), "", id="far-before")],
)
def test_trim_to_any_size(iscc_lib: ModuleType, size: int, trimmed: str) -> None:
    assert trimmed == iscc_lib.text_trim(" größe ", size)
