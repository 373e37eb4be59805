"""Text of strangers in scripts: how it gets there, and how it does not."""

from __future__ import annotations

import pytest

from ghflow import Job, Step, Workflow, expression
from ghflow.model.graph import Graph
from ghflow.rules.registry import check
from tests.rules.harness import findings, job, lines_found, lines_marked, params

TITLE = "${{ github.event.issue.title }}"
HEAD = "${{ github.head_ref }}"
ISSUES = {"on": "issues"}
PULL = {"on": "pull_request_target"}
SAY = "- id: s\n  env: {T: '" + TITLE + "'}\n  run: "
USE = "\n- run: echo ${{ steps.s.outputs.t }}"


def script(text, **keys):
    return job(f"- run: {text}", **(ISSUES | keys))


def said(line, mark=" # <-"):
    """A step that writes the output `t` from the title in `T`, and one that uses it."""
    return job(SAY + line + USE + mark, **ISSUES)


def downloaded(line, on="workflow_run"):
    """A step that writes what an artifact holds."""
    return job(f"- uses: actions/download-artifact@v5\n- run: {line}", on=on)


def action(with_, inputs, run, mark=" # <-"):
    """A workflow that hands something to an action of the repository, whose script is `run`."""
    text = job(f"- uses: ./a\n  with:\n    t: {with_}{mark}", **ISSUES)
    declared = "".join(f"  {name}: {{}}\n" for name in inputs)
    steps = f"    - run: {run}\n      shell: bash\n      env: {{E: '${{{{ inputs.t }}}}'}}\n"
    return f"{text}=== a/action.yml\nname: A\ninputs:\n{declared}runs:\n  using: composite\n  steps:\n{steps}"


ROWS = {
    "template-injection": {
        "title": script(f"echo '{TITLE}' # <-"),
        "body-by-item": script("echo ${{ github.event['issue']['body'] }} # <-"),
        "any-case": script("echo ${{ GitHub.Event.Issue.Title }} # <-"),
        "head-ref": script(f"echo {HEAD} # <-", on="pull_request"),
        "on-its-own-line": job(f"- run: |\n    x\n    y {TITLE} # <-\n    z", **ISSUES),
        "twice": job(f"- run: |\n    y {TITLE} # <-\n    z ${{{{ github.event.issue.body }}}} # <-", **ISSUES),
        "commits": script("echo ${{ github.event.commits[0].message }} # <-", on="push"),
        "all-commits": script("echo ${{ join(github.event.commits.*.message, ' ') }} # <-", on="push"),
        "whole-event": script("echo ${{ toJSON(github.event) }} # <-"),
        "whole-context": script("echo ${{ toJSON(github) }} # <-"),
        "filter": script("echo ${{ toJSON(github.event.*.body) }} # <-"),
        "or": script("echo ${{ inputs.x || github.event.issue.title }} # <-"),
        "and": script("echo ${{ github.event.issue.id && github.event.issue.title }} # <-"),
        "format": script("echo ${{ format('x{0}', github.event.issue.title) }} # <-"),
        "case": script("echo ${{ case(github.event.issue.id == 1, github.event.issue.title, 'x') }} # <-"),
        "github-script": job(f"- uses: actions/github-script@v8\n  with:\n    script: x('{TITLE}') # <-", **ISSUES),
        "script-of-an-action": job(f"- uses: Azure/CLI@v2\n  with:\n    inlineScript: x {TITLE} # <-", **ISSUES),
        "env-of-the-step": job("- run: echo ${{ env.T }} # <-\n  env: {T: '" + TITLE + "'}", **ISSUES),
        "env-of-the-job": script("echo ${{ env.T }} # <-", env="{T: '" + TITLE + "'}"),
        "env-of-env": script("echo ${{ env.T }} # <-\n  env: {T: '${{ env.U }}'}", env="{U: '" + TITLE + "'}"),
        "matrix": script("echo ${{ matrix.t }} # <-", strategy="{matrix: {t: ['a', '" + TITLE + "']}}"),
        "matrix-include": script("echo ${{ matrix.t }} # <-", strategy="{matrix: {include: [{t: '" + TITLE + "'}]}}"),
        "output": said('echo "t=$T" >> "$GITHUB_OUTPUT"'),
        "output-braces": said('echo "t=${T}" >> $GITHUB_OUTPUT'),
        "output-template": said(f'echo "t={HEAD}" >> $GITHUB_OUTPUT', ""),
        "output-by-another-name": said('|\n    v="$T"\n    echo "t=$v" >> "$GITHUB_OUTPUT"'),
        "output-of-lines": said(
            '|\n    {\n      echo "t<<EOF"\n      echo "$T"\n      echo EOF\n    } >> "$GITHUB_OUTPUT"'
        ),
        "output-powershell": said('|\n    "t=$env:T" >> $env:GITHUB_OUTPUT'),
        "output-old": said('echo "::set-output name=t::$T"'),
        "output-of-a-document": said('|\n    cat <<X >> "$GITHUB_OUTPUT"\n    t=$T\n    X'),
        "output-of-a-github-script": job(
            "- id: s\n  uses: actions/github-script@v8\n  with: {script: return context.payload.issue.title}\n"
            "- run: echo ${{ steps.s.outputs.result }} # <-",
            **ISSUES,
        ),
        "set-by-a-github-script": job(
            "- id: s\n  uses: actions/github-script@v8\n"
            "  with: {script: \"core.setOutput('t', context.payload.comment.body)\"}" + USE + " # <-",
            on="issue_comment",
        ),
        "output-of-a-job": job(
            SAY + 'echo "t=$T" >> "$GITHUB_OUTPUT"', outputs="{o: '${{ steps.s.outputs.t }}'}", **ISSUES
        )
        + "  b:\n    needs: a\n    runs-on: x\n    steps:\n      - run: echo ${{ needs.a.outputs.o }} # <-\n",
        "output-of-an-action": job(
            "- {id: s, uses: xt0rted/pull-request-comment-branch@v2}\n- run: git fetch ${{ steps.s.outputs.head_ref }} # <-",
            on="issue_comment",
        ),
        "written-to-env": job(SAY + 'echo "V=$T" >> "$GITHUB_ENV"\n- run: echo ${{ env.V }} # <-', **ISSUES),
        "default-variable": job(
            '- {id: s, run: \'echo "t=$GITHUB_HEAD_REF" >> "$GITHUB_OUTPUT"\'}' + USE + " # <-", **PULL
        ),
        "other-run": script("echo ${{ github.event.workflow_run.head_branch }} # <-", on="workflow_run"),
        "called": script(f"echo {TITLE} # <-", on="workflow_call"),
        "action": "runs:\n  using: composite\n  steps:\n    - run: echo " + TITLE + " # <-\n      shell: bash\n",
        "number": script("echo ${{ github.event.issue.number }}"),
        "sha": script("echo ${{ github.event.pull_request.head.sha }}", on="pull_request"),
        "login": script("echo ${{ github.event.issue.user.login }}"),
        "ref": script("echo ${{ github.ref }} ${{ github.base_ref }} ${{ github.actor }}"),
        "literal": script("echo ${{ 'x' }}"),
        "matrix-of-literals": script("echo ${{ matrix.t }}", strategy="{matrix: {t: [a, b]}}"),
        "other-axis": script("echo ${{ matrix.u }}", strategy="{matrix: {u: [a], t: ['" + TITLE + "']}}"),
        "compared": script("echo ${{ github.event.issue.title == 'x' }}"),
        "asked": script("echo ${{ contains(github.event.issue.title, 'x') && 'a' || 'b' }}"),
        "only-asked": script("echo ${{ github.event.issue.title && 'a' || 'b' }}"),
        "denied": script("echo ${{ !github.event.issue.title }}"),
        "object-as-text": script("echo ${{ github.event.issue }}"),
        "in-env": job(f'- run: echo "$T"\n  env: {{T: "{TITLE}"}}', **ISSUES),
        "in-a-name": job(f"- run: x\n  name: {TITLE}", **ISSUES),
        "in-an-input": job(f"- uses: a/b@v1\n  with: {{script: '{TITLE}'}}", **ISSUES),
        "in-a-condition": job("- run: x\n  if: github.event.issue.title == 'x'", **ISSUES),
        "not-of-this-event": script(f"echo {TITLE}", on="push"),
        "no-head-ref": script(f"echo {HEAD}", on="push"),
        "env-put-over": job("- run: echo ${{ env.T }}\n  env: {T: x}", env="{T: '" + TITLE + "'}", **ISSUES),
        "output-of-a-command": said('echo "t=$(clean "$T")" >> "$GITHUB_OUTPUT"', ""),
        "output-cleaned-before": said('|\n    t="$T"\n    echo "t=$(clean "$t")" >> "$GITHUB_OUTPUT"', ""),
        "number-of-a-github-script": job(
            "- id: s\n  uses: actions/github-script@v8\n  with: {script: return context.payload.issue.number}\n"
            "- run: echo ${{ steps.s.outputs.result }}",
            **ISSUES,
        ),
        "changed-by-a-github-script": job(
            "- id: s\n  uses: actions/github-script@v8\n  with: {script: 'return context.payload.issue.title.length'}\n"
            "- run: echo ${{ steps.s.outputs.result }}",
            **ISSUES,
        ),
        "output-of-another-name": said('echo "u=$T" >> "$GITHUB_OUTPUT"', ""),
        "output-changed": said('echo "t=${T//[^a-z]/}" >> "$GITHUB_OUTPUT"', ""),
        "output-escaped": said('echo "t=\\$T" >> "$GITHUB_OUTPUT"', ""),
        "output-of-a-literal": said('echo "t=1" >> "$GITHUB_OUTPUT"', ""),
        "output-that-nobody-writes": said("echo $T", ""),
        "circle-of-env": script("echo ${{ env.T }}", env="{T: '${{ env.T }}'}"),
    },
    "injected-input": {
        "script": action(TITLE, ["t"], "echo ${{ inputs.t }}"),
        "any-case": action(TITLE, ["t"], "echo ${{ Inputs.T }}"),
        "through-env": action(TITLE, ["t"], "echo ${{ env.E }}"),
        "or": action(TITLE, ["t"], "echo ${{ inputs.t || 'x' }}"),
        "workflow": "on: issues\njobs:\n  a:\n    uses: ./.github/workflows/c.yml\n    with:\n      t: "
        + TITLE
        + " # <-\n=== .github/workflows/c.yml\n"
        + job("- run: echo ${{ inputs.t }}", on="{workflow_call: {inputs: {t: {type: string}}}}"),
        "variable": action(TITLE, ["t"], 'echo "$E"', ""),
        "compared": action(TITLE, ["t"], "echo ${{ inputs.t == 'x' }}", ""),
        "number": action("${{ github.event.issue.number }}", ["t"], "echo ${{ inputs.t }}", ""),
        "another": action(TITLE, ["t", "u"], "echo ${{ inputs.u }}", ""),
        "unknown-action": job(f"- uses: ./gone\n  with: {{t: '{TITLE}'}}", **ISSUES),
        "not-of-the-repository": job(f"- uses: a/b@v1\n  with: {{t: '{TITLE}'}}", **ISSUES),
    },
    "environment-injection": {
        "env": job(SAY + 'echo "V=$T" >> "$GITHUB_ENV" # <-', **ISSUES),
        "path": job(SAY + 'echo "$T" >> $GITHUB_PATH # <-', **ISSUES),
        "head-ref-in-path": job('- run: echo "$GITHUB_HEAD_REF" >> $GITHUB_PATH # <-', **PULL),
        "template": script(f'echo "V={TITLE}" >> "$GITHUB_ENV" # <-'),
        "tee": job(SAY + 'echo "V=$T" | tee -a "$GITHUB_ENV" # <-', **ISSUES),
        "block": job(
            SAY + '|\n    {\n      echo "V<<E"\n      echo "$T" # <-\n      echo E\n    } >> "$GITHUB_ENV"', **ISSUES
        ),
        "powershell": job(SAY + '|\n    "V=$env:T" | Out-File -FilePath $env:GITHUB_ENV -Append # <-', **ISSUES),
        "artifact": downloaded('|\n    echo "V=$(cat n.txt)" >> "$GITHUB_ENV" # <-'),
        "artifact-as-it-is": downloaded("cat n.txt >> $GITHUB_ENV # <-"),
        "artifact-of-this-run": downloaded("cat n.txt >> $GITHUB_ENV", "push"),
        "artifact-checked": downloaded('|\n    echo "V=$(cat n.txt | tr -cd 0-9)" >> "$GITHUB_ENV"'),
        "artifact-elsewhere": downloaded('cat n.txt >> "$GITHUB_STEP_SUMMARY"'),
        "no-artifact": job("- run: cat n.txt >> $GITHUB_ENV", on="workflow_run"),
        "branch-has-no-line-break": job('- run: echo "V=$GITHUB_HEAD_REF" >> $GITHUB_ENV', **PULL),
        "output": job(SAY + 'echo "V=$T" >> "$GITHUB_OUTPUT"', **ISSUES),
        "literal": job(SAY + 'echo "V=1" >> "$GITHUB_ENV"', **ISSUES),
        "command": job(SAY + 'echo "V=$(clean "$T")" >> "$GITHUB_ENV"', **ISSUES),
        "other-line": job(SAY + '|\n    echo "$T"\n    echo "V=1" >> "$GITHUB_ENV"', **ISSUES),
        "not-of-strangers": job('- run: echo "V=$GITHUB_SHA" >> "$GITHUB_ENV"', **ISSUES),
    },
    "unsecure-commands": {
        "job": job() + "    env:\n      ACTIONS_ALLOW_UNSECURE_COMMANDS: true # <-\n",
        "workflow": "env:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: 'true' # <-\n" + job(),
        "step": job("- run: x\n  env:\n    ACTIONS_ALLOW_UNSECURE_COMMANDS: true # <-"),
        "off": job(env="{ACTIONS_ALLOW_UNSECURE_COMMANDS: false}"),
        "another": job(env="{ACTIONS_STEP_DEBUG: true}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def messages(rule, text):
    return [(one.message, one.hint) for one in findings(rule, text)]


def test_the_words():
    own = ("github.event.issue.title holds text of strangers", 'put it into env: and write "$TITLE"')
    through = ("steps.s.outputs.t holds github.event.issue.title, text of strangers", 'put it into env: and write "$T"')
    end = ", which is run as a part of the script"

    assert [(own[0] + end, own[1])] == messages("template-injection", script(f"echo {TITLE}"))
    assert [(through[0] + end, through[1])] == messages("template-injection", said('echo "t=$T" >> "$GITHUB_OUTPUT"'))


def test_the_caret_stands_under_the_part():
    text = script("echo ${{ format('x{0}', github.event.issue.title) }}")
    (found,) = findings("template-injection", text)

    line = text.split("\n")[found.where.line - 1]
    assert "github.event.issue.title" == line[found.where.column - 1 : found.where.end_column - 1]


def test_expressions_of_python_sources():
    title = expression("github.event.issue.title")
    steps = [Step(run=f"echo {title}"), Step(run='echo "$T"', env={"T": title})]
    built = Workflow("W", on="issues", jobs=[Job("a", runs_on="x", steps=steps)])

    assert ["jobs.a.steps[0].run"] == [one.path for one in check(Graph(built), only="template-injection", lints=True)]
