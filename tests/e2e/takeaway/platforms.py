"""Learning platforms for a package: SCORM as scorm-again plays it, and pages for others."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from urllib.parse import urlsplit

from tests.e2e.running import ROOT

AGAIN = ROOT / "node_modules/scorm-again/dist"

# The window of a platform: its API, what each call that was refused said, and the package.
LMS = """<!doctype html><html lang="fr"><title>LMS</title><script src="/again.js"></script>
<script>
const settings = { autocommit: false, logLevel: 5, strict_errors: true };
const kept = JSON.parse(localStorage.getItem("lms") || "null");
const api = new window["%(class)s"](settings);
const refused = [];
if (kept) api.loadFromJSON(kept);
api.cmi.%(learner)s = "apprenante-1";
for (const name of ["%(set)s", "%(initialize)s", "%(commit)s", "%(terminate)s"]) {
  const real = api[name].bind(api);
  api[name] = (...told) => {
    const answer = real(...told);
    const code = String(api.%(error)s());
    if (String(answer) !== "true" || code !== "0") refused.push([name, ...told, code]);
    return answer;
  };
}
window["%(api)s"] = api;
window.refused = refused;
window.written = () => JSON.parse(JSON.stringify(api.cmi));
</script><iframe id="package" src="/package/index.html" width="1000" height="800"></iframe></html>"""

SCORM = {
    "scorm-1-2": {
        "class": "Scorm12API", "api": "API", "set": "LMSSetValue", "initialize": "LMSInitialize",
        "commit": "LMSCommit", "terminate": "LMSFinish", "error": "LMSGetLastError",
        "learner": "core.student_id", "script": "scorm12.min.js",
    },
    "scorm-2004": {
        "class": "Scorm2004API", "api": "API_1484_11", "set": "SetValue", "initialize": "Initialize",
        "commit": "Commit", "terminate": "Terminate", "error": "GetLastError",
        "learner": "learner_id", "script": "scorm2004.min.js",
    },
}  # fmt: skip


@contextmanager
def served(handler):
    """The address of a server of this machine, for the time of a test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def files_handler(files: dict[str, bytes]):
    class Files(BaseHTTPRequestHandler):
        def do_GET(self):
            name = urlsplit(self.path).path.removeprefix("/")
            body = files.get(name)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", guess_type(name)[0] or "text/plain")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *told):
            pass

    return Files


def scorm_files(name: str, package: dict[str, bytes]) -> dict[str, bytes]:
    platform = SCORM[name]
    return {
        "lms.html": (LMS % platform).encode(),
        "again.js": (AGAIN / platform["script"]).read_bytes(),
        "favicon.ico": b"",
        **{f"package/{path}": content for path, content in package.items()},
    }


# --- The scripted learner -----------------------------------------------------------

FILL = """([block, data]) => {
  const index = [...document.querySelectorAll("form[data-activity]")].findIndex((form) => form.closest("section.activity").id.endsWith(block));
  const form = document.querySelectorAll("form[data-activity]")[index];
  for (const field of form.elements) {
    if (!field.name) continue;
    const sent = data[field.name] || [];
    if (["radio", "checkbox"].includes(field.type)) field.checked = sent.includes(field.value);
    else field.value = sent[0] || "";
  }
  form.requestSubmit();
}"""


def play(frame, steps: list):
    """The steps of a learner in a package: ("answer", block, form) or ("mark", étape)."""
    for step in steps:
        if step[0] == "answer":
            _name, block, data = step
            frame.evaluate(FILL, [block, {k: list(v) for k, v in data.items()}])
        else:
            button = f'[data-mark="{step[1]}"] button'
            frame.evaluate(f"document.querySelector('{button}').click()")
    frame.page.wait_for_timeout(50)


def answered(interactions: list[dict], has_brackets: bool) -> dict:
    """The latest answer to each question that a platform was told, and if it passed."""
    found = {}
    for each in interactions:
        if each["result"] == "neutral":  # a sheet: nothing in it is right or wrong
            continue
        text = each["learner_response" if has_brackets else "student_response"]
        if each["type"] in ("choice", "matching", "sequencing") and not has_brackets:
            text = text.replace(",", "[,]").replace(".", "[.]")
        found[each["id"]] = (text, each["result"] == "correct")
    return found
