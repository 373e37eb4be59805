"""GitHub Actions workflows in Python: compose `Workflow`, `Job`, `Step`, `Matrix`; `python -m ghflow build` writes the YAML.

Every name is imported when it is first used, so that a source pays only for what it uses.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghflow.diagnostics import Severity, UsageError
    from ghflow.emitter.document import to_yaml
    from ghflow.expr.functions import (
        always,
        cancelled,
        case,
        contains,
        ends_with,
        failure,
        format,
        from_json,
        hash_files,
        join,
        starts_with,
        success,
        to_json,
    )
    from ghflow.expr.values import Value, expression
    from ghflow.model.action import (
        Action,
        ActionInput,
        ActionOutput,
        Branding,
        CompositeAction,
        DockerAction,
        NodeAction,
    )
    from ghflow.model.background import Cancel, Parallel, Wait, WaitAll
    from ghflow.model.calls import CallJob
    from ghflow.model.containers import Container, Environment, RunnerGroup, Service, Snapshot
    from ghflow.model.dependabot import (
        AllowedUpdate,
        BranchName,
        CommitMessage,
        Cooldown,
        Dependabot,
        IgnoredUpdate,
        MultiEcosystemGroup,
        Registry,
        Update,
        UpdateGroup,
        UpdateSchedule,
    )
    from ghflow.model.events import Event, PullRequest, PullRequestTarget, Push, WorkflowDispatch
    from ghflow.model.inputs import Input, Output, Secret
    from ghflow.model.job import Job
    from ghflow.model.kinds import PlainKey
    from ghflow.model.matrix import Matrix
    from ghflow.model.node import absent, note
    from ghflow.model.permissions import Permissions
    from ghflow.model.settings import Concurrency, Defaults
    from ghflow.model.steps import RunStep, Step, UsesStep
    from ghflow.model.webhooks import (
        BranchProtectionRule,
        CheckRun,
        CheckSuite,
        Create,
        Delete,
        Deployment,
        DeploymentStatus,
        Discussion,
        DiscussionComment,
        Fork,
        Gollum,
        ImageVersion,
        IssueComment,
        Issues,
        Label,
        MergeGroup,
        Milestone,
        PageBuild,
        Project,
        ProjectCard,
        ProjectColumn,
        Public,
        PullRequestComment,
        PullRequestReview,
        PullRequestReviewComment,
        RegistryPackage,
        Release,
        RepositoryDispatch,
        Schedule,
        Status,
        Watch,
        WorkflowCall,
        WorkflowRun,
    )
    from ghflow.model.workflow import Workflow
    from ghflow.reader.document import Loaded, LoadError, load, loads
    from ghflow.rules.registry import Found, rule
    from ghflow.spec.contexts import env, github, inputs, job, matrix, needs, runner, secrets, steps, strategy, vars
    from ghflow.where import component

_HOMES = {
    "diagnostics": "Severity UsageError",
    "emitter.document": "to_yaml",
    "expr.functions": (
        "always cancelled case contains ends_with failure format from_json hash_files join starts_with success to_json"
    ),
    "expr.values": "Value expression",
    "model.action": "Action ActionInput ActionOutput Branding CompositeAction DockerAction NodeAction",
    "model.background": "Cancel Parallel Wait WaitAll",
    "model.calls": "CallJob",
    "model.containers": "Container Environment RunnerGroup Service Snapshot",
    "model.dependabot": (
        "AllowedUpdate BranchName CommitMessage Cooldown Dependabot IgnoredUpdate MultiEcosystemGroup Registry Update"
        " UpdateGroup UpdateSchedule"
    ),
    "model.events": "Event PullRequest PullRequestTarget Push WorkflowDispatch",
    "model.inputs": "Input Output Secret",
    "model.job": "Job",
    "model.matrix": "Matrix",
    "model.kinds": "PlainKey",
    "model.node": "absent note",
    "model.permissions": "Permissions",
    "model.settings": "Concurrency Defaults",
    "model.steps": "RunStep Step UsesStep",
    "model.webhooks": (
        "BranchProtectionRule CheckRun CheckSuite Create Delete Deployment DeploymentStatus Discussion DiscussionComment"
        " Fork Gollum ImageVersion IssueComment Issues Label MergeGroup Milestone PageBuild Project ProjectCard"
        " ProjectColumn Public PullRequestComment PullRequestReview PullRequestReviewComment RegistryPackage Release"
        " RepositoryDispatch Schedule Status Watch WorkflowCall WorkflowRun"
    ),
    "model.workflow": "Workflow",
    "reader.document": "LoadError Loaded load loads",
    "rules.registry": "Found rule",
    "spec.contexts": "env github inputs job matrix needs runner secrets steps strategy vars",
    "where": "component",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}
__all__ = [
    "Action",
    "ActionInput",
    "ActionOutput",
    "AllowedUpdate",
    "BranchName",
    "BranchProtectionRule",
    "Branding",
    "CallJob",
    "Cancel",
    "CheckRun",
    "CheckSuite",
    "CommitMessage",
    "CompositeAction",
    "Concurrency",
    "Container",
    "Cooldown",
    "Create",
    "Defaults",
    "Delete",
    "Dependabot",
    "Deployment",
    "DeploymentStatus",
    "Discussion",
    "DiscussionComment",
    "DockerAction",
    "Environment",
    "Event",
    "Fork",
    "Found",
    "Gollum",
    "IgnoredUpdate",
    "ImageVersion",
    "Input",
    "IssueComment",
    "Issues",
    "Job",
    "Label",
    "LoadError",
    "Loaded",
    "Matrix",
    "MergeGroup",
    "Milestone",
    "MultiEcosystemGroup",
    "NodeAction",
    "Output",
    "PageBuild",
    "Parallel",
    "Permissions",
    "PlainKey",
    "Project",
    "ProjectCard",
    "ProjectColumn",
    "Public",
    "PullRequest",
    "PullRequestComment",
    "PullRequestReview",
    "PullRequestReviewComment",
    "PullRequestTarget",
    "Push",
    "Registry",
    "RegistryPackage",
    "Release",
    "RepositoryDispatch",
    "RunStep",
    "RunnerGroup",
    "Schedule",
    "Secret",
    "Service",
    "Severity",
    "Snapshot",
    "Status",
    "Step",
    "Update",
    "UpdateGroup",
    "UpdateSchedule",
    "UsageError",
    "UsesStep",
    "Value",
    "Wait",
    "WaitAll",
    "Watch",
    "Workflow",
    "WorkflowCall",
    "WorkflowDispatch",
    "WorkflowRun",
    "absent",
    "always",
    "cancelled",
    "case",
    "component",
    "contains",
    "ends_with",
    "env",
    "expression",
    "failure",
    "format",
    "from_json",
    "github",
    "hash_files",
    "inputs",
    "job",
    "join",
    "load",
    "loads",
    "matrix",
    "needs",
    "note",
    "rule",
    "runner",
    "secrets",
    "starts_with",
    "steps",
    "strategy",
    "success",
    "to_json",
    "to_yaml",
    "vars",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(_unknown(name))
    from importlib import import_module

    value = getattr(import_module(f"ghflow.{home}"), name)
    globals()[name] = value
    return value


def _unknown(name: str) -> str:
    message = f"module 'ghflow' has no attribute {name!r}"
    if name.startswith("_") or sys.version_info >= (3, 12):  # from 3.12 on Python makes the suggestion
        return message
    from ghflow.diagnostics import closest

    match = closest(name, _HOME)
    return f"{message}; did you mean {match!r}?" if match else message


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
