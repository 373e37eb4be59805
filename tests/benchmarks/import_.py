"""How long the import of files takes, as a multiple of what ruamel.yaml's `YAML().load` takes to load them.

    python tests/benchmarks/import_.py FOLDER [--files 300] [--rounds 3]

FOLDER holds workflows and actions, at any depth. What is measured: files read, sources written in memory, run, built, and
compared with the files; then `YAML().load` of the same texts in the same process, in turn. The best of the rounds counts.
"""

from __future__ import annotations

import argparse
import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from ghflow.project.importing import import_files

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def load_all(texts: list[str]) -> None:
    """What the import is measured against."""
    for text in texts:
        YAML().load(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    files = sorted(path for path in args.folder.rglob("*.y*ml"))[: args.files]
    texts = [path.read_text(encoding="utf-8-sig") for path in files]
    names = [str(path) for path in files]
    import_files(names[:1])  # what is loaded once
    imported, loaded = [], []
    for _ in range(args.rounds):
        imported.append(seconds(lambda: import_files(names)))
        loaded.append(seconds(lambda: load_all(texts)))
    ratio = min(imported) / min(loaded)
    print(f"{len(files)} files: import {min(imported):.2f} s, YAML().load {min(loaded):.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
