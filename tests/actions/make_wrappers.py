"""Make the wrappers of `ghflow.actions`, and `spec.catalogue_table`, of facts: `python tests/actions/make_wrappers.py`.

Lives here: the names of the functions, which major stands under the plain name, the type of each input.
Not here: the text of a wrapper (`ghflow.project.wrappers`).

The name of a function is that of the repository without `action` around it; where that says too little, or where two would
have one name, the owner's name stands before it. Actions in folders of a repository that has one at its root are named
after both (`cache_restore`); where there is none at the root they are in a module of their own (`codeql.init`). The newest
major that was read has the plain name, every other one has its ref behind it: `checkout_v4`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from ghflow.project.wrappers import WrappedInput, Wrapper, plain_name, render

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared" / "facts" / "actions-catalogue.json"
PAGE = ROOT / "docs" / "wrappers.md"
READ = "2026-11-22"

# Names that say too little without their owner's.
VAGUE = {*"auth bake build_push cli install login metadata release scan setup sbom test_results zip".split()}  # noqa: SIM905
# Owners and repositories that are known by another name than the rule gives.
OWNERS = {"aws-actions": "aws", "google-github-actions": "google", "codspeedhq": "codspeed"}
NAMES = {"actions/publish-action": "publish_action"}
# The ref with the plain name, where it is not the newest major.
PLAIN_REF = {"dtolnay/rust-toolchain": "stable"}
DEFAULT_IDS = {"rust-lang/crates-io-auth-action": "auth"}
WIDTH = 120
"""Columns of a line, as pyproject.toml has them."""
SPLIT = 40
"""Functions in one module. An owner with more has the older majors in a second one, so that the newest load fast."""

SUMMARIES = {
    "actions/checkout": "Check out the repository, or another one.",
    "actions/upload-artifact": "Keep files for later jobs, or for download.",
    "actions/download-artifact": "Fetch what earlier jobs have uploaded.",
    "actions/setup-python": "Put a version of Python on the PATH.",
    "actions/setup-node": "Put a version of Node.js on the PATH.",
    "actions/setup-go": "Put a version of Go on the PATH.",
    "actions/setup-java": "Put a version of Java on the PATH.",
    "actions/cache": "Restore a cache now, and save it at the end of the job.",
    "actions/cache/restore": "Restore a cache.",
    "actions/cache/save": "Save a cache.",
    "actions/github-script": "Run JavaScript that talks to GitHub.",
    "dtolnay/rust-toolchain": "Install a Rust toolchain.",
    "PyO3/maturin-action": "Build wheels or a source distribution with maturin.",
    "pypa/gh-action-pypi-publish": "Publish all distributions in a folder, by trusted publishing unless there is a password.",
    "rust-lang/crates-io-auth-action": "A short-lived token for crates.io, by trusted publishing.",
    "Swatinem/rust-cache": "Cache what cargo downloads and builds.",
}

# How the action takes a list apart, where the facts say only that it is one. Source: the manual of each action.
LINES = {
    "Swatinem/rust-cache": "cache-directories env-vars workspaces",
    "actions-rust-lang/setup-rust-toolchain": "cache-directories cache-workspaces",
    "amannn/action-semantic-pull-request": "disallowScopes ignoreLabels scopes types",
    "astral-sh/setup-uv": "cache-dependency-glob",
    "cloudflare/wrangler-action": "secrets vars",
    "gradle/actions/dependency-submission": "gradle-home-cache-excludes gradle-home-cache-includes",
    "gradle/actions/setup-gradle": "gradle-home-cache-excludes gradle-home-cache-includes",
    "prefix-dev/setup-pixi": "environments global-environments",
}
COMMAS = {
    "actions/create-github-app-token": "repositories",
    "actions/dependency-review-action": (
        "allow-dependencies-licenses allow-ghsas allow-licenses deny-groups deny-licenses deny-packages fail-on-scopes"
    ),
    "actions/download-artifact": "artifact-ids",
    "actions/stale": (
        "any-of-issue-labels any-of-labels any-of-pr-labels labels-to-add-when-unstale labels-to-remove-when-stale"
        " labels-to-remove-when-unstale only-issue-labels only-issue-types only-labels only-pr-labels"
    ),
    "codecov/codecov-action": "files flags",
    "dtolnay/rust-toolchain": "components targets",
    "github/codeql-action/init": "languages",
    "google-github-actions/setup-gcloud": "install_components",
    "pypa/cibuildwheel": "extras",
    "re-actors/alls-green": "allowed-failures allowed-skips",
    "taiki-e/install-action": "tool",
}

# What the README does not say, or says of some calls only: `scope:level?input` where that input is given,
# `scope:level!input` unless it is.
SCOPES = {
    "Azure/login": "id-token:write!creds",
    "actions/dependency-review-action": "contents:read,pull-requests:write?comment-summary-in-pr",
    "actions/stale": "issues:write,pull-requests:write,actions:write,contents:write?delete-branch",
    "aws-actions/configure-aws-credentials": "id-token:write!aws-access-key-id",
    "codecov/codecov-action": "id-token:write?use_oidc",
    "codecov/test-results-action": "contents:read,id-token:write?use_oidc",
    "google-github-actions/auth": "contents:read,id-token:write!credentials_json",
    "hynek/build-and-inspect-python-package": (
        "attestations:write?attest-build-provenance-github,id-token:write?attest-build-provenance-github"
    ),
    "pypa/gh-action-pypi-publish": "id-token:write!password",
    "rust-lang/crates-io-auth-action": "id-token:write",
    "softprops/action-gh-release": "contents:write,discussions:write?discussion_category_name",
}
# Actions that need nothing of the token: they set something up, or keep files with a token of their own, and no input of
# theirs takes the job's token by itself.
NO_SCOPES = """
actions/cache actions/cache/restore actions/cache/save actions/upload-artifact actions/upload-artifact/merge
actions/upload-pages-artifact actions/download-artifact Swatinem/rust-cache dtolnay/rust-toolchain docker/setup-qemu-action
hashicorp/setup-terraform hynek/setup-cached-uv microsoft/setup-msbuild msys2/setup-msys2 mlugg/setup-zig
egor-tensin/setup-cygwin pnpm/action-setup pypa/cibuildwheel re-actors/alls-green jlumbroso/free-disk-space
Mozilla-Actions/sccache-action
""".split()  # noqa: SIM905
# Outputs that are named by an input, or set by the script in one.
DYNAMIC_OUTPUTS = """
actions/github-script aws-actions/amazon-ecr-login dorny/paths-filter grafana/shared-workflows/actions/get-vault-secrets
jannekem/run-python-script-action tj-actions/changed-files
""".split()  # noqa: SIM905


class Ref(NamedTuple):
    """One ref of one action."""

    action: str
    key: str
    facts: dict[str, Any]
    known: dict[str, Any]
    """The facts that inputs and outputs are taken from: its own, or those of the newest older ref that was read."""

    @property
    def newer(self) -> str | None:
        if not self.facts["read"]:
            return self.facts["exact_tag"]
        return (self.facts.get("newer_in_corpus") or {}).get("exact_tag")

    @property
    def uses(self) -> str:
        """The ref that moves with the major; where there is none, the newest tag that is known."""
        moving = self.facts["floating_major_exists"] and self.facts["floating_major_name"]
        return f"{self.action}@{moving or self.newer or self.facts['exact_tag']}"


def order(key: str) -> tuple[int, int]:
    """Majors by number, behind what is no major."""
    number = re.fullmatch(r"v(\d+)", key)
    return (1, int(number[1])) if number else (0, 0)


def placed(facts: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """For each action its module and the plain name of its function."""
    roots = {name for name in facts if name.count("/") == 1}
    repositories = {name: name.split("/") for name in facts}
    found: dict[str, tuple[str, str]] = {}
    simple = {}
    for name, (owner, repository, *folders) in repositories.items():
        shown = OWNERS.get(owner.lower()) or plain_name(owner) or owner
        if folders and f"{owner}/{repository}" not in roots:
            group = plain_name(repository) if repository not in ("actions", "shared-workflows") else shown
            path = [re.sub(r"\W", "_", folder) for folder in folders if folder != "actions"]
            found[name] = (group, "_".join(path))
            continue
        function = NAMES.get(name) or plain_name(repository)
        if name not in NAMES and (not function or function in VAGUE):
            function = f"{shown}_{function}".rstrip("_")
        if folders:
            root = NAMES.get(f"{owner}/{repository}") or plain_name(repository)
            function = f"{shown}_{root}" if root in VAGUE else root
            function += "_" + re.sub(r"\W", "_", folders[-1])
        found[name] = (f"by_{re.sub(r'[^a-z0-9]', '_', owner.lower())}", function)
        simple[name] = function
    for function, number in Counter(simple.values()).items():
        for name in [name for name in simple if simple[name] == function and number > 1]:
            owner = name.split("/")[0]
            if owner != "actions":
                found[name] = (found[name][0], f"{OWNERS.get(owner.lower()) or plain_name(owner)}_{function}")
    return found


def refs_of(action: str, facts: dict[str, Any]) -> list[Ref]:
    """The refs of an action, the one with the plain name first, then from the newest to the oldest."""
    found = []
    for key in sorted(facts["refs"], key=order, reverse=True):
        own = facts["refs"][key]
        known = own
        if not own["read"]:
            read = [k for k in facts["refs"] if facts["refs"][k]["read"] and order(k) < order(key)]
            known = facts["refs"][max(read, key=order)]
        found.append(Ref(action, key, own, known))
    first = next((ref for ref in found if ref.key == PLAIN_REF.get(action)), None)
    first = first or next(ref for ref in found if ref.facts["read"])
    return [first, *(ref for ref in found if ref is not first)]


def inputs_of(ref: Ref) -> list[WrappedInput]:
    """The inputs of a ref; of one that was not read also those that people give it."""
    is_open = ref.newer is not None
    found = [
        WrappedInput(
            name,
            annotation(ref.action, name, one, is_open),
            one["required"] and one["default"] is None and not one["deprecated"] and not one.get("default_omitted"),
            one["deprecated"],
        )
        for name, one in ref.known["inputs"].items()
    ]
    observed = ref.facts.get("inputs_observed_in_corpus") or []
    found += [WrappedInput(name, "Plain") for name in observed if name not in ref.known["inputs"]]
    return found


def annotation(action: str, name: str, one: dict[str, Any], is_open: bool) -> str:
    """What an input takes."""
    hint, source = one["type_hint"], one["type_source"]
    words = one.get("choices") or []
    if words and all(re.fullmatch(r"[^\s,'\"\]]+", word) or word == "too heated" for word in words):
        listed = f"Literal[{', '.join(json.dumps(word) for word in words)}]"
        if one.get("choices_open") or is_open or hint != "choice":
            return f"{listed} | Plain"
        return f"{listed} | Bool" if {"true", "false"} & set(words) else f"{listed} | Value[str]"
    if hint == "boolean":
        return "Bool"
    if hint == "number":
        return "Num"
    if hint == "list":
        if name in COMMAS.get(action, "").split():
            return "Commas"
        if source in ("source: list reader", "read by eye") or name in LINES.get(action, "").split():
            return "Lines"
    return "Plain"


def doc_of(ref: Ref, facts: dict[str, Any], spec: str) -> list[str]:
    """The docstring of a wrapper."""
    version = ref.facts["exact_tag"] if ref.facts["read"] else ref.known["exact_tag"]
    known = [version] if version else []
    if ref.facts["using"]:
        known.append({"node": "Node.js", "docker": "Docker"}.get(ref.facts["using"], ref.facts["using"]))
    summary = SUMMARIES.get(ref.action)
    first = f"`{ref.uses}`" + (f" ({', '.join(known)})." if known else ".")
    lines = [summary, "", first] if summary else [first]
    if summary and len(summary + first) < 100:
        lines = [f"{summary} {first}"]
    if ref.newer and not ref.facts["read"]:
        lines += [
            "",
            f"Not read: the inputs are those of {version} and those in use; others are passed on as they are.",
        ]
    elif ref.newer:
        lines += [
            "",
            f"The inputs are those of {version}; {ref.newer} may have others, which are passed on as they are.",
        ]
    if facts["archived_or_deprecated"] is True:
        lines += ["", f"Not developed further: {facts['archived_or_deprecated_where'].removeprefix('README')[2:]}."]
    if spec not in ("?", "-"):
        scopes = [shown_scope(word) for word in spec.split(",")]
        lines += ["", f"The job's token needs {', '.join(scopes)}."]
    old = [one.name for one in inputs_of(ref) if one.deprecated]
    if old:
        lines += ["", f"Deprecated: {', '.join(old)}."]
    if facts["credential_outputs"]:
        secret = [name for name in facts["credential_outputs"] if name in (ref.known["outputs"] or [])]
        lines += ["", f"Outputs that are secrets: {', '.join(secret)}."] if secret else []
    return [part for line in lines for part in wrapped(line)]


def shown_scope(word: str) -> str:
    text = re.sub(r"[?!].*", "", word).replace(":", ": ")
    given, unless = re.search(r"\?(.+)", word), re.search(r"!(.+)", word)
    return f"`{text}`" + (f" with {given[1]}" if given else f" without {unless[1]}" if unless else "")


def wrapped(line: str) -> list[str]:
    import textwrap

    return textwrap.wrap(line, 112, break_long_words=False, break_on_hyphens=False) or [""]


def scopes_of(action: str, facts: dict[str, Any]) -> str:
    """What an action needs of the token, as the table has it: `?` for unknown, `-` for nothing."""
    if action in SCOPES:
        return SCOPES[action]
    if action in NO_SCOPES:
        return "-"
    needed = facts["permissions_needed"]
    return "?" if needed is None else ",".join(f"{scope}:{level}" for scope, level in needed.items()) or "-"


def table(catalogue: dict[str, Any]) -> str:
    """The text of `catalogue_table`."""
    lines = []
    for action, facts in sorted(catalogue.items(), key=lambda item: item[0].lower()):
        archived = facts["archived_or_deprecated"] is True
        flags = [word for word, on in (("archived", archived), ("dynamic", action in DYNAMIC_OUTPUTS)) if on]
        lines.append(f"\n{action.lower()} {action} {scopes_of(action, facts)} {'+'.join(flags) or '-'}")
        for ref in refs_of(action, facts):
            own = ref.facts
            newer = own.get("newer_in_corpus") or {}
            commits = [own["sha"], own.get("floating_sha"), newer.get("sha")]
            floating = own.get("floating_major_name") if own["floating_major_exists"] else None
            inputs = [f"{one.name}{'!' * one.required}{'~' * one.deprecated}" for one in inputs_of(ref)]
            words = [
                ref.key,
                own["exact_tag"] or "-",
                newer.get("exact_tag", "-"),
                floating or ("-" if own["read"] else "?"),
                "+".join(dict.fromkeys(filter(None, commits))),
                own["using"] or "-",
                *inputs,
                "|",
                *(ref.known["outputs"] or []),
            ]
            lines.append(f"  {' '.join(words)}")
    return TABLE.format(lines="\n".join(lines).lstrip("\n"))


TABLE = '''"""What is known of actions, a line for each and below it one for each ref.

Generated by tests/actions/make_wrappers.py; do not edit. How it is read: `spec.catalogue`.
Source: the action.yml and README of each, at the tags named (read 2026-11-22).
"""

# ruff: noqa: E501

ACTIONS = """
{lines}

"""
"""Of an action: its name in lower case and as it is shown, what it needs of the job's token (`?` where that is unknown), flags.
Of a ref: the ref, the newest tag, a newer tag in use, the tag or branch that moves (`?` where that is unknown), commits, what it
runs on, inputs (`!` must be given, `~` is deprecated), `|`, outputs.
"""
'''


def modules(catalogue: dict[str, Any]) -> tuple[dict[str, str], dict[str, list[str]], list[str]]:
    """The text of each module of wrappers, the functions of each, and the modules that are groups."""
    places = placed(catalogue)
    wrappers: dict[str, list[Wrapper]] = {}
    for action, facts in catalogue.items():
        module, function = places[action]
        for number, ref in enumerate(refs_of(action, facts)):
            wrapper = Wrapper(
                function if number == 0 else f"{function}_{suffix(ref)}",
                ref.uses,
                inputs_of(ref),
                ref.known["outputs"] or [],
                doc_of(ref, facts, scopes_of(action, facts)),
                open_outputs=ref.newer is not None or action in DYNAMIC_OUTPUTS,
                newer=ref.newer,
                default_id=DEFAULT_IDS.get(action),
            )
            wrappers.setdefault(module if number == 0 else f"{module} older", []).append(wrapper)
    for module in [name for name in wrappers if name.endswith(" older")]:
        home = module.removesuffix(" older")
        if len(wrappers[home]) + len(wrappers[module]) > SPLIT and home.startswith("by_"):
            wrappers[f"{home}_older"] = wrappers.pop(module)
        else:
            wrappers[home] += wrappers.pop(module)
    owners = {}
    for action in catalogue:
        home = places[action][0]
        owners[home] = "/".join(action.split("/")[: 1 if home.startswith("by_") else 2])
    texts = {}
    for module, made in sorted(wrappers.items()):
        home = module.removesuffix("_older")
        what = "Older majors of the actions" if module != home else "Actions"
        note = (
            f"Generated by tests/actions/make_wrappers.py; do not edit. Source: the action.yml of each (read {READ})."
        )
        doc = [f"{what} of {owners[home]}.", "", note]
        texts[module] = render(doc, sorted(made, key=lambda one: natural(one.function)), WIDTH)
    names = {module: [one.function for one in made] for module, made in wrappers.items()}
    return texts, names, sorted(module for module in texts if not module.startswith("by_"))


def natural(name: str) -> list[tuple[int, int, str]]:
    """For sorting: `v4` before `v10`, and the plain name before both."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def public(names: dict[str, list[str]], groups: list[str]) -> str:
    """The text of `ghflow.actions` itself."""
    flat = {module: sorted(found) for module, found in sorted(names.items()) if module.startswith("by_")}
    every = sorted(name for found in flat.values() for name in found)
    assert len(every) == len(set(every)), [name for name, number in Counter(every).items() if number > 1]
    assert not set(every) & set(names), "a function and a module of one name"
    imports = "\n".join(f"    from ghflow.actions.{module} import {', '.join(found)}" for module, found in flat.items())
    homes = "\n".join(f'    "{module}": "{" ".join(found)}",' for module, found in flat.items())
    listed = "\n".join(f'    "{name}",' for name in every)
    return PUBLIC.format(
        imports=imports, homes=homes, listed=listed, groups=", ".join(f'"{group}"' for group in groups)
    )


PUBLIC = '''"""Actions as typed functions: `checkout(persist_credentials=False)` instead of `Step(uses=..., with_={{...}})`.

Each function makes a `UsesStep`. Its keywords are the inputs of the action in Python spelling (`persist_credentials` for
`persist-credentials`), then those of any step (`id`, `if_`, `env`, ...), `uses` to name another reference, and `with_` for inputs
that the function does not have. Where an input has the name of a step's keyword the input wins, and the step's begins with
`step_`. `checkout` is the newest major, `checkout_v4` another one. Repositories that hold several actions are modules:
`codeql.init(...)`.

Generated by tests/actions/make_wrappers.py; do not edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
{imports}

__all__ = [
{listed}
]

_HOMES = {{
{homes}
}}
_HOME = {{name: module for module, names in _HOMES.items() for name in names.split()}}
_GROUPS = ({groups})


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _GROUPS:
        return import_module(f"{{__name__}}.{{name}}")
    if name not in _HOME:
        from ghflow.diagnostics import closest

        match = None if name.startswith("_") else closest(name, [*_HOME, *_GROUPS])
        message = f"module {{__name__!r}} has no attribute {{name!r}}"
        raise AttributeError(f"{{message}}; did you mean {{match!r}}?" if match else message)
    value = getattr(import_module(f"{{__name__}}.{{_HOME[name]}}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, *_GROUPS]
'''


def make(catalogue: dict[str, Any]) -> dict[str, str]:
    """Every generated file by its path below `ghflow`, not yet formatted."""
    texts, names, groups = modules(catalogue)
    found = {f"actions/{module}.py": text for module, text in texts.items()}
    found["actions/__init__.py"] = public(names, groups)
    found["spec/catalogue_table.py"] = table(catalogue)
    return found


def page(catalogue: dict[str, Any]) -> str:
    """The text of the manual's page that lists all functions."""
    rows = []
    for action, (module, function) in placed(catalogue).items():
        shown = function if module.startswith("by_") else f"{module}.{function}"
        first, *others = refs_of(action, catalogue[action])
        more = ", ".join(f"`{shown}_{suffix(ref)}`" for ref in others)
        rows.append((shown, f"| `{shown}` | `{first.uses}` | {more} |"))
    return WRAPPERS.format(rows="\n".join(row for _, row in sorted(rows)))


WRAPPERS = """\
# All wrappers

Each is a function of `ghflow.actions`; a name with a dot is in a module of it. How they are called: [actions](actions.md).

| function | action | other majors |
|---|---|---|
{rows}
"""


def suffix(ref: Ref) -> str:
    """What stands behind the plain name for a ref that does not have it."""
    return re.sub(r"[^a-z0-9]", "_", ref.key.lower())


def write(files: dict[str, str], folder: Path) -> None:
    """Write the files below `folder`, formatted."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    command = [sys.executable, "-m", "ruff", "--config", str(ROOT / "pyproject.toml")]
    paths = [str(folder / path) for path in files if not path.endswith("_table.py")]
    subprocess.run([*command, "check", "--quiet", "--fix", "--select", "I", *paths], check=True)
    subprocess.run([*command, "format", "--quiet", *paths], check=True)


if __name__ == "__main__":
    actions = json.loads(FACTS.read_text(encoding="utf-8"))["actions"]
    made = make(actions)
    for stale in [*(ROOT / "ghflow" / "actions").glob("by_*.py")]:
        if f"actions/{stale.name}" not in made:
            stale.unlink()
    write(made, ROOT / "ghflow")
    PAGE.write_text(page(actions), encoding="utf-8", newline="\n")
