"""Events that strangers set off: what is done with their code, and who is let through."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings, job, lines_found, lines_marked, params

TARGET = "pull_request_target"
SHA = "${{ github.event.pull_request.head.sha }}"
RUN = "${{ github.event.workflow_run.head_sha }}"
SAME = "github.event.pull_request.head.repo.full_name == github.repository"


def checkout(ref, mark=" # <-", more="", **keys):
    return job(
        f"- uses: actions/checkout@v7\n  with:\n    ref: {ref}{mark}{more}\n- run: make", **({"on": TARGET} | keys)
    )


def bot(condition, mark=" # <-", on=TARGET):
    return job(on=on, if_=f"{condition}{mark}")


def contains(text, what, mark=" # <-"):
    return job(if_=f"contains('{text}', {what}){mark}")


ROWS = {
    "untrusted-checkout": {
        "sha": checkout(SHA),
        "head-ref": checkout("${{ github.head_ref }}"),
        "or": checkout("${{ github.event.pull_request.head.sha || github.sha }}"),
        "merge-commit": checkout("${{ github.event.pull_request.merge_commit_sha }}"),
        "number": checkout("refs/pull/${{ github.event.pull_request.number }}/merge"),
        "format": checkout("${{ format('{0}', github.event.pull_request.head.ref) }}"),
        "env": checkout("${{ env.SHA }}", env="{SHA: '" + SHA + "'}"),
        "comment": checkout("refs/pull/${{ github.event.issue.number }}/head", on="issue_comment"),
        "run": checkout(RUN, on="workflow_run"),
        "step-output": checkout("${{ steps.pr.outputs.head_sha }}", on="issue_comment"),
        "one-of-the-events": checkout(SHA, on="[pull_request, pull_request_target]"),
        "repository": job(
            "- uses: actions/checkout@v7\n  with:\n    repository: ${{ github.event.pull_request.head.repo.full_name }} # <-",
            on=TARGET,
        ),
        "gh": job("- run: gh pr checkout ${{ github.event.issue.number }} # <-", on="issue_comment"),
        "fetch": job("- run: |\n    x\n    git fetch origin pull/$NUMBER/head:pr # <-\n    git checkout pr", on=TARGET),
        "pull-request": checkout(SHA, "", on="pull_request"),
        "base": checkout("${{ github.event.pull_request.base.sha }}", ""),
        "branch": checkout("main", ""),
        "plain": job("- uses: actions/checkout@v7\n- run: make", on=TARGET),
        "another-action": job("- uses: actions/labeler@v6\n  with: {ref: '" + SHA + "'}", on=TARGET),
        "only-at-another-event": checkout(SHA, "", on="[push, pull_request_target]", if_="github.event_name == 'push'"),
        "not-at-this-event": checkout(
            SHA, "", on="[push, pull_request_target]", if_=f"github.event_name != '{TARGET}'"
        ),
        "same-repository": checkout(SHA, "", if_=SAME),
        "same-repository-of-the-step": job(
            f"- uses: actions/checkout@v7\n  if: {SAME}\n  with: {{ref: '{SHA}'}}\n- run: make", on=TARGET
        ),
        "label": checkout(SHA, "", if_="contains(github.event.pull_request.labels.*.name, 'safe')"),
        "member": checkout(SHA, "", if_="github.event.comment.author_association == 'MEMBER'", on="issue_comment"),
        "merged": checkout(SHA, "", if_="github.event.pull_request.merged"),
        "pushed-run": checkout(
            "${{ github.event.workflow_run.head_sha }}",
            "",
            on="workflow_run",
            if_="github.event.workflow_run.event == 'push'",
        ),
        "approved": checkout(SHA, "", environment="tests"),
        "found-out": checkout(SHA, "", if_="needs.who.outputs.ok == 'true'", needs="who"),
        "comment-in-a-script": job("- run: |\n    # gh pr checkout 1\n    x", on=TARGET),
    },
    "self-hosted-for-forks": {
        "list": job(on="pull_request", runs_on="[self-hosted, linux] # <-"),
        "text": job(on="[push, pull_request]", runs_on="self-hosted # <-"),
        "group": job(on="pull_request", runs_on="{group: g, labels: [Self-Hosted]} # <-"),
        "push": job(on="push", runs_on="self-hosted"),
        "hosted": job(on="pull_request", runs_on="ubuntu-latest"),
        "same-repository": job(on="pull_request", runs_on="self-hosted", if_=SAME),
        "only-at-push": job(on="[push, pull_request]", runs_on="self-hosted", if_="github.event_name == 'push'"),
        "chosen": job(
            on="pull_request", runs_on="${{ github.repository == 'a/b' && 'self-hosted' || 'ubuntu-latest' }}"
        ),
    },
    "spoofable-bot-condition": {
        "actor": bot("github.actor == 'dependabot[bot]'"),
        "other-way-round": bot("${{ 'dependabot[bot]' == github.actor }}"),
        "fenced": bot("${{ github.actor == 'renovate[bot]' }}"),
        "triggering": bot("github.triggering_actor == 'dependabot[bot]'"),
        "and": bot("github.actor == 'dependabot[bot]' && github.ref != 'x'"),
        "or": bot("github.ref == 'x' || github.actor == 'dependabot[bot]'"),
        "list": bot("contains(fromJSON('[\"dependabot[bot]\"]'), github.actor)"),
        "contains": bot("contains(github.actor, '[bot]')"),
        "step": job("- run: x\n  if: github.actor == 'dependabot[bot]' # <-", on=TARGET),
        "run": bot("github.actor == 'dependabot[bot]'", on="workflow_run"),
        "author": bot("github.event.pull_request.user.login == 'dependabot[bot]'", ""),
        "both": bot(
            "github.actor == 'dependabot[bot]' && github.event.pull_request.user.login == 'dependabot[bot]'", ""
        ),
        "kept-out": bot("github.actor != 'dependabot[bot]'", ""),
        "denied": bot("${{ !(github.actor == 'dependabot[bot]') }}", ""),
        "a-person": bot("github.actor == 'octocat'", ""),
        "no-rights": bot("github.actor == 'dependabot[bot]'", "", on="pull_request"),
        "push": bot("github.actor == 'dependabot[bot]'", "", on="push"),
        "another-event": bot(
            "github.actor == 'dependabot[bot]' && github.event_name == 'push'", "", on=f"[push, {TARGET}]"
        ),
    },
    "unsound-contains": {
        "refs": contains("refs/heads/main refs/heads/next", "github.ref"),
        "one": contains("refs/heads/main", "github.ref"),
        "name": contains("main next", "github.ref_name"),
        "head": contains("main next", "github.head_ref"),
        "actor": contains("alice bob", "github.actor"),
        "author": contains("alice,bob", "github.event.issue.user.login"),
        "step": job("- run: x\n  if: contains('main next', github.base_ref) # <-"),
        "denied": job(if_="${{ !contains('main next', github.ref) }} # <-"),
        "list": job(if_="contains(fromJSON('[\"main\"]'), github.ref)"),
        "other-way-round": job(if_="contains(github.ref, 'main')"),
        "event": contains("push schedule", "github.event_name", ""),
        "not-chosen": contains("Linux macOS", "runner.os", ""),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize(
    ("rule", "text", "message", "hint"),
    [
        pytest.param(
            "untrusted-checkout",
            checkout(SHA),
            "at pull_request_target this checks out code of strangers, with the secrets and the token of the repository",
            "run it at pull_request, or ask in the condition whose repository it comes from",
            id="checkout",
        ),
        pytest.param(
            "spoofable-bot-condition",
            bot("github.actor == 'dependabot[bot]'"),
            "github.actor is whoever acted last, not the author: at pull_request_target a stranger can have a bot act",
            "ask for github.event.pull_request.user.login",
            id="bot",
        ),
        pytest.param(
            "unsound-contains",
            contains("main next", "github.ref"),
            "any part of 'main next' fits github.ref: of a branch or name, one letter may do",
            'write contains(fromJSON(\'["main", "next"]\'), github.ref)',
            id="contains",
        ),
    ],
)
def test_the_words(rule, text, message, hint):
    (one,) = findings(rule, text)

    assert (message, hint) == (one.message, one.hint)
