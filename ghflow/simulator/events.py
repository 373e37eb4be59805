"""What happened: an event as GitHub would send it, from a few words or from the JSON of a webhook.

Lives here: `Event`, one function for each common event (`push`, `tag`, `pull_request`, ...), `event` for all others,
`from_payload`. Values that nobody gives are fixed ones, so that two plans of the same event are equal.
Not here: which workflows an event starts (`triggers`), the `github` context (`contexts`).

Marks of sources: [D] GitHub's documentation, [S] source read, [I] an issue thread, [M] measured, [inf] inferred.
Source: docs.github.com, "Events that trigger workflows", "Webhook events and payloads" (read 2026-11-22).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.spec.events import EVENTS, Ref

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

SHA = "0123456789abcdef0123456789abcdef01234567"
BEFORE = "76543210fedcba9876543210fedcba9876543210"
HEAD = "89abcdef0123456789abcdef0123456789abcdef"
"""The last commit of the branch of a pull request: a run is for another one, that of the merge."""
ACTOR = "octocat"
_NUMBER = 1
_VERSION = re.compile(r"v?\d+(\.\d+)+\S*").fullmatch


class EventError(ValueError):
    """An event that GitHub does not know, or that cannot be as it was asked for. The message says why."""


@attrs.frozen(kw_only=True)
class Event:
    """One event. `payload` is `github.event` as far as it is known; `complete` says that there is nothing else in it.

    `ref` is `github.ref`; None is the default branch. `changed` are the files of a push or pull request, None when nobody
    says. `inputs` are those of a dispatch, as they are typed or sent; None leaves open what has no default.
    """

    name: str
    ref: str | None = None
    sha: str = SHA
    action: str | None = None
    payload: Mapping[str, Any] = attrs.field(factory=dict)
    complete: bool = False
    base_ref: str = ""
    head_ref: str = ""
    changed: tuple[str, ...] | None = None
    inputs: Mapping[str, Any] | None = None
    actor: str = ACTOR
    fork: bool = False
    """Whether it is a pull request from a fork: its token only reads, and it sees no secrets."""
    at: dt.datetime | None = None
    """Of a schedule: the moment."""
    called_by: str | None = None
    """Of `workflow_call`: the event that started the caller, which is what `github` tells of."""
    unknown: frozenset[str] = frozenset()
    """Properties of `github` that nobody knows, `event` for the whole payload: for one event that stands for many."""

    def __str__(self) -> str:
        return self.words

    @property
    def shown(self) -> str:
        """`github.event_name`."""
        return self.called_by or self.name

    @property
    def words(self) -> str:
        """What happened: `push of the tag v1.2.3`."""
        title = self.name if self.action is None else f"{self.name} ({self.action})"
        if self.name == "push":
            return f"push of {shown_ref(self.ref or '')}"
        if self.name in ("pull_request", "pull_request_target"):
            return f"{title} from '{self.head_ref}' into '{self.base_ref}'"
        return title if self.ref is None else f"{title} on {shown_ref(self.ref)}"


def shown_ref(ref: str) -> str:
    """`the tag v1.2.3`, `the branch main`."""
    kind, name = split_ref(ref)
    return f"the {kind} {name}" if kind in ("tag", "branch") else ref or "the default branch"


def split_ref(ref: str) -> tuple[str, str]:
    """What a full ref is (`branch`, `tag`, `pull` or nothing) and its short name, as `github.ref_name` has it."""
    for beginning, kind in (("refs/heads/", "branch"), ("refs/tags/", "tag"), ("refs/pull/", "pull")):
        if ref.startswith(beginning):
            return kind, ref.removeprefix(beginning)
    return "", ref


def full_ref(name: str) -> str:
    """The full ref for a name: a version number (`v1.2.3`) is a tag, anything else a branch, `refs/...` what it says."""
    if name.startswith("refs/"):
        return name
    return f"refs/tags/{name}" if _VERSION(name) else f"refs/heads/{name}"


def push(
    branch: str = "main",
    *,
    changed: Iterable[str] | None = None,
    message: str = "A commit",
    actor: str = ACTOR,
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """A push to a branch; a full ref may be a tag too. `message` is that of the head commit."""
    ref = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
    files = None if changed is None else tuple(changed)
    commit: dict[str, Any] = {"id": SHA, "message": message, "distinct": True, "author": {"name": actor}}
    if files is not None:
        commit |= {"added": [], "removed": [], "modified": list(files)}
    facts = {
        "ref": ref,
        "before": BEFORE,
        "after": SHA,
        "created": False,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "head_commit": commit,
        "commits": [commit],
        "pusher": {"name": actor},
    }
    return Event(name="push", ref=ref, payload=combined(facts, payload), changed=files, actor=actor)


def tag(name: str, **given: Any) -> Event:
    """A push of a tag. Other arguments are those of `push`."""
    return push(name if name.startswith("refs/") else f"refs/tags/{name}", **given)


def pull_request(
    base: str = "main",
    head: str = "feature",
    *,
    action: str = "opened",
    number: int = _NUMBER,
    changed: Iterable[str] | None = None,
    fork: bool = False,
    draft: bool = False,
    merged: bool = False,
    labels: Iterable[str] = (),
    actor: str = ACTOR,
    event: str = "pull_request",
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Something happened to a pull request from `head` into `base`. `event` may be `pull_request_target`, or that of a review.

    With `fork` it comes from a repository of somebody else.
    """
    facts: dict[str, Any] = {
        "action": action,
        "number": number,
        "pull_request": {
            "number": number,
            "state": "closed" if action == "closed" else "open",
            "draft": draft,
            "base": {"ref": base, "sha": BEFORE},
            "head": {"ref": head, "sha": HEAD},
            "labels": [{"name": label} for label in labels],
            "user": {"login": actor},
        },
    }
    if event in ("pull_request", "pull_request_target"):
        facts["pull_request"]["merged"] = merged
    facts["pull_request"]["head"]["repo"] = {"fork": fork, **({"full_name": f"{actor}/example"} if fork else {})}
    ref: str | None = f"refs/pull/{number}/merge"
    if event == "pull_request_target":
        ref = None  # [D] the default branch, since late 2025
    elif merged:
        ref = f"refs/heads/{base}"  # [D]
    return Event(
        name=event,
        ref=ref,
        sha=BEFORE if event == "pull_request_target" else SHA,
        action=action,
        payload=combined(facts, payload),
        base_ref=base,
        head_ref=head,
        changed=None if changed is None else tuple(changed),
        actor=actor,
        fork=fork and event != "pull_request_target",
    )


def dispatch(
    ref: str | None = None,
    *,
    inputs: Mapping[str, Any] | None = None,
    actor: str = ACTOR,
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Somebody starts a workflow by hand, on a branch or tag (`full_ref` says which; None is the default branch)."""
    facts = {} if ref is None else {"ref": full_ref(ref)}
    return Event(
        name="workflow_dispatch",
        ref=None if ref is None else full_ref(ref),
        payload=combined(facts, payload),
        inputs=inputs,
        actor=actor,
    )


def schedule(cron: str | None = None, *, at: dt.datetime | None = None) -> Event:
    """The time of a schedule has come: of this line, of those for the minute `at`, else of the first of each workflow.

    Raises `EventError` for a moment without a time zone.
    """
    if at is not None and at.tzinfo is None:
        raise EventError("the moment of a schedule needs a time zone: datetime(..., tzinfo=timezone.utc)")
    return Event(name="schedule", payload={} if cron is None else {"schedule": cron}, at=at)


def release(tag: str = "v1.0.0", action: str = "published", *, prerelease: bool = False, draft: bool = False) -> Event:
    """Something happened to the release of a tag."""
    facts = {"tag_name": tag, "name": tag, "prerelease": prerelease, "draft": draft, "author": {"login": ACTOR}}
    return Event(name="release", ref=f"refs/tags/{tag}", action=action, payload={"action": action, "release": facts})


def workflow_run(
    workflow: str,
    action: str = "completed",
    *,
    conclusion: str | None = "success",
    branch: str = "main",
    event: str = "push",
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """A run of another workflow, by its name, was requested, is in progress or has completed."""
    run = {
        "name": workflow,
        "event": event,
        "status": "completed" if action == "completed" else "queued",
        "conclusion": conclusion if action == "completed" else None,
        "head_branch": branch,
        "head_sha": SHA,
    }
    facts = {"action": action, "workflow_run": run, "workflow": {"name": workflow}}
    return Event(name="workflow_run", action=action, payload=combined(facts, payload))


def repository_dispatch(type: str, client_payload: Mapping[str, Any] | None = None) -> Event:
    """Somebody called the API for an event with a name of their own."""
    facts = {"action": type, "client_payload": dict(client_payload or {}), "branch": None}
    return Event(name="repository_dispatch", action=type, payload=facts)


def merge_group(base: str = "main") -> Event:
    """A pull request was added to the merge queue of a branch."""
    ref = f"refs/heads/gh-readonly-queue/{base}/pr-{_NUMBER}-{SHA}"
    facts = {"head_ref": ref, "head_sha": SHA, "base_ref": f"refs/heads/{base}", "base_sha": BEFORE}
    return Event(
        name="merge_group",
        ref=ref,
        action="checks_requested",
        payload={"action": "checks_requested", "merge_group": facts},
        base_ref=base,
    )


def workflow_call(inputs: Mapping[str, Any] | None = None, caller: Event | None = None) -> Event:
    """Another workflow calls; what `github` says is then that of the event that started the caller."""
    caller = caller or push()
    return attrs.evolve(caller, name="workflow_call", inputs=inputs, called_by=caller.name)


def event(
    name: str,
    *,
    ref: str | None = None,
    action: str | None = None,
    payload: Mapping[str, Any] | None = None,
    changed: Iterable[str] | None = None,
    inputs: Mapping[str, Any] | None = None,
    base: str | None = None,
    head: str | None = None,
    actor: str = ACTOR,
) -> Event:
    """Any event by its name, with a preset where there is one; without an `action`, the one that is most common.

    `ref` is a full ref or a short name; for a pull request it is its head, or `refs/pull/N/merge`, for `delete` what was
    deleted. Parts of a webhook's
    `payload` add to the preset. Raises `EventError` for a name that GitHub does not know.
    """
    facts = EVENTS.get(name)
    if facts is None:
        from ghflow.diagnostics import did_you_mean

        raise EventError(f"there is no event '{name}' ({did_you_mean(name, EVENTS)})")
    payload = dict(payload or {})
    action = action or payload.get("action") or default_action(name)
    full = None if ref is None else full_ref(ref)
    if name == "push":
        return push(full or "main", changed=changed, actor=actor, payload=payload)
    if facts.ref == Ref.MERGE or name == "pull_request_target":
        return _of_pull_request(name, ref, action or "opened", payload, changed, base, head, actor)
    if name == "workflow_dispatch":
        return dispatch(full, inputs=inputs, actor=actor, payload=payload)
    if name == "schedule":
        return attrs.evolve(schedule(payload.get("schedule")), ref=full, actor=actor)
    if name == "workflow_call":
        return workflow_call(inputs, push(full or "main", actor=actor, payload=payload))
    found = Event(name=name, action=action, ref=full, actor=actor)
    if name == "release":
        found = release(split_ref(full)[1] if full else "v1.0.0", action or "published")
    elif name == "workflow_run":
        found = workflow_run("", action or "completed", branch=split_ref(full)[1] if full else "main")
        run = {key: value for key, value in found.payload["workflow_run"].items() if key != "name"}
        found = attrs.evolve(found, payload={"action": found.action, "workflow_run": run})  # which one, triggers tell
    elif name == "repository_dispatch":
        found = Event(name=name, action=action, payload={} if action is None else {"action": action})
    elif name == "merge_group":
        found = merge_group(base or "main")
    elif (facts.ref == Ref.PUSHED or name == "delete") and full is not None and "ref" not in payload:
        kind, short = split_ref(full)
        found = attrs.evolve(found, payload={"ref": short, "ref_type": kind})
        if name == "delete":
            found = attrs.evolve(found, ref=None)  # [D] what is gone cannot be the commit of a run
    if action is not None and "action" not in found.payload:
        found = attrs.evolve(found, payload={"action": action, **found.payload})
    return attrs.evolve(found, payload=combined(found.payload, payload), actor=actor)


def _of_pull_request(
    name: str,
    ref: str | None,
    action: str,
    payload: Mapping[str, Any],
    changed: Iterable[str] | None,
    base: str | None,
    head: str | None,
    actor: str,
) -> Event:
    number = re.fullmatch(r"refs/pull/(\d+)/(?:merge|head)", ref or "")
    if head is None and ref is not None and not number:
        head = split_ref(full_ref(ref))[1]
    return pull_request(
        base or "main",
        head or "feature",
        action=action,
        number=int(number[1]) if number else _NUMBER,
        changed=changed,
        fork=_from_fork(payload),
        merged=_at(payload, "pull_request", "merged") is True,
        actor=actor,
        event=name,
        payload=payload,
    )


def default_action(name: str) -> str | None:
    """The activity type that most people mean by an event; None where there are no types, or only names of one's own."""
    if name == "workflow_run":
        return "completed"
    types = EVENTS[name].default_types or EVENTS[name].types
    return types[0] if types else None


def from_payload(name: str, payload: Mapping[str, Any], *, ref: str | None = None, **given: Any) -> Event:
    """An event from the whole JSON of its webhook, which fills `github.event`: what is not in it is null.

    `ref` is needed only where the payload does not say. Other arguments are those of `event` and go before the payload.
    Raises `EventError` for a name that GitHub does not know, or a payload that is none.
    """
    if not hasattr(payload, "get"):
        raise EventError("the payload of an event is a JSON object")
    if not isinstance(payload.get("action"), str | None):
        raise EventError("the 'action' of a payload is a text")
    if not isinstance(payload.get("inputs"), Mapping | None):
        raise EventError("the 'inputs' of a payload are a JSON object")
    found = event(name, ref=ref or _ref_in(name, payload), payload=payload, **_facts_in(payload) | given)
    changed = found.changed
    commits = _at(payload, "commits")
    if changed is None and name == "push" and isinstance(commits, list):
        keys = ("added", "modified", "removed")
        lists = [_at(one, key) for one in commits for key in keys]
        if commits and all(isinstance(one, list) for one in lists):
            changed = tuple(dict.fromkeys(str(file) for one in lists for file in one))
    return attrs.evolve(
        found,
        payload=payload,
        complete=True,
        sha=_sha_in(name, payload) or found.sha,
        changed=changed,
        fork=name != "pull_request_target" and _from_fork(payload),
        ref=found.ref if ref is not None else _merge_ref(name, payload, found),
        inputs=found.inputs if found.inputs is not None else _at(payload, "inputs"),
    )


def _from_fork(payload: Mapping[str, Any]) -> bool:
    head, base = (_at(payload, "pull_request", side, "repo", "full_name") for side in ("head", "base"))
    if head is None or base is None:
        return _at(payload, "pull_request", "head", "repo", "fork") is True
    return bool(head != base)


def _merge_ref(name: str, payload: Mapping[str, Any], found: Event) -> str | None:
    merged_into = _at(payload, "pull_request", "merged") and _at(payload, "action") == "closed"
    if merged_into and EVENTS[name].ref == Ref.MERGE:
        return f"refs/heads/{found.base_ref}"
    return found.ref


def _ref_in(name: str, payload: Mapping[str, Any]) -> str | None:
    """The ref that a payload gives for its event, in full where it can be told."""
    match EVENTS[name].ref if name in EVENTS else None:
        case Ref.MERGE:
            number = _at(payload, "pull_request", "number") or _at(payload, "number")
            return f"refs/pull/{number}/merge" if number else None
        case Ref.TAG:
            tag = _at(payload, "release", "tag_name")
            return f"refs/tags/{tag}" if tag else None
        case Ref.QUEUE:
            head = _at(payload, "merge_group", "head_ref")
            return head if isinstance(head, str) else None
        case Ref.PUSHED | Ref.CHOSEN | Ref.CALLER:
            found, kind = _at(payload, "ref"), _at(payload, "ref_type")
            if isinstance(found, str) and kind in ("tag", "branch") and not found.startswith("refs/"):
                return f"refs/{'tags' if kind == 'tag' else 'heads'}/{found}"
            return found if isinstance(found, str) else None
        case Ref.DEPLOYED:
            found = _at(payload, "deployment", "ref")
            return full_ref(found) if isinstance(found, str) and found else None
    return None


def _sha_in(name: str, payload: Mapping[str, Any]) -> str | None:
    """The commit that a run is for [D]: of a pull request that of the merge, not the last one of its branch."""
    ways: tuple[tuple[str, ...], ...] = ()
    match EVENTS[name].ref:
        case Ref.MERGE:
            ways = (("pull_request", "merge_commit_sha"),)
        case Ref.QUEUE:
            ways = (("merge_group", "head_sha"),)
        case Ref.PUSHED:
            ways = (("after",), ("head_commit", "id"))
        case Ref.DEPLOYED:
            ways = (("deployment", "sha"),)
        case _ if name == "pull_request_target":
            ways = (("pull_request", "base", "sha"),)
    return next((str(sha) for way in ways if (sha := _at(payload, *way))), None)


def _facts_in(payload: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "base": _at(payload, "pull_request", "base", "ref") or _short(_at(payload, "merge_group", "base_ref")),
        "head": _at(payload, "pull_request", "head", "ref"),
        "actor": _at(payload, "sender", "login"),
    }
    return {key: value for key, value in found.items() if isinstance(value, str) and value}


def _short(ref: Any) -> str | None:
    return split_ref(ref)[1] if isinstance(ref, str) else None


def _at(value: Any, *names: str) -> Any:
    """What a payload has behind some names; None when there is nothing."""
    for name in names:
        value = value.get(name) if hasattr(value, "get") else None
    return value


def combined(known: Mapping[str, Any], more: Mapping[str, Any] | None) -> dict[str, Any]:
    """One payload from two, mapping by mapping; what `more` says counts."""
    found = dict(known)
    for key, value in (more or {}).items():
        old: Any = found.get(key)
        found[key] = combined(old, value) if hasattr(old, "items") and hasattr(value, "items") else value
    return found
