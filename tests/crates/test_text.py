"""Metadata, text and mixed content as Python sees them: types in, types out, errors."""

import enum
import threading
import time
from types import ModuleType
from typing import Any

import pytest


def test_keys_are_in_the_order_of_the_reference(iscc_lib: ModuleType) -> None:
    meta = iscc_lib.gen_meta_code_v0("name", "description", {"a": 1})

    assert ["iscc", "name", "description", "meta", "metahash"] == list(meta)
    assert ["iscc", "name", "metahash"] == list(iscc_lib.gen_meta_code_v0("name", " ", {}))
    assert ["iscc", "characters"] == list(iscc_lib.gen_text_code_v0("text"))
    assert ["iscc", "parts"] == list(iscc_lib.gen_mixed_code_v0(["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZCKA5"]))


def test_arguments_have_the_names_of_the_reference(iscc_lib: ModuleType) -> None:
    meta = iscc_lib.gen_meta_code_v0(name="n", description="d", meta={"a": 1}, bits=128)

    assert meta == iscc_lib.gen_meta_code(name="n", description="d", meta={"a": 1}, bits=128)
    assert iscc_lib.gen_text_code_v0(text="t", bits=32) == iscc_lib.gen_text_code("t", 32)
    codes = ["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZCKA5"]

    assert iscc_lib.gen_mixed_code_v0(codes=iter(codes), bits=64) == iscc_lib.gen_mixed_code(codes)


class Name(str):
    __slots__ = ()


class Level(enum.IntEnum):
    HIGH = 3


def test_subclasses_are_what_they_derive_from(iscc_lib: ModuleType) -> None:
    class Metadata(dict[str, Any]):
        pass

    plain = iscc_lib.gen_meta_code_v0("name", "d", {"a": [3, True, None], "b": "c"})

    assert plain == iscc_lib.gen_meta_code_v0(
        Name("name"), Name("d"), Metadata(b=Name("c"), a=(Level.HIGH, True, None))
    )
    assert type(plain["name"]) is str


@pytest.mark.parametrize("meta", [None, {}, "", 0, False, [], b""])
def test_what_is_empty_is_no_metadata(iscc_lib: ModuleType, meta: Any) -> None:
    assert iscc_lib.gen_meta_code_v0("name") == iscc_lib.gen_meta_code_v0("name", None, meta)


def test_lone_surrogates_are_dropped_like_other_controls(iscc_lib: ModuleType) -> None:
    assert "ab" == iscc_lib.text_collapse("a\ud800b\udfff")
    assert "e\u0301" == iscc_lib.text_clean("e\udc80\u0301")
    # Two halves that would make a character together are two controls.
    assert iscc_lib.text_clean("\ud83d\ude00") == ""
    assert iscc_lib.gen_text_code_v0("ab") == iscc_lib.gen_text_code_v0("a\ud800b")
    assert iscc_lib.gen_meta_code_v0("ab") == iscc_lib.gen_meta_code_v0("a\ud800b")
    for function in (iscc_lib.text_remove_newlines, iscc_lib.soft_hash_text_v0):
        with pytest.raises(ValueError, match="surrogates"):
            function("a\ud800")


def circular() -> dict[str, Any]:
    meta: dict[str, Any] = {}
    meta["self"] = meta
    return meta


@pytest.mark.parametrize(
    ("meta", "error", "message"),
    [
        pytest.param(b"bytes", TypeError, "must be a dict or a data URL, got bytes", id="bytes"),
        pytest.param(["list"], TypeError, "got list", id="list"),
        pytest.param({1: 2}, TypeError, "keys of JSON must be str, got int", id="key"),
        pytest.param({"a": {1}}, TypeError, "JSON has no set", id="set"),
        pytest.param({"a": float("nan")}, ValueError, "range of doubles", id="nan"),
        pytest.param({"a": 10**400}, ValueError, "range of doubles", id="huge"),
        pytest.param({"a": "\ud800"}, ValueError, "surrogates", id="surrogate"),
        pytest.param(circular(), ValueError, "within each other", id="circular"),
        pytest.param({"a": "b" * 128_000}, ValueError, "at most 128000 bytes", id="long"),
        pytest.param("{}", ValueError, "no data URL", id="json-text"),
        pytest.param("data:text/plain,abc", ValueError, "must be in base64", id="percent"),
    ],
)
def test_metadata_that_is_refused(iscc_lib: ModuleType, meta: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        iscc_lib.gen_meta_code_v0("name", None, meta)


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        pytest.param("gen_meta_code_v0", (None,), ValueError, id="no-name"),
        pytest.param("gen_meta_code_v0", ("\n",), ValueError, id="blank-name"),
        pytest.param("gen_meta_code_v0", (b"name",), TypeError, id="name-of-bytes"),
        pytest.param("gen_meta_code_v0", ("name", 7), TypeError, id="description-of-int"),
        pytest.param("gen_meta_code_v0", ("name", None, None, 2**70), ValueError, id="meta-bits"),
        pytest.param("gen_text_code_v0", (None,), TypeError, id="text-none"),
        pytest.param("gen_text_code_v0", ("text", 512), ValueError, id="text-bits"),
        pytest.param("gen_mixed_code_v0", (["EUA6GIKXN42IQV3S"],), ValueError, id="one-part"),
        pytest.param("gen_mixed_code_v0", ("EUA6GIKXN42IQV3S",), TypeError, id="part-of-text"),
        pytest.param("soft_hash_meta_v0", ("name", 7), ValueError, id="extra-of-int"),
        pytest.param("soft_hash_codes_v0", ([b"", b""],), ValueError, id="empty-codes"),
        pytest.param("json_canonical", ({"a": (1,)},), ValueError, id="tuple"),
        pytest.param("json_canonical", ([2**53 + 1],), ValueError, id="no-double"),
        pytest.param("json_canonical", ([10**30],), ValueError, id="no-double-beyond-64-bits"),
        pytest.param("text_trim", ("text", "3"), TypeError, id="trim-of-text"),
        pytest.param("text_clean", (7,), TypeError, id="clean-of-int"),
        pytest.param("iscc_type_id", ("GAIW2PRCRS5LNVZV",), ValueError, id="unknown-version"),
        pytest.param("iscc_explain", ("",), ValueError, id="explain-nothing"),
        pytest.param("iscc_validate_mf", ("uzAEAAWV",), ValueError, id="strict"),
        pytest.param("encode_length", (9, 64), ValueError, id="main-type"),
        pytest.param("encode_units", ([2, 0],), ValueError, id="order-of-units"),
        pytest.param("decode_units", (8,), ValueError, id="no-combination"),
        pytest.param("decode_base64", ("!",), ValueError, id="alphabet"),
        pytest.param("read_unit", (b"", 1), ValueError, id="beyond-the-end"),
        pytest.param("sliding_window", ("text", -1), ValueError, id="negative-width"),
        pytest.param("sliding_window", (7, 3), TypeError, id="no-sequence"),
        pytest.param("alg_minhash", ([],), ValueError, id="no-feature"),
        pytest.param("alg_minhash_64", ([-1],), ValueError, id="negative-feature"),
    ],
)
def test_errors(iscc_lib: ModuleType, function: str, arguments: tuple[Any, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        getattr(iscc_lib, function)(*arguments)


def test_windows_are_made_when_they_are_asked_for(iscc_lib: ModuleType) -> None:
    windows = iscc_lib.sliding_window(range(10**9), 3)

    assert [range(3), range(1, 4)] == [next(windows), next(windows)]
    assert iter(windows) is windows
    assert ["ab", "bc"] == list(iscc_lib.sliding_window("abc", 2))


def test_long_texts_are_what_short_ones_are(iscc_lib: ModuleType) -> None:
    # The second copy adds the windows across its start only, and those are in the third as well.
    words = "The quick brown fox, größer than 日本語 texts; "
    code = iscc_lib.gen_text_code_v0(words * 3, 256)

    assert code["iscc"] == iscc_lib.gen_text_code_v0(words * 60_000, 256)["iscc"]
    assert code["characters"] * 20_000 == iscc_lib.gen_text_code_v0(words * 60_000)["characters"]


def test_the_interpreter_is_free_while_texts_are_hashed(iscc_lib: ModuleType) -> None:
    text = "".join(map(chr, range(0x4E00, 0x9E00))) * 400
    iscc_lib.text_trim(text, 0)  # The interpreter keeps the bytes that it makes here.
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.001):
            ticks.append(time.monotonic())

    watcher = threading.Thread(target=tick)
    watcher.start()
    start = time.monotonic()
    iscc_lib.gen_text_code_v0(text)
    took = time.monotonic() - start
    done.set()
    watcher.join()

    # Had the call held the interpreter, ticks could lie before and after it only.
    assert any(start + took * 0.2 < at < start + took * 0.8 for at in ticks)
