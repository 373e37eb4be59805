"""`python -m ghflow`."""

import gc
import sys

gc.disable()
if not sys.flags.safe_path:
    # `python -m` puts the current folder first, where a json.py would hide the standard library's.
    sys.path.append(sys.path.pop(0))

import os  # noqa: E402

from ghflow.cli.main import main  # noqa: E402


def _leave(code: int) -> None:
    """End at once: taking the interpreter down costs a sixth of a build. Tracing (coverage, debuggers) needs the long way."""
    monitoring = getattr(sys, "monitoring", None)
    traced = sys.gettrace() or sys.getprofile() or (monitoring and any(map(monitoring.get_tool, range(6))))
    if traced or os.environ.get("GHFLOW_NO_FAST_EXIT"):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    _leave(main())
