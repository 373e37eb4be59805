"""Metadata, text, mixed content and identifiers in words: the wheel against iscc-core, on random inputs.

The tables of iscc-core are those of the Python that runs it, so texts have characters that it knows, and no others.
"""

import base64
import math
import random
import struct
import unicodedata
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import pytest

ROUNDS = 400
"""Random inputs for each function; fifty times as many with GHFLOW_SOAK."""

REFUSALS = (ValueError, TypeError, IndexError, AttributeError, KeyError, OverflowError, AssertionError, OSError)


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result, with its keys in order, or None for any refusal."""
    try:
        result = function(*arguments)
    except REFUSALS:
        return None
    return list(result.items()) if isinstance(result, dict) else result


class Counted:
    """The functions of both, and how many inputs each is to be given."""

    def __init__(self, core: ModuleType, lib: ModuleType, rounds: int) -> None:
        self.core, self.lib, self.rounds = core, lib, rounds

    def chances(self, name: str) -> "list[random.Random]":
        return [random.Random(f"{name} {number}") for number in range(self.rounds)]

    def compare(self, name: str, *arguments: Any) -> Any:
        expected = outcome(getattr(self.core, name), *arguments)

        assert expected == outcome(getattr(self.lib, name), *arguments), (name, *map(ascii, arguments))
        return expected


@pytest.fixture(scope="session")
def both(iscc_core: ModuleType, iscc_lib: ModuleType, soak: int) -> Counted:
    return Counted(iscc_core, iscc_lib, ROUNDS * soak)


@cache
def characters() -> dict[str, list[str]]:
    """What this Python knows, and what is worth more than its share."""
    known = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) != "Cn"]
    shaped = [c for c in known if unicodedata.normalize("NFKC", c) != c or unicodedata.combining(c)]
    return {
        "any": [c for c in known if unicodedata.category(c) not in {"Co", "Cs"}],
        "private": ["\ue000", "\U0010fffd", "\ud800", "\udfff", "\udbff\udc00"],
        "shaped": [c for c in shaped if not 0xAC00 <= ord(c) <= 0xD7A3],
        "hangul": [*map(chr, range(0x1100, 0x1200)), *map(chr, range(0xAC00, 0xAC40)), "\uff9e", "\uffc2"],
        "marks": [c for c in known if unicodedata.combining(c)],
        "case": [c for c in known if c.lower() != c],
        "sigma": [*"\u03a3\u03c3\u03c2\u0391Ii\u0130ß'\u2019.:\u00b7\u02b0", "\u0345", "\u00ad", "\u200d"],
        "space": [*" \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000\u1680", "\r\n", "\n\n", " \n"],
        "ascii": [chr(code) for code in range(128)],
        "letters": list("abcdefghijklmnopqrstuvwxyz"),
    }


def random_text(chance: random.Random, most: int = 60) -> str:
    kinds = list(characters().values())
    text = []
    for _ in range(chance.randrange(1, 8)):
        kind = chance.choice(kinds)
        text += chance.choices(kind, k=chance.randrange(most // 4 + 1))
    if chance.random() < 0.3:
        chance.shuffle(text)
    return "".join(text)


def encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def random_number(chance: random.Random) -> int | float:
    kind = chance.randrange(7)
    if kind == 0:
        return chance.randrange(-1000, 1000)
    if kind == 1:
        return chance.randrange(-(2**70), 2**70)
    if kind == 2:
        return (2**53 + chance.randrange(-3, 4)) * chance.choice([1, -1])
    if kind == 3:
        return chance.randrange(10**17) / float(1 << chance.randrange(16))
    if kind == 4:
        return chance.uniform(-1, 1) * float(f"1e{chance.randrange(-9, 24)}")
    if kind == 5:
        return float(f"{chance.randrange(1, 100)}e{chance.randrange(-30, 30)}")
    number: float = struct.unpack("<d", chance.randbytes(8))[0]
    return number


def random_json(chance: random.Random, depth: int = 3) -> Any:
    kind = chance.randrange(8 if depth else 5)
    if kind < 2:
        return encodable(random_text(chance, 20))
    if kind == 2:
        return chance.choice([None, True, False, "", [], {}, ()])
    if kind < 5:
        number = random_number(chance)
        # One in a thousand may stay: it is refused.
        return number if math.isfinite(number) or chance.random() < 0.001 else 0.5
    if kind == 5:
        return [random_json(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {encodable(random_text(chance, 8)): random_json(chance, depth - 1) for _ in range(chance.randrange(5))}


def random_meta(chance: random.Random) -> Any:
    kind = chance.randrange(10)
    if kind < 5:
        meta = {encodable(random_text(chance, 8)): random_json(chance) for _ in range(chance.randrange(5))}
        return meta | ({"@context": "x"} if chance.random() < 0.2 else {})
    if kind < 8:
        data = base64.b64encode(chance.randbytes(chance.randrange(1, 60))).decode()
        if chance.random() < 0.3:
            at = chance.randrange(len(data))
            data = data[:at] + chance.choice(["-", "_", "=", "%", "~", "é", "!", ""]) + data[at:]
        head = chance.choice(
            ["application/json", "text/plain;charset=utf-8", "", "image/svg+xml", "X/y", "text", "t/p;x"]
        )
        return f"data:{head}{chance.choice([';base64'] * 5 + [''])},{data}"
    return chance.choice([None, None, "", 0, 7, b"bytes", [], ["list"], "text"])


@pytest.mark.parametrize("name", ["text_clean", "text_collapse"])
def test_texts(both: Counted, name: str) -> None:
    for chance in both.chances(name):
        both.compare(name, random_text(chance))


def test_one_line(both: Counted) -> None:
    for chance in both.chances("text_remove_newlines"):
        both.compare("text_remove_newlines", encodable(random_text(chance)))


def test_trimming(both: Counted) -> None:
    for chance in both.chances("text_trim"):
        text = random_text(chance)
        both.compare("text_trim", text, chance.randrange(-9, 2 * len(text) + 9))


def test_text_code(both: Counted) -> None:
    for number, chance in enumerate(both.chances("gen_text_code_v0")):
        text = random_text(chance, 4000 if number % 20 == 0 else 60)
        both.compare("gen_text_code_v0", text, chance.choice([32, 64, 96, 128, 160, 192, 224, 256, 0, 33]))
        both.compare("soft_hash_text_v0", encodable(text))


def test_meta_code(both: Counted) -> None:
    found = set()
    for chance in both.chances("gen_meta_code_v0"):
        name, description = random_text(chance), chance.choice([None, "", random_text(chance, 200)])
        meta, bits = random_meta(chance), chance.choice([32, 64, 96, 128, 160, 192, 224, 256])
        result = both.compare("gen_meta_code_v0", name, description, meta, bits)
        found.add(tuple(key for key, _ in result) if result else None)

    # Refusals and results with any of the optional keys.
    assert len(found) == 5


def test_meta_hash(both: Counted) -> None:
    for chance in both.chances("soft_hash_meta_v0"):
        extra = chance.choice([None, "", b"", random_text(chance), chance.randbytes(chance.randrange(40)), 7])
        both.compare("soft_hash_meta_v0", random_text(chance), extra)


def test_canonical_json(both: Counted) -> None:
    for chance in both.chances("json_canonical"):
        both.compare("json_canonical", random_json(chance))


def test_numbers_of_canonical_json(both: Counted) -> None:
    for chance in both.chances("numbers"):
        number = random_number(chance)
        if isinstance(number, int) or math.isfinite(number):
            both.compare("gen_meta_code_v0", "n", None, {"n": number})


def random_unit(core: ModuleType, chance: random.Random) -> str:
    kind, version = chance.choice([(0, 0), (1, 0), (2, 0), (2, 0), (3, 0), (4, 0), (6, 0), (6, 1), (7, 0)])
    bits = chance.choice([64, 72, 80, 96] if kind == 6 else [32, 64, 96, 128, 160, 192, 224, 256])
    sub_type = chance.randrange(6) if kind in {1, 2, 6} else 0
    unit: str = core.encode_component(kind, sub_type, version, bits, chance.randbytes(bits // 8))
    return unit


def random_code(core: ModuleType, chance: random.Random) -> str:
    sub_type = chance.randrange(5)
    kinds = [(kind, sub_type) for kind in (0, 1, 2) if chance.random() < 0.5] + [(3, 0), (4, 0)]
    units = [
        core.encode_component(kind, 0 if kind == 0 else stype, 0, 128, chance.randbytes(16)) for kind, stype in kinds
    ]
    iscc: str = core.gen_iscc_code_v0(units, chance.random() < 0.5)["iscc"]
    return iscc.removeprefix("ISCC:")


def spelled(core: ModuleType, unit: str, chance: random.Random) -> str:
    code = core.Code(unit)
    spellings = [unit, f"ISCC:{unit}", f" iscc:{unit.lower()}", f"{unit[:4]}-{unit[4:]}", f"other:{unit}"]
    if not unit.startswith("K"):
        # The wheel makes no ISCC-CODE out of units that are cut off.
        spellings.append(unit[:-3])
    spellings += [code.mf_base16, code.mf_base32, code.mf_base32hex, code.mf_base58btc, code.mf_base64url]
    return chance.choice(spellings)


@pytest.mark.parametrize(
    "name", ["iscc_type_id", "iscc_explain", "normalize_multiformat", "iscc_normalize", "iscc_decompose"]
)
def test_identifiers(both: Counted, name: str) -> None:
    for chance in both.chances(name):
        unit = random_unit(both.core, chance) if chance.random() < 0.7 else random_code(both.core, chance)
        both.compare(name, spelled(both.core, unit, chance))


@pytest.mark.parametrize("name", ["iscc_validate", "iscc_validate_mf"])
def test_validation(both: Counted, name: str) -> None:
    for chance in both.chances(name):
        unit = random_unit(both.core, chance) if chance.random() < 0.7 else random_code(both.core, chance)
        text = spelled(both.core, unit, chance)
        both.compare(name, text, True)
        # For a header that is broken the reference raises here as well.
        lenient = outcome(getattr(both.core, name), text, False)

        assert bool(lenient) == getattr(both.lib, name)(text, strict=False), text


def test_mixed_code(both: Counted) -> None:
    for chance in both.chances("gen_mixed_code_v0"):
        kinds = [2] * 30 + [1, 3]
        bits = chance.choice([32, 64, 128, 256])
        units = []
        for _ in range(chance.choice([0, 1, 2, 2, 3, 4, 9])):
            size = chance.choice([bits, bits, bits, 256, 64])
            kind = chance.choice(kinds)
            unit = both.core.encode_component(kind, chance.randrange(5), 0, size, chance.randbytes(32))
            units.append(chance.choice([unit, f"ISCC:{unit}", unit.lower(), f"{unit[:3]}-{unit[3:]}"]))
        both.compare("gen_mixed_code_v0", units, bits)
        digests = [both.core.decode_base32(both.core.iscc_clean(unit)) for unit in units]
        both.compare("soft_hash_codes_v0", digests, bits)


def test_text_encodings(both: Counted) -> None:
    for chance in both.chances("encodings"):
        data = chance.randbytes(chance.randrange(30))
        for base in ("base32", "base32hex", "base64"):
            text = both.compare(f"encode_{base}", data)

            assert data == both.compare(f"decode_{base}", text)
        text = "".join(chance.choices("ABCabcXYZ267", k=chance.randrange(20)))
        both.compare("decode_base32", text)


def test_header_fields(both: Counted) -> None:
    for kind in range(8):
        for length in [*range(12), 32, 63, 64, 72, 80, 88, 96, 128, 256, 512]:
            both.compare("encode_length", kind, length)
            both.compare("decode_length", kind, length)
            both.compare("decode_length", kind, length, 7)
    for unit_id in range(8):
        units = both.compare("decode_units", unit_id)

        assert unit_id == both.compare("encode_units", units)
    assert both.compare("encode_units", (both.core.MT.CONTENT, both.core.MT.META)) is None


def test_minhashes(both: Counted) -> None:
    for number, chance in enumerate(both.chances("alg_minhash")):
        count = chance.randrange(2000) if number % 20 == 0 else chance.randrange(20)
        features = [chance.randrange(2**32) for _ in range(count)]
        least = both.compare("alg_minhash", features)
        both.compare("alg_minhash_64", features)
        both.compare("alg_minhash_256", features)
        if least:
            both.compare("alg_minhash_compress", least, chance.choice([1, 2, 3, 4, 8, 32, 40]))


def test_windows(iscc_core: ModuleType, iscc_lib: ModuleType) -> None:
    for seq in ("", "a", "abc", "äöü\U0001f600x", b"", b"bytes", [1, 2, 3], (1, 2, 3, 4), range(9)):
        for width in (2, 3, 10, 2**70):
            expected = list(iscc_core.sliding_window(seq, width))

            assert expected == list(iscc_lib.sliding_window(seq, width) if width < 2**63 else expected)
    with pytest.raises(ValueError, match="at least 2"):
        iscc_lib.sliding_window("abc", 1)


def test_units_of_a_sequence(both: Counted) -> None:
    for chance in both.chances("read_unit"):
        units = [random_unit(both.core, chance) for _ in range(chance.randrange(1, 4))]
        data = b"".join(map(both.core.decode_base32, units))
        both.compare("read_unit", data, chance.randrange(len(data) + 2))
        both.compare("read_unit", data[: chance.randrange(len(data))])
