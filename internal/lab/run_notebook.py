"""Runs one notebook from top to bottom with its kernel and stops at the first failing cell.

Reads one JSON object from standard input: notebook, folder (the cells' working directory), seconds (for all cells
together), metadata (to put into the executed copy unless a cell failed), ipynb and html (files to write). Prints one JSON
object a line: {"start": n, "of": n} before a code cell, then {"failed": n, "source": text, "error": text} or {"done": true}.
The files are written in either case, but if ipynb is the notebook itself and somebody saved it meanwhile: then
{"changed": true} is all that comes.
"""

import json
import os
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

job = json.load(sys.stdin)
deadline = time.monotonic() + job["seconds"]


def say(**event):
    print(json.dumps(event), flush=True)


def text(output):
    """What an output says, for an error message."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return "\n".join(output.traceback) or output.evalue
    return ""


def write(path, content):
    part = path + ".tmp"
    with open(part, "w", encoding="utf-8") as f:
        f.write(content)
    os.replace(part, path)


def tidy(cell):
    """Drops what differs between two equal runs: blocks that a progress display has emptied at its end, and GoNB's
    script for widgets, which stays where there is no page to run it."""

    def empty(output):
        data = output.get("data", {})
        return list(data) == ["text/html"] and (not data["text/html"] or data["text/html"].startswith("<script>"))

    cell.outputs = [o for o in cell.outputs if not empty(o)]


def content():
    with open(job["notebook"], "rb") as f:
        return f.read()


before = content()
nb = nbformat.reads(before.decode("utf-8"), as_version=4)
code = [i for i, c in enumerate(nb.cells) if c.cell_type == "code" and c.source.strip()]
number = {index: n for n, index in enumerate(code, 1)}
for cell in nb.cells:
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
current = [0]


def on_start(cell, cell_index):
    if cell_index in number:
        current[0] = cell_index
        say(start=number[cell_index], of=len(code))


client = NotebookClient(
    nb,
    kernel_name="gonb",
    resources={"metadata": {"path": job["folder"]}},
    timeout_func=lambda cell: max(1, int(deadline - time.monotonic())),
    interrupt_on_timeout=False,
    record_timing=False,
    coalesce_streams=True,
    startup_timeout=120,
    on_cell_start=on_start,
)

error = None
try:
    client.execute()
except CellTimeoutError:
    error = "the time given to the notebook (%d s) is over" % job["seconds"]
except DeadKernelError:
    error = "the kernel died"
except (CellExecutionError, CellControlSignal):
    error = "\n".join(t for t in map(text, nb.cells[current[0]].outputs) if t) or "the cell failed"

for cell in nb.cells:
    if cell.cell_type == "code":
        tidy(cell)
for key, value in job["metadata"].items():
    if error is None:
        nb.metadata[key] = value
    else:  # what was left half done is not up to date
        nb.metadata.pop(key, None)
if os.path.exists(job["ipynb"]) and os.path.samefile(job["ipynb"], job["notebook"]) and content() != before:
    say(changed=True)
    sys.exit(0)
write(job["ipynb"], nbformat.writes(nb) + "\n")

# The page shall not load scripts from elsewhere, so without MathJax and RequireJS.
exporter = HTMLExporter(
    raw_template="{% extends 'lab/index.html.j2' %}"
    "{% block html_head_js %}{% endblock %}"
    "{% block html_head_js_mathjax %}{% endblock %}"
    "{% block html_head_js_mermaidjs %}{% endblock %}"
)
title = os.path.splitext(os.path.basename(job["html"]))[0]
html, _ = exporter.from_notebook_node(nb, resources={"metadata": {"name": title}})
write(job["html"], html)

if error is None:
    say(done=True)
else:
    plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", error)
    say(failed=number.get(current[0], 0), source=nb.cells[current[0]].source, error=plain)
