"""What the scripts of the kinds share: python make_kinds.py begins here."""

import hashlib
import io
import pathlib
import re
import struct
import sys
import warnings
import zlib

import numpy as np
from PIL import Image

warnings.simplefilter("ignore")
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
rng = np.random.RandomState(11)
files = []


def add(kind, name, data):
    """name has the extension."""
    path = f"{kind}-{len(files):04d}-{name}"
    (out / path).write_bytes(data)
    entry = {"file": path, "kind": kind, "refused": False, "width": 0, "height": 0}
    try:
        image = Image.open(io.BytesIO(data))
        if image.mode != "RGB":
            image = image.convert("RGB")
        image.load()
        entry["width"], entry["height"] = image.size
        (out / (path + ".rgb")).write_bytes(image.tobytes())
        entry["sha256"] = hashlib.sha256(image.tobytes()).hexdigest()
    except Exception as e:
        entry["refused"], entry["why"] = True, re.sub(" at 0x[0-9a-f]+", "", f"{type(e).__name__}: {e}")
    files.append(entry)


def smooth(h, w, c=3, noise=6):
    """A made-up photograph: shades, edges and some noise."""
    y, x = np.mgrid[0:h, 0:w]
    phase = rng.rand(c) * 6
    a = [127 + 80 * np.sin((x * (k + 1) + y * (3 - k)) / 14 + phase[k]) + 40 * ((x + 2 * y + 5 * k) % 23 > 11) + rng.randint(-noise, noise + 1, (h, w)) for k in range(c)]
    return np.clip(np.stack(a, -1), 0, 255).astype(np.uint8)


def picture(h=23, w=37, mode="RGB"):
    n = {"L": 1, "RGB": 3, "RGBA": 4, "CMYK": 4, "LA": 2}[mode]
    a = smooth(h, w, n)
    return Image.fromarray(a[:, :, 0] if n == 1 else a, mode)


def saved(image, kind, **options):
    b = io.BytesIO()
    image.save(b, kind, **options)
    return b.getvalue()


SIZES = [(1, 1), (3, 5), (8, 8), (16, 16), (17, 9), (23, 37), (40, 57), (64, 48)]
