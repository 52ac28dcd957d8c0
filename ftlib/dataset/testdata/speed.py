"""Decodes and resizes images as Keras' load_img does, in two processes, and prints images a second: python speed.py SIZE INTERPOLATION LIST

LIST names a file with a path a line.
"""

import io
import multiprocessing
import pathlib
import sys
import time

from PIL import Image

size, interpolation = int(sys.argv[1]), getattr(Image.Resampling, sys.argv[2].upper())


def load(path):
    with open(path, "rb") as f:
        image = Image.open(io.BytesIO(f.read()))
    if image.mode != "RGB":
        image = image.convert("RGB")
    return len(image.resize((size, size), interpolation).tobytes())


if __name__ == "__main__":
    files = pathlib.Path(sys.argv[3]).read_text().splitlines()
    with multiprocessing.Pool(2) as pool:
        pool.map(load, files[:100])
        start = time.perf_counter()
        pool.map(load, files, chunksize=25)
        print(len(files) / (time.perf_counter() - start))
