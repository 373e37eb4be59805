"""Make `docs/reference.md` of the classes of the model: `python -m tests.docs.make_reference`.

Every table is what the classes say of themselves: keys, arguments, types, defaults, documentation. What they do not say is
here: where each object stands in a file, and since when GitHub has a key.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any, get_args

import attrs

import ghflow
from ghflow.model import (
    action,
    background,
    calls,
    containers,
    dependabot,
    events,
    inputs,
    job,
    settings,
    steps,
    workflow,
)
from ghflow.model import webhooks as others
from ghflow.model.kinds import Table
from ghflow.model.node import shape_of
from ghflow.model.permissions import Permissions
from ghflow.spec.events import EVENTS

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"

# Where each object stands in a file, in the notation of GitHub's own documentation.
PLACES: list[tuple[type[Any], tuple[str, ...]]] = [
    (workflow.Workflow, ("",)),
    (job.Job, ("jobs.<job_id>",)),
    (calls.CallJob, ("jobs.<job_id>",)),
    (steps.RunStep, ("jobs.<job_id>.steps[]", "runs.steps[]")),
    (steps.UsesStep, ("jobs.<job_id>.steps[]", "runs.steps[]")),
    (background.Wait, ("jobs.<job_id>.steps[]",)),
    (background.WaitAll, ("jobs.<job_id>.steps[]",)),
    (background.Cancel, ("jobs.<job_id>.steps[]",)),
    (background.Parallel, ("jobs.<job_id>.steps[]",)),
    (Permissions, ("permissions", "jobs.<job_id>.permissions")),
    (settings.Concurrency, ("concurrency", "jobs.<job_id>.concurrency")),
    (settings.Defaults, ("defaults", "jobs.<job_id>.defaults")),
    (containers.RunnerGroup, ("jobs.<job_id>.runs-on",)),
    (containers.Environment, ("jobs.<job_id>.environment",)),
    (containers.Container, ("jobs.<job_id>.container",)),
    (containers.Service, ("jobs.<job_id>.services.<service>",)),
    (containers.Snapshot, ("jobs.<job_id>.snapshot",)),
    (others.Schedule, ("on.schedule[]",)),
    (others.WorkflowCall, ("on.workflow_call",)),
    (events.WorkflowDispatch, ("on.workflow_dispatch",)),
    (inputs.Input, ("on.workflow_call.inputs.<input>", "on.workflow_dispatch.inputs.<input>")),
    (inputs.Secret, ("on.workflow_call.secrets.<secret>",)),
    (inputs.Output, ("on.workflow_call.outputs.<output>",)),
    (action.CompositeAction, ("",)),
    (action.NodeAction, ("",)),
    (action.DockerAction, ("",)),
    (action.ActionInput, ("inputs.<input>",)),
    (action.ActionOutput, ("outputs.<output>",)),
    (action.Branding, ("branding",)),
]
ACTIONS = (
    action.CompositeAction,
    action.NodeAction,
    action.DockerAction,
    action.ActionInput,
    action.ActionOutput,
    action.Branding,
)
# The same for `.github/dependabot.yml`.
DEPENDABOT: list[tuple[type[Any], tuple[str, ...]]] = [
    (dependabot.Dependabot, ("",)),
    (dependabot.Update, ("updates[]",)),
    (dependabot.UpdateSchedule, ("updates[].schedule", "multi-ecosystem-groups.<group>.schedule")),
    (dependabot.Cooldown, ("updates[].cooldown",)),
    (dependabot.AllowedUpdate, ("updates[].allow[]",)),
    (dependabot.IgnoredUpdate, ("updates[].ignore[]",)),
    (dependabot.UpdateGroup, ("updates[].groups.<group>",)),
    (dependabot.CommitMessage, ("updates[].commit-message", "multi-ecosystem-groups.<group>.commit-message")),
    (
        dependabot.BranchName,
        ("updates[].pull-request-branch-name", "multi-ecosystem-groups.<group>.pull-request-branch-name"),
    ),
    (dependabot.MultiEcosystemGroup, ("multi-ecosystem-groups.<group>",)),
    (dependabot.Registry, ("registries.<registry>",)),
]
# Since when GitHub has a key, for those of the last year. Source: the changelog of GitHub (read 2026-11-22).
SINCE = {
    "on.schedule[].timezone": "2026-03-19",
    "jobs.<job_id>.environment.deployment": "2026-03-19",
    "jobs.<job_id>.services.<service>.command": "2026-04",
    "jobs.<job_id>.services.<service>.entrypoint": "2026-04",
    "concurrency.queue": "2026-05-07",
    "jobs.<job_id>.steps[].background": "2026-06-25",
    "jobs.<job_id>.steps[].wait": "2026-06-25",
    "jobs.<job_id>.steps[].wait-all": "2026-06-25",
    "jobs.<job_id>.steps[].cancel": "2026-06-25",
    "jobs.<job_id>.steps[].parallel": "2026-06-25",
    "cache-mode": "2026-09-10",
    "jobs.<job_id>.cache-mode": "2026-09-10",
    "permissions.vulnerability-alerts": "2026",
    "permissions.code-quality": "2026",
    "permissions.copilot-requests": "2026",
    "permissions.drives": "2026",
}
HEAD = """\
# Reference

Every key of a workflow, of an action and of Dependabot, with the argument it has in Python. Generated from the classes by
`python -m tests.docs.make_reference`. What a key does is told in
[GitHub's documentation](https://docs.github.com/en/actions/reference/workflows-and-actions).

Types are those of the signatures. An argument that is not *optional* is required, and one marked *first* may stand without its
keyword. Every object takes `comment=`, `extra=` and `allow=` besides.

| type | is |
|---|---|
| `Str`, `Bool`, `Num` | a text, a flag, a number, or a value for each: `github.ref` |
| `Condition` | a value, `True`, `False`, or a text with an expression |
| `Scalar`, `Default` | a text, a number, a flag, or a value |
| `Names` | a text or several |
| `Env` | a mapping of names to scalars, or one value for all of it |
| `Script` | what [Scripts](scripts.md) tells |
| `Need` | a job, or the id of one |
| `Waited` | a step, or the id of one |
| `EventSettings` | an event, its keys as a mapping, a list of these for `schedule`, or `None` |
"""


def make() -> str:
    """The text of the page."""
    parts = [HEAD, "## Workflows\n\nIn `.github/workflows/*.yml`.\n"]
    parts += [_section(cls, places) for cls, places in PLACES if cls not in ACTIONS]
    parts += [_matrix(), _events()]
    parts += ["## Actions\n\nIn `.github/actions/*/action.yml`.\n"]
    parts += [_section(cls, places) for cls, places in PLACES if cls in ACTIONS]
    parts += ["## Dependabot\n\n`.github/dependabot.yml`.\n"]
    parts += [_section(cls, places) for cls, places in DEPENDABOT]
    return "\n".join(parts)


def _section(cls: type[Any], places: tuple[str, ...]) -> str:
    where = " and ".join(f"`{place}`" for place in places if place)
    lines = [
        f"### {cls.__name__}",
        "",
        " ".join(filter(None, (_first_sentence(cls), where and f"Stands at {where}."))),
        "",
    ]
    lines += ["| key | argument | type |", "|---|---|---|"]
    keys = {key.name: key for key in shape_of(cls).keys}
    for field in attrs.fields(cls):
        spec = field.metadata.get("ghflow")
        if spec is None or field.alias in ("default_id", "produces"):
            continue
        key = keys.get(field.name)
        path = "" if key is None else f"{key.under}.{key.key}" if key.under else key.key
        since = next((SINCE[full] for place in places if (full := f"{place}.{path}".lstrip(".")) in SINCE), None)
        shown = f"`{path}`" + (f" (since {since})" if since else "") if path else ""
        argument = f"`{field.alias}`" + ("" if field.kw_only else ", first")
        lines.append(f"| {shown} | {argument} | {_type(cls, field)} |")
        lines += [f"| `{path}.{name}` | a key of `{field.alias}` | `Str` |" for name in _own_keys(spec.kind)]
    return "\n".join([*lines, ""])


def _own_keys(kind: object) -> tuple[str, ...]:
    """GitHub's own keys inside of a mapping that has no class."""
    return kind.known if isinstance(kind, Table) else ()


def _type(cls: type[Any], field: Any) -> str:
    """The annotation, with words in the place of a name that stands for them."""
    annotation = str(field.type).removesuffix(" | None").replace("'", '"')
    for name in set(re.findall(r"\w+", annotation)):
        words = get_args(getattr(sys.modules[cls.__module__], name, None))
        if words and all(isinstance(word, str) for word in words):
            annotation = re.sub(rf"\b{name}\b", "Literal[" + ", ".join(f'"{word}"' for word in words) + "]", annotation)
    annotation = annotation.replace("|", "\\|")
    if field.default is attrs.NOTHING:
        return f"`{annotation}`"
    default = "" if field.default is None else f" = {field.default!r}".replace("'", '"')
    return f"`{annotation}{default}`, optional"


def _first_sentence(cls: type[Any]) -> str:
    words = " ".join((inspect.getdoc(cls) or "").partition("\n\n")[0].split())
    return words if words.endswith((".", ":")) else f"{words}."


def _matrix() -> str:
    from ghflow.model.matrix import Matrix

    lines = ["### Matrix", "", f"{_first_sentence(Matrix)} Stands at `jobs.<job_id>.strategy.matrix`.", ""]
    lines += ["| key | argument | type |", "|---|---|---|"]
    axis = "a list of texts, numbers, flags, mappings, lists and values; or one value"
    row = "a list of mappings and values; or one value"
    lines += [f"| `<vector>` | its name, or the mapping that stands first | {axis} |"]
    lines += [f"| `{key}` | `{key}` | {row} |" for key in ("include", "exclude")]
    return "\n".join([*lines, ""])


def _events() -> str:
    lines = ["### Events", "", "Classes for `on=`. Filters and `types` take one text or a list of texts.", ""]
    lines += ["| event | class | filters | activity types |", "|---|---|---|---|"]
    for name, fact in EVENTS.items():
        cls = getattr(ghflow, "".join(word.title() for word in name.split("_")))
        own = [key.key for key in shape_of(cls).keys if key.key != "types"]
        filters = ", ".join(f"`{key}`" for key in own)
        types = "names of your own" if fact.free_types else ", ".join(f"`{one}`" for one in fact.types)
        lines.append(f"| `{name}` | `{cls.__name__}` | {filters} | {types} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(make(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
