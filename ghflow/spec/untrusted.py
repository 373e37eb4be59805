"""What strangers may write: parts of expressions that hold text of whoever opened an issue, pushed or commented.

Put into a script by `${{ }}`, such text is run. A `*` stands for every item.
Source: docs.github.com, "Script injections"; GitHub Security Lab, "Untrusted input" (read 2026-11-22).
"""

PATHS = (
    "github.head_ref",
    "github.event.issue.title",
    "github.event.issue.body",
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.pull_request.head.repo.default_branch",
    "github.event.comment.body",
    "github.event.review.body",
    "github.event.review_comment.body",
    "github.event.pages.*.page_name",
    "github.event.commits.*.message",
    "github.event.commits.*.author.email",
    "github.event.commits.*.author.name",
    "github.event.head_commit.message",
    "github.event.head_commit.author.email",
    "github.event.head_commit.author.name",
    "github.event.discussion.title",
    "github.event.discussion.body",
)

MORE_PATHS = (
    "github.event.changes.title.from",
    "github.event.changes.body.from",
    "github.event.pull_request.head.repo.description",
    "github.event.pull_request.head.repo.homepage",
    "github.event.head_commit.committer.email",
    "github.event.head_commit.committer.name",
    "github.event.commits.*.committer.email",
    "github.event.commits.*.committer.name",
    "github.event.forkee.description",
    "github.event.forkee.homepage",
    "github.event.forkee.default_branch",
    "github.event.workflow_run.display_title",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.head_commit.message",
    "github.event.workflow_run.head_commit.author.email",
    "github.event.workflow_run.head_commit.author.name",
    "github.event.workflow_run.head_repository.description",
    "github.event.workflow_run.pull_requests.*.head.ref",
)
"""What GitHub's editor does not list, and is written by strangers likewise. Source: GitHub's CodeQL models (read 2026-11-22)."""

BRANCHES = (
    "github.head_ref",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.pull_request.head.repo.default_branch",
    "github.event.forkee.default_branch",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.pull_requests.*.head.ref",
)
"""Those of them that are names of branches, which hold no line break (git check-ref-format)."""

SCRIPT_INPUTS: dict[str, tuple[str, ...]] = {
    "actions/github-script": ("script",),
    "addnab/docker-run-action": ("run",),
    "amadevus/pwsh-script": ("script",),
    "appleboy/ssh-action": ("script",),
    "azure/cli": ("inlinescript",),
    "azure/powershell": ("inlinescript",),
    "cardinalby/js-eval-action": ("expression",),
    "jannekem/run-python-script-action": ("script",),
    "nick-fields/retry": ("command", "on_retry_command"),
    "nick-invision/retry": ("command", "on_retry_command"),
}
"""The inputs of actions that are run as a script, in lower case.

Source: the action.yml of each; zizmor's template-injection, GitHub's CodeQL models of actions (read 2026-11-22).
"""

STRANGE_OUTPUTS: dict[str, tuple[str, ...]] = {
    "actions-ecosystem/action-get-merged-pull-request": ("title", "body"),
    "peter-evans/find-comment": ("comment-body",),
    "potiuk/get-workflow-origin": ("sourceheadbranch",),
    "tj-actions/branch-names": ("current_branch", "head_ref_branch", "ref_branch"),
    "xt0rted/pull-request-comment-branch": ("head_ref",),
}
"""The outputs of actions that hold text of strangers, in lower case.

Source: the action.yml of each; GitHub's CodeQL models of actions (read 2026-11-22).
"""

PRIVILEGED = ("pull_request_target", "workflow_run", "issue_comment")
"""Events that strangers set off and that run with the secrets and the token of the repository."""
