"""`list`."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any

from ghflow.cli.build import show_mistakes
from ghflow.project.checking import files_below
from ghflow.project.plan import made_from, relative_to_root
from ghflow.project.settings import ProjectError, find_settings, has_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ghflow.model.document import Document
    from ghflow.project.settings import Settings

_EPILOG = """\
The JSON is a list of {"file", "source", "kind", "name", "events", "jobs", "error"}; what is not there is null. `source` is null
for a file that somebody wrote by hand, `error` says why a file could not be read.

exit codes: 0 fine; 1 the sources have mistakes; 2 wrong usage, a source that fails
"""


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    parser = ArgumentParser(
        prog="ghflow list",
        description="List the workflows and actions of the project: those of sources, and those written by hand.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=130),
        allow_abbrev=False,
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    args = parser.parse_args(argv)
    try:
        settings = find_settings(args.source, needs_sources=False)
        rows, code = _rows(settings)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    if code:
        return code
    if args.format == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        sys.stdout.write(_table(rows))
    return 0


def _rows(settings: Settings) -> tuple[list[dict[str, Any]], int]:
    """A row for each file, in the order of their paths; and the exit code that mistakes in the sources make."""
    rows: dict[str, dict[str, Any]] = {}
    if has_sources(settings.source):
        from ghflow.project.build import run

        built = run(settings)
        code = show_mistakes(built)
        if code:
            return [], code
        for planned in built.planned:
            file = f".github/{planned.path}"
            source = f"{settings.source_name}/{planned.source.name}.py"
            rows[file] = _row(file, planned.document, source)
    own = [name for name in ("action.yml", "action.yaml") if os.path.isfile(os.path.join(settings.root, name))]
    for path in (*files_below(os.path.join(settings.root, ".github")), *own):
        file = relative_to_root(settings, path)
        if file not in rows:
            rows[file] = _read(file, os.path.join(settings.root, path))
    return [rows[file] for file in sorted(rows)], 0


def _read(file: str, path: str) -> dict[str, Any]:
    from ghflow.reader.document import LoadError, load

    loaded = load(path)
    try:
        return _row(file, loaded.document, made_from(loaded.text))
    except LoadError as error:
        row = dict.fromkeys(("file", "source", "kind", "name", "events", "jobs"))
        return row | {"file": file, "error": error.diagnostics[0].message}


def _row(file: str, document: Document, source: str | None) -> dict[str, Any]:
    name: Any = getattr(document, "name", None)
    on: Any = getattr(document, "on", None)
    jobs: Any = getattr(document, "jobs", None)
    is_workflow = hasattr(document, "jobs")
    return {
        "file": file,
        "source": source,
        "kind": document.title.partition(" ")[0],
        "name": name if isinstance(name, str) else None,
        "events": ([on] if isinstance(on, str) else list(on or ())) if is_workflow else None,
        "jobs": [job.id for job in jobs or ()] if is_workflow else None,
        "error": None,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "there are no workflows and no actions here\n"
    cells = [tuple(_cells(row)) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    lines = []
    for first, second, third, last in cells:
        columns = (first.ljust(widths[0]), second.ljust(widths[1]), third.ljust(widths[2]), last)
        lines.append("  ".join(columns).rstrip())
    return "\n".join(lines) + "\n"


def _cells(row: dict[str, Any]) -> Iterator[str]:
    """File, source, name, and what starts it with how many jobs. Names are shown as they are printed safely in a line."""
    yield row["file"]
    yield row["source"] or "by hand"
    if row["error"]:
        yield "-"
        yield f"cannot be read: {row['error']}"
        return
    name = row["name"] or "-"
    yield "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    if row["kind"] == "workflow":
        count = len(row["jobs"])
        yield f"on {', '.join(row['events']) or 'nothing'}; {count} {'job' if count == 1 else 'jobs'}"
    else:
        yield row["kind"]
