"""What an import keeps, over a folder of workflows and actions: a line for each promise, with its figure.

    python -m tests.benchmarks.round_trip FOLDER --oracle ../shared/oracles/gh_tree.py

Each file is imported and built with the rules switched off, by the command line, in a project of its own below a temporary
folder; what is built is compared with the file by the oracle, and is imported again. Then ruff and mypy read all sources.
Exit code 1 when a file is not built back the same.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.util
import io
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ghflow.cli.main import main as ghflow
from ghflow.model.graph import graph_of
from ghflow.reader.comments import find_comments
from ghflow.reader.document import load
from ghflow.reader.tree import read_tree
from ghflow.writer.source import to_python
from tests.writer.sources import formatted, linted, typed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_REFERENCES = ("jobs", "matrix", "needs", "steps")


def loaded_from(path: Path) -> ModuleType:
    """A module by its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder: Path, *args: str) -> None:
    """Run ghflow in a folder, and let it say what it likes."""
    os.chdir(folder)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        ghflow(args)


def comments(text: str) -> list[str]:
    """The comments of a file, in their order."""
    return [comment.text.strip() for comment in find_comments(text, read_tree(text, "x").scalars)]


def project_of(folder: Path, file: Path, text: str) -> Path:
    """A project with nothing but one file, which is given back."""
    (folder / ".git").mkdir(parents=True)
    inner = Path("actions", "one", "action.yml") if file.stem == "action" else Path("workflows", file.name)
    copy = folder / ".github" / inner
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")
    return copy


def sources(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((folder / "workflows").glob("*.py"))]


def measure(folder: Path, file: Path, oracle: Any, found: Counter[str]) -> Iterator[str]:
    """Add the figures of one file to those found so far, and give what is wrong with it."""
    text = file.read_text(encoding="utf-8-sig")
    document = load(file).document
    written = to_python(document)
    found["objects"] += written.objects
    found["references"] += sum(
        context in _REFERENCES for use in graph_of(document).all_uses() for context, _ in use.parsed.references
    )
    copy = project_of(folder / "first", file, text)
    run(folder / "first", "import", str(copy))
    run(folder / "first", "build", "--no-check", "--output", str(folder / "built"))
    built = [path for path in (folder / "built").rglob("*") if path.is_file()]
    if len(built) != 1 or not oracle.same(text, built[0].read_text(encoding="utf-8")):
        yield "is not built back the same"
        return
    found["same"] += 1
    rebuilt = built[0].read_text(encoding="utf-8")
    before, after = comments(text), comments(rebuilt)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found["comments"] += len(before)
    found["kept"] += sum(block.size for block in matcher.get_matching_blocks())
    copy = project_of(folder / "again", file, rebuilt)
    run(folder / "again", "import", str(copy))
    if sources(folder / "first") == sources(folder / "again") and copy.read_text(encoding="utf-8") == rebuilt:
        found["fixed"] += 1
    else:
        yield "is imported otherwise when it was built"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--oracle", type=Path, required=True, help="gh_tree.py, which has the function same(one, other)"
    )
    args = parser.parse_args()
    oracle = loaded_from(args.oracle)
    files = sorted(path.resolve() for path in args.folder.rglob("*.y*ml"))
    found: Counter[str] = Counter()
    place = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        every = Path(name, "sources")
        every.mkdir()
        for index, file in enumerate(files):
            folder = Path(name, f"w{index}")
            for wrong in measure(folder, file, oracle, found):
                print(f"{file} {wrong}")
            for text in sources(folder / "first"):
                (every / f"w{index:04}.py").write_text(text, encoding="utf-8")
            os.chdir(place)
            shutil.rmtree(folder)
        print(f"built back the same     {found['same']} of {len(files)} files")
        print(f"comments in their order {found['kept']} of {found['comments']}")
        print(f"imported again the same {found['fixed']} of {len(files)} files")
        print(f"references as objects   {found['objects']} of {found['references']}")
        for title, check in (("ruff format", formatted), ("ruff check", linted), ("mypy --strict", typed)):
            print(f"{title:23} {check(every) or 'clean'}")
    return 0 if found["same"] == len(files) else 1


if __name__ == "__main__":
    sys.exit(main())
