"""What Python sees of the crates: types in, types out, errors. The algorithms are tested in Rust."""

import array
import hashlib
import io
import json
import mmap
import os
import pathlib
import threading
import time
from importlib import metadata
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable

CRATES = pathlib.Path(__file__).parents[2] / "crates"
VECTORS = json.loads((CRATES / "iscc-lib/src/conformance/data.json").read_text(encoding="utf-8"))
COVERED = [function for function in VECTORS if not function.startswith("_")]
DATA = hashlib.shake_256(b"ghflow").digest(70_000)


def decoded(value: Any, *, stream: bool) -> Any:
    """A value of the vectors: `stream:` and `bytes:` are hexadecimal."""
    if isinstance(value, str) and value.startswith("stream:"):
        data = bytes.fromhex(value.removeprefix("stream:"))
        return io.BytesIO(data) if stream else data
    if isinstance(value, str) and value.startswith("bytes:"):
        return bytes.fromhex(value.removeprefix("bytes:"))
    return value


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "bytes"])
@pytest.mark.parametrize(
    ("function", "vector"),
    [
        pytest.param(function, vector, id=f"{function}-{name}")
        for function in COVERED
        for name, vector in VECTORS[function].items()
    ],
)
def test_vectors(iscc_lib: ModuleType, function: str, vector: dict[str, Any], stream: bool) -> None:
    inputs = [decoded(value, stream=stream) for value in vector["inputs"]]

    assert decoded(vector["outputs"], stream=stream) == getattr(iscc_lib, function)(*inputs)


def test_selftest(iscc_lib: ModuleType) -> None:
    assert iscc_lib.conformance_selftest() is True


def test_version_is_that_of_the_distribution(iscc_lib: ModuleType) -> None:
    # 1.0.0-rc.1 in Cargo is 1.0.0rc1 in Python.
    assert Version(metadata.version("iscc-lib")) == Version(iscc_lib.__version__)


def test_every_name_is_there_and_typed(iscc_lib: ModuleType) -> None:
    package = pathlib.Path(iscc_lib.__file__ or "").parent
    stub = (package / "_native.pyi").read_text(encoding="utf-8")

    assert (package / "py.typed").is_file()
    for name in iscc_lib.__all__:
        assert getattr(iscc_lib, name) is not None
        assert name in ("decode", "DataHasherV0", "InstanceHasherV0") or name in stub


class Stream:
    """A stream that gives what it likes, and never what it was asked for."""

    def __init__(self, *pieces: Any) -> None:
        self.pieces = list(pieces)

    def read(self, size: int) -> Any:
        assert size > 0
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(lambda: DATA, id="bytes"),
        pytest.param(lambda: bytearray(DATA), id="bytearray"),
        pytest.param(lambda: memoryview(DATA), id="memoryview"),
        pytest.param(lambda: memoryview(bytes(byte for byte in DATA for _ in "ab"))[::2], id="strided"),
        pytest.param(lambda: array.array("H", DATA), id="array"),
        pytest.param(lambda: io.BytesIO(DATA), id="BytesIO"),
        pytest.param(lambda: io.BufferedReader(io.BytesIO(DATA)), id="BufferedReader"),
        pytest.param(lambda: Stream(DATA[:1], bytearray(DATA[1:9]), memoryview(DATA[9:])), id="own"),
    ],
)
def test_sources(iscc_lib: ModuleType, source: Any) -> None:
    assert iscc_lib.gen_data_code_v0(DATA) == iscc_lib.gen_data_code_v0(source())
    assert iscc_lib.gen_instance_code_v0(DATA) == iscc_lib.gen_instance_code_v0(source())

    for name in ("DataHasher", "InstanceHasher", "SumHasher"):
        hasher = getattr(iscc_lib, name)

        assert hasher(DATA).finalize() == hasher(source()).finalize()


def test_a_stream_is_read_from_where_it_stands(iscc_lib: ModuleType, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(DATA)
    expected = iscc_lib.gen_instance_code_v0(DATA[100:])
    with path.open("r+b") as file:
        file.seek(100)

        assert expected == iscc_lib.gen_instance_code_v0(file)

        with mmap.mmap(file.fileno(), 0) as mapped:
            mapped.seek(100)

            assert expected == iscc_lib.gen_instance_code_v0(mapped)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("text", "expected a bytes-like object or a binary stream, got str", id="str"),
        pytest.param(None, "expected a bytes-like object or a binary stream, got NoneType", id="None"),
        pytest.param(7, "expected a bytes-like object or a binary stream, got int", id="int"),
        pytest.param(io.StringIO("text"), "whose read.. gives bytes, got str", id="StringIO"),
        pytest.param(Stream(None), "whose read.. gives bytes, got NoneType", id="read-None"),
    ],
)
def test_what_is_no_source(iscc_lib: ModuleType, source: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        iscc_lib.gen_data_code_v0(source)


def test_an_error_of_the_stream_comes_through(iscc_lib: ModuleType) -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError, match="gone"):
        iscc_lib.gen_instance_code_v0(Broken())


def test_keys_are_in_the_order_of_the_reference(iscc_lib: ModuleType, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(DATA)

    assert ["iscc"] == list(iscc_lib.gen_data_code_v0(DATA))
    assert ["iscc", "datahash", "filesize"] == list(iscc_lib.gen_instance_code_v0(DATA))
    assert ["iscc", "datahash", "filesize"] == list(iscc_lib.gen_sum_code_v0(path))
    assert ["iscc", "datahash", "filesize", "units"] == list(iscc_lib.gen_sum_code_v0(path, add_units=True))


@pytest.mark.parametrize("bits", [64, 96, 128, 256])
@pytest.mark.parametrize("wide", [False, True])
def test_sum_code_is_the_composed_code(iscc_lib: ModuleType, tmp_path: pathlib.Path, bits: int, wide: bool) -> None:
    path = tmp_path / "data"
    path.write_bytes(DATA)
    data = iscc_lib.gen_data_code_v0(DATA, bits)
    instance = iscc_lib.gen_instance_code_v0(DATA, bits)
    units = [data["iscc"], instance["iscc"]]
    expected = instance | iscc_lib.gen_iscc_code_v0(units, wide) | {"units": units}

    assert expected == iscc_lib.gen_sum_code_v0(str(path), bits, wide, True)
    assert expected == iscc_lib.SumHasher(DATA).finalize(bits, wide, True)
    assert expected["iscc"] == "ISCC:" + iscc_lib.SumHasher(DATA).code(bits, wide)


def test_a_path_that_cannot_be_read(iscc_lib: ModuleType, tmp_path: pathlib.Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError) as caught:
        iscc_lib.gen_sum_code_v0(missing)

    assert str(missing) == caught.value.filename
    for path in ("", str(tmp_path / "none" / "data")):
        with pytest.raises(FileNotFoundError) as expected:
            os.stat(path)
        with pytest.raises(FileNotFoundError) as caught:
            iscc_lib.gen_sum_code_v0(path)

        assert expected.value.args == caught.value.args
        assert expected.value.filename == caught.value.filename
    with pytest.raises(ValueError, match="null byte"):
        iscc_lib.gen_sum_code_v0("a\0b")
    with pytest.raises((IsADirectoryError, PermissionError)):  # the second on Windows
        iscc_lib.gen_sum_code_v0(tmp_path)
    with pytest.raises(TypeError):
        iscc_lib.gen_sum_code_v0(None)


def test_hashers_have_both_spellings(iscc_lib: ModuleType) -> None:
    data, instance, both = iscc_lib.DataHasher(), iscc_lib.InstanceHasher(), iscc_lib.SumHasher()
    for start in range(0, len(DATA), 999):
        piece = DATA[start : start + 999]
        for hasher in (data, instance, both):
            (hasher.push if start % 2 else hasher.update)(piece)
            hasher.digest()

    assert iscc_lib.gen_data_code_v0(DATA, 128) == data.finalize(128)
    assert iscc_lib.gen_instance_code_v0(DATA, 128) == instance.finalize(128)
    assert data.finalize()["iscc"] == "ISCC:" + data.code()
    assert instance.finalize()["iscc"] == "ISCC:" + instance.code(bits=64)
    assert "1e20" + instance.digest().hex() == instance.multihash()
    assert len(DATA) == instance.filesize
    assert data.digest() + instance.digest() == both.digest()


def test_a_hasher_may_be_shared_by_threads(iscc_lib: ModuleType) -> None:
    hasher = iscc_lib.InstanceHasher()
    piece = bytes(1 << 20)
    threads = [threading.Thread(target=hasher.update, args=(piece,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 8 << 20 == hasher.filesize
    assert iscc_lib.InstanceHasher(bytes(8 << 20)).digest() == hasher.digest()


@pytest.mark.parametrize("bits", [0, -64, 33, 288, 512, 2**32, 2**80, -(2**80)])
def test_bits_that_no_unit_has(iscc_lib: ModuleType, tmp_path: pathlib.Path, bits: int) -> None:
    path = tmp_path / "data"
    path.write_bytes(b"")
    calls: list[Callable[[], object]] = [
        lambda: iscc_lib.gen_data_code_v0(b"", bits),
        lambda: iscc_lib.gen_instance_code_v0(io.BytesIO(), bits=bits),
        lambda: iscc_lib.gen_sum_code_v0(path, bits),
        lambda: iscc_lib.DataHasher().code(bits),
        lambda: iscc_lib.InstanceHasher().finalize(bits),
        lambda: iscc_lib.SumHasher().finalize(bits),
        lambda: iscc_lib.encode_component(0, 0, 0, bits, bytes(32)),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"bits|out of range"):
            call()


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        pytest.param("iscc_clean", ("isbn:1",), ValueError, id="scheme"),
        pytest.param("iscc_clean", (b"AAAA",), TypeError, id="bytes-for-text"),
        pytest.param("iscc_normalize", ("",), ValueError, id="empty"),
        pytest.param("iscc_normalize", ("\ud800",), ValueError, id="surrogate"),
        pytest.param("iscc_decompose", ("A1",), ValueError, id="alphabet"),
        pytest.param("iscc_decode", (None,), TypeError, id="none"),
        pytest.param("iscc_validate", ("AAAA",), ValueError, id="strict"),
        pytest.param("decode_header", (b"\xf0",), ValueError, id="header"),
        pytest.param("encode_header", (0, 0, 0, 4680), ValueError, id="field"),
        pytest.param("encode_component", (5, 0, 0, 64, bytes(8)), ValueError, id="iscc-is-no-unit"),
        pytest.param("encode_component", (9, 0, 0, 64, bytes(8)), ValueError, id="main-type"),
        pytest.param("encode_component", (0, 0, 0, 64, bytes(7)), ValueError, id="short-digest"),
        pytest.param("gen_iscc_code_v0", (["AAAYPXW445FTYNJ3"],), ValueError, id="one-unit"),
        pytest.param("gen_iscc_code_v0", ("AAAYPXW445FTYNJ3",), TypeError, id="text-for-list"),
        pytest.param("encode_seq", ("AAAYPXW445FTYNJ3",), TypeError, id="seq-of-text"),
        pytest.param("encode_seq", ([b"AAAYPXW445FTYNJ3"],), TypeError, id="seq-of-bytes"),
        pytest.param("encode_seq", ([],), ValueError, id="seq-of-nothing"),
        pytest.param("decode_seq", ("00",), TypeError, id="text-for-seq"),
        pytest.param("decode_seq", (b"",), ValueError, id="empty-seq"),
        pytest.param("decode_length", (5, 0, 2**80), ValueError, id="sub-type"),
        pytest.param("alg_cdc_chunks", (b"x", False, 1), ValueError, id="chunk-size"),
        pytest.param("alg_minhash_256", ([],), ValueError, id="no-feature"),
        pytest.param("alg_minhash_256", ([2**32],), ValueError, id="feature"),
    ],
)
def test_errors(iscc_lib: ModuleType, function: str, arguments: tuple[Any, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        getattr(iscc_lib, function)(*arguments)


def test_codec_round_trip(iscc_lib: ModuleType) -> None:
    unit = iscc_lib.encode_component(3, 0, 0, 64, bytes(range(32)))

    assert (3, 0, 0, 1, bytes(range(8))) == iscc_lib.iscc_decode(unit) == iscc_lib.decode(unit)
    assert f"ISCC:{unit}" == iscc_lib.iscc_normalize(unit.lower())
    assert iscc_lib.iscc_validate(f"ISCC:{unit}")
    assert not iscc_lib.iscc_validate(unit, strict=False)
    assert (3, 0, 0, 1, b"tail") == iscc_lib.decode_header(iscc_lib.encode_header(3, 0) + b"tail")
    assert [f"ISCC:{unit}"] == iscc_lib.decode_seq(bytearray(iscc_lib.encode_seq((unit,))))


def test_the_interpreter_is_free_while_rust_works(iscc_lib: ModuleType) -> None:
    data = bytes(256 << 20)
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.001):
            ticks.append(time.monotonic())

    watcher = threading.Thread(target=tick)
    watcher.start()
    start = time.monotonic()
    iscc_lib.gen_data_code_v0(data)
    took = time.monotonic() - start
    done.set()
    watcher.join()

    # Had the call held the interpreter, ticks could lie before and after it only.
    assert any(start + took * 0.2 < at < start + took * 0.8 for at in ticks)


@pytest.mark.usefixtures("iscc_lib")
def test_the_readme_runs() -> None:
    readme = (CRATES / "iscc-py/README.md").read_text(encoding="utf-8")
    blocks = readme.split("```python\n")[1:]

    assert blocks
    for block in blocks:
        exec(compile(block.partition("```")[0], "README.md", "exec"), {})
