"""Writes `src/unicode/tables.rs`: what Unicode 16.0 says about characters, as far as text utilities need it.

    pip install unicodedata2==16.0.0
    python crates/iscc-lib/unicode/generate.py

Categories, combining classes and decompositions come from unicodedata2. Lower case comes from the Python that runs this,
whose table must be that of Unicode 14.0 or later, with the letters that came after it added by name.
"""

import pathlib
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator

import unicodedata2 as ucd

TARGET = pathlib.Path(__file__).parents[1] / "src/unicode/tables.rs"
VERSION = "16.0.0"
HEADING = """\
//! Tables of Unicode 16.0.0, written by `unicode/generate.py`; edit that instead.
//!
//! Derived from the Unicode Character Database (Unicode License v3), see `THIRD-PARTY-NOTICES`.
"""
BLOCK = 256

# The numbers of `Kind` and the flags in `src/unicode/mod.rs`.
OTHER, WHITE, CONTROL, MARK, PUNCTUATION = range(5)
SHAPED, FOLDED, DECOMPOSED, IGNORABLE, CASED = (8 << bit for bit in range(5))

HANGUL = range(0xAC00, 0xD7A4)
HANGUL_VOWELS = range(0x1161, 0x1176)
HANGUL_FINALS = range(0x11A8, 0x11C3)

# Letters that got a lower case after Unicode 14.0 (UnicodeData.txt of 16.0, fields 0 and 13).
NEW_LOWER = {0x1C89: 0x1C8A, 0xA7CB: 0x264, 0xA7CC: 0xA7CD, 0xA7DA: 0xA7DB, 0xA7DC: 0x19B} | {
    capital: capital + 0x20 for capital in range(0x10D50, 0x10D66)
}

# Case_Ignorable beyond the categories: Word_Break MidLetter, MidNumLet and Single_Quote (WordBreakProperty.txt).
MIDDLE = {0x27, 0x2E, 0x3A, 0xB7, 0x387, 0x55F, 0x5F4, 0x2018, 0x2019, 0x2024, 0x2027}
MIDDLE |= {0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A}
# Cased beyond the categories: Other_Lowercase and Other_Uppercase (PropList.txt) that are not ignorable.
CASED_SYMBOLS = {0xAA, 0xBA, *range(0x2160, 0x2180), *range(0x24B6, 0x24EA)}
CASED_SYMBOLS |= {*range(0x1F130, 0x1F14A), *range(0x1F150, 0x1F16A), *range(0x1F170, 0x1F18A)}

# White_Space is the same in every version of Unicode since 6.3; with the separators 1C to 1F it is `str.isspace`.
WHITE_SPACE = {*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)}
WHITE_SPACE |= {0x2028, 0x2029, 0x202F, 0x205F, 0x3000}


def everything() -> Iterator[int]:
    """All code points but surrogates, which Rust has no characters for."""
    yield from range(0xD800)
    yield from range(0xE000, 0x110000)


def lower_of(code: int) -> str:
    """Lower case of a character, itself if it has none."""
    if code in NEW_LOWER:
        return chr(NEW_LOWER[code])
    text = chr(code).lower()
    known = all(ucd.category(c) != "Cn" for c in chr(code) + text)
    return text if known else chr(code)


def kind_of(code: int) -> int:
    """What a character is, as far as dropping it goes."""
    if code in WHITE_SPACE:
        return WHITE
    return {"C": CONTROL, "M": MARK, "P": PUNCTUATION}.get(ucd.category(chr(code))[0], OTHER)


def compositions() -> dict[tuple[str, str], str]:
    """Pairs of characters that compose to one, Hangul apart."""
    pairs = {}
    for code in everything():
        parts = ucd.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            first, second = (chr(int(part, 16)) for part in parts)
            if ucd.normalize("NFC", first + second) == chr(code):
                pairs[first, second] = chr(code)
    return pairs


def property_of(code: int, seconds: set[str]) -> int:
    """Kind and flags of a character; `seconds` are those that others compose with."""
    char, kind, category = chr(code), kind_of(code), ucd.category(chr(code))
    decomposed = ucd.normalize("NFD", char)
    joins = bool(ucd.combining(char)) or char in seconds or code in HANGUL_VOWELS or code in HANGUL_FINALS
    shaped = joins or ucd.normalize("NFKC", char) != char
    flags = kind
    if shaped:
        flags |= SHAPED
    if decomposed != char and code not in HANGUL:
        flags |= DECOMPOSED
    lowered = "".join(lower_of(ord(c)) for c in decomposed)
    if kind == OTHER and code not in HANGUL and (shaped or lowered != char):
        flags |= FOLDED
    # What `text_collapse` drops without looking at its parts must have no part that it keeps.
    assert kind == OTHER or all(kind_of(ord(c)) != OTHER for c in lowered), hex(code)
    # All that is ever reordered is dropped before, so `text_collapse` need not reorder.
    assert not ucd.combining(char) or kind == MARK, hex(code)
    # What is not decomposed any further has one lower-case character.
    assert len(lower_of(ord(decomposed[0]))) == 1, hex(code)
    if category in {"Mn", "Me", "Cf", "Lm", "Sk"} or code in MIDDLE:
        flags |= IGNORABLE
    elif category in {"Lu", "Ll", "Lt"} or code in CASED_SYMBOLS:
        flags |= CASED
    return flags


def slot(key: int, salt: int, size: int) -> int:
    """Where a perfect hash puts `key`; the same as `slot` in `src/unicode/mod.rs`."""
    mixed = ((key + salt) * 2654435769 ^ key * 0x31415926) & 0xFFFFFFFF
    return mixed * size >> 32


def perfect_hash(keys: Iterable[int]) -> tuple[list[int], list[int]]:
    """A salt for each bucket and the keys in the order of their slots."""
    keys = sorted(keys)
    size = len(keys)
    buckets: dict[int, list[int]] = {}
    for key in keys:
        buckets.setdefault(slot(key, 0, size), []).append(key)
    salts, order = [0] * size, [-1] * size
    for bucket, members in sorted(buckets.items(), key=lambda item: -len(item[1])):
        for salt in range(1, 1 << 16):
            slots = [slot(key, salt, size) for key in members]
            if len(set(slots)) == len(slots) and all(order[s] < 0 for s in slots):
                break
        else:
            sys.exit("no salt found")
        salts[bucket] = salt
        for key, at in zip(members, slots, strict=True):
            order[at] = key
    return salts, order


def array(doc: str, name: str, type_: str, values: Iterable[str]) -> str:
    """An array in Rust."""
    values = list(values)
    return f"/// {doc}\npub(super) static {name}: [{type_}; {len(values)}] = [{', '.join(values)}];\n"


def texts(what: str, name: str, table: dict[int, str]) -> str:
    """A table from characters to texts: key and length in one number, offsets into one text."""
    pool, places = "", {}
    for text in sorted(set(table.values()), key=lambda text: (-len(text), text)):
        if text not in pool:
            pool += text
        places[text] = len(pool[: pool.index(text)].encode())
    salts, order = perfect_hash(table)
    sizes = [len(table[key].encode()) for key in order]
    assert max(sizes) < 1 << 11
    escaped = [f"\\u{{{ord(c):x}}}" for c in pool]
    lines = ["".join(escaped[start : start + 10]) for start in range(0, len(escaped), 10)]
    literal = "\\\n    ".join(lines)
    return "\n".join(
        [
            array(f"Salts of the {what}.", f"{name}_SALTS", "u16", map(str, salts)),
            array(
                f"Characters that have {what}, in the low 21 bits, and the bytes of it above.",
                f"{name}_KEYS",
                "u32",
                (hex(key | size << 21) for key, size in zip(order, sizes, strict=True)),
            ),
            array(f"Where the {what} start.", f"{name}_STARTS", "u16", (str(places[table[key]]) for key in order)),
            f'/// The {what}.\npub(super) static {name}_TEXTS: &str = "\\\n    {literal}";\n',
        ]
    )


def main() -> None:
    """Collects everything, then writes it."""
    assert ucd.unidata_version == VERSION
    assert int(unicodedata.unidata_version.split(".")[0]) >= 14
    pairs = compositions()
    seconds = {second for _, second in pairs}
    properties = bytearray(
        property_of(code, seconds) if not 0xD800 <= code < 0xE000 else CONTROL for code in range(0x110000)
    )
    blocks: dict[bytes, int] = {}
    index = [
        blocks.setdefault(bytes(properties[start : start + BLOCK]), len(blocks)) for start in range(0, 0x110000, BLOCK)
    ]
    assert len(blocks) <= 256

    canonical = {
        code: ucd.normalize("NFD", chr(code))
        for code in everything()
        if code not in HANGUL and ucd.normalize("NFD", chr(code)) != chr(code)
    }
    compatible = {
        code: ucd.normalize("NFKD", chr(code))
        for code in everything()
        if ucd.normalize("NFKD", chr(code)) != ucd.normalize("NFD", chr(code))
    }
    lower = {code: lower_of(code) for code in everything() if lower_of(code) != chr(code)}
    # Decomposed before it is asked for.
    del lower[0x130]
    assert all(len(text) == 1 for text in lower.values())
    classes = {code: ucd.combining(chr(code)) for code in everything() if ucd.combining(chr(code))}
    near = {
        ord(a) << 16 | ord(b): c
        for (a, b), c in pairs.items()
        if a + b + c < "\U00010000" and max(a, b, c) < "\U00010000"
    }
    far = {(a, b): c for (a, b), c in sorted(pairs.items()) if max(a, b, c) >= "\U00010000"}
    assert len(near) + len(far) == len(pairs)

    lower_salts, lower_order = perfect_hash(lower)
    class_salts, class_order = perfect_hash(classes)
    near_salts, near_order = perfect_hash(near)
    char = "'\\u{{{:x}}}'".format
    parts = [
        HEADING,
        array("Number of the block that each 256 characters have in `PROPERTIES`.", "BLOCKS", "u8", map(str, index)),
        array(
            "Kind and flags of each character, block by block.",
            "PROPERTIES",
            f"[u8; {BLOCK}]",
            (f"[{', '.join(map(str, block))}]" for block in blocks),
        ),
        texts("canonical decompositions", "CANONICAL", canonical),
        texts("compatibility decompositions", "COMPATIBLE", compatible),
        array("Salts of the lower case.", "LOWER_SALTS", "u16", map(str, lower_salts)),
        array(
            "Characters and their lower case.",
            "LOWER",
            "(char, char)",
            (f"({char(key)}, {char(ord(lower[key]))})" for key in lower_order),
        ),
        array("Salts of the combining classes.", "CLASS_SALTS", "u16", map(str, class_salts)),
        array(
            "Characters with a combining class, in the low 21 bits, and the class above.",
            "CLASSES",
            "u32",
            (hex(key | classes[key] << 21) for key in class_order),
        ),
        array("Salts of the compositions.", "COMPOSED_SALTS", "u16", map(str, near_salts)),
        array(
            "Two characters below 10000, 16 bits each, and what they compose to.",
            "COMPOSED",
            "(u32, char)",
            (f"({hex(key)}, {char(ord(near[key]))})" for key in near_order),
        ),
        array(
            "The other compositions, in order.",
            "COMPOSED_FAR",
            "(char, char, char)",
            (f"({char(ord(a))}, {char(ord(b))}, {char(ord(c))})" for (a, b), c in far.items()),
        ),
    ]
    TARGET.write_text("\n".join(parts), encoding="utf-8")
    subprocess.run(
        [
            shutil.which("rustfmt") or "rustfmt",
            "--edition",
            "2024",
            "--config",
            "use_small_heuristics=Max",
            str(TARGET),
        ],
        check=True,
    )
    print(
        f"{len(blocks)} blocks, {len(canonical)} canonical, {len(compatible)} compatible, {len(lower)} lower, "
        f"{len(classes)} classes, {len(near)}+{len(far)} compositions"
    )


if __name__ == "__main__":
    main()
