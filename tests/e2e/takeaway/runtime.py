"""The script of packages, run by Node without a page: what computes, not what shows."""

import json
import shutil
import subprocess

from parcours.takeaway.bundle import RUNTIME

NODE = shutil.which("node") or shutil.which("nodejs")
COMPUTES = ("scoring", "answers", "outcome")
HARNESS = """
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean);
const [COURSE, WORDS] = JSON.parse(lines.shift());
%s
for (const line of lines) process.stdout.write(JSON.stringify((%s)(JSON.parse(line))) + "\\n");
"""


def run(function: str, cases: list, course: dict | None = None, words=None) -> list:
    """What a JavaScript function answers to each case, all in one process."""
    parts = "\n".join((RUNTIME / f"{name}.js").read_text() for name in COMPUTES)
    told = [json.dumps([course or {}, words or {}]), *map(json.dumps, cases)]
    done = subprocess.run(
        [NODE, "-e", HARNESS % (parts, function)],
        input="\n".join(told),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
