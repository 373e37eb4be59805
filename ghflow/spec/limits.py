"""How much of everything GitHub takes, and what the model keeps to on top of that.

Lives here: numbers with their units. The parser of expressions, which knows nothing of workflows, has its own two
(`expr.parsing`); a test holds them equal.
Source: docs.github.com, "Actions limits", "Reuse workflows"; actions/runner, ParseOptions, IdBuilder and
YamlObjectReader; GitHub's changelog where a date is given (all read 2026-11-22).
"""

# Files and what is in them.

MAX_FILE_BYTES = 1024 * 1024
"""Bytes of a workflow file."""

MAX_RESULT_BYTES = 10 * 1024 * 1024
"""Bytes of what a file or an expression comes to."""

MAX_DEPTH = 50
"""Levels of nested YAML."""

MAX_NODES = 50_000
"""Nodes of YAML, aliases counted with all that they repeat."""

MAX_ERRORS = 10
"""Mistakes that GitHub's own parser reports before it stops."""

MAX_ID = 99
"""Characters of a job's or step's id."""

MAX_EXPRESSION = 21_000
"""Characters of an expression."""

MAX_EXPRESSION_DEPTH = 50
"""Levels of an expression; a chain of one `&&` or `||` is one level."""

MAX_RUN = 21_000
"""Characters of a script in `run`."""

MAX_VARIABLE_BYTES = 48 * 1024
"""Bytes of a configuration variable (`vars`)."""

# Events.

MAX_DISPATCH_INPUTS = 25
"""Inputs of `workflow_dispatch` (changelog, 2025-12-04)."""

MAX_DISPATCH_CHARACTERS = 65_535
"""Characters of all inputs of a `workflow_dispatch` together."""

MAX_CLIENT_PAYLOAD_KEYS = 10
"""Top-level keys of the `client_payload` of a `repository_dispatch`."""

MAX_EVENT_TYPE = 100
"""Characters of the `event_type` of a `repository_dispatch`."""

MAX_WORKFLOW_RUN_CHAIN = 3
"""Workflows in a row that start each other by `workflow_run`."""

MIN_SCHEDULE_MINUTES = 5
"""Minutes between two runs of a `schedule`."""

# Calls.

MAX_WORKFLOW_LEVELS = 10
"""Levels of workflows that call each other, the first one counted. GitHub Enterprise Server: 4."""

MAX_WORKFLOW_FILES = 50
"""Different workflows that one run may call. GitHub Enterprise Server: 20."""

MAX_COMPOSITE_LEVELS = 10
"""Levels of composite actions in each other."""

# Runs.

MAX_LEGS = 256
"""Jobs that the matrices of one run make."""

MAX_BACKGROUND_STEPS = 10
"""Steps of a job that run in the background at once."""

MAX_CONCURRENCY_GROUP = 400
"""Characters of the name of a concurrency group."""

MAX_CONCURRENCY_QUEUE = 100
"""Runs that wait in a group with `queue: max` (changelog, 2026-05-07); without it, one."""

MAX_RERUNS = 50
"""Re-runs of a run (changelog, 2026-04-10)."""

MAX_CACHE_UPLOADS = 200
"""Uploads to the cache of a repository in a minute."""

# Times.

DEFAULT_TIMEOUT_MINUTES = 360
"""Minutes that a job may take when nobody says."""

DEFAULT_CANCEL_TIMEOUT_MINUTES = 5
"""Minutes that a cancelled job has to end when nobody says."""

MAX_HOSTED_JOB_MINUTES = 360
"""Minutes that a job may take on GitHub's own runners."""

MAX_STEP_TIMEOUT_MINUTES = 360
"""Minutes that a step may take."""

MAX_SELF_HOSTED_JOB_DAYS = 5
"""Days that a job may take on a self-hosted runner."""

MAX_SELF_HOSTED_QUEUE_HOURS = 24
"""Hours that a job waits for a self-hosted runner."""

MAX_RUN_DAYS = 35
"""Days that a run may take, waiting included."""

MAX_APPROVAL_DAYS = 30
"""Days that a job waits to be approved."""

# Not GitHub's, but the model's.

LARGEST = 10**300
"""A number that no double, and so no number of GitHub's, comes near to."""

MAX_KEY = 1024
"""Characters of a mapping key that every YAML reader takes without an explicit `?`."""
