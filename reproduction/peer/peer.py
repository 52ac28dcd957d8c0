"""What the scripts of the peers of ft bench have in common; it is put in front of each.

A peer reads one JSON object a line and answers each with one: {"op": "build", ...} calls its function build with the rest.
Every answer has the seconds that the work took; one with "error" ends the program.
"""

import json
import sys
import time

import numpy as np

answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not get between the answers
MEAN_BGR = np.array([103.939, 116.779, 123.68], np.float32)


def safetensors(path):
    """The float32 tensors of a file, by name, memory-mapped."""
    with open(path, "rb") as f:
        size = int.from_bytes(f.read(8), "little")
        header = json.loads(f.read(size))
    data = np.memmap(path, np.uint8, "r", 8 + size)
    return {name: data[slice(*t["data_offsets"])].view("<f4").reshape(t["shape"])
            for name, t in header.items() if name != "__metadata__"}


def bgr(pixels, side):
    """RGB images of a file of bytes as the networks want them: [n, side, side, 3], BGR less the mean."""
    rgb = np.fromfile(pixels, np.uint8).reshape(-1, side, side, 3)
    return rgb[..., ::-1].astype(np.float32) - MEAN_BGR


def serve(*functions):
    """Answers until the input ends."""
    operations = {f.__name__: f for f in functions}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            start = time.perf_counter()
            result = operations[order.pop("op")](**order)
            answer = {"seconds": time.perf_counter() - start, "result": result}
        except Exception as e:
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), file=answers, flush=True)
