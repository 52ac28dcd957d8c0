"""Decodes and resizes images as Keras' load_img does, in two processes: python speed.py SIZE INTERPOLATION LIST

It prints images a second and the seconds of processor time that it took.

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
    start = time.process_time()
    with open(path, "rb") as f:
        image = Image.open(io.BytesIO(f.read()))
    if image.mode != "RGB":
        image = image.convert("RGB")
    image.resize((size, size), interpolation).tobytes()
    return time.process_time() - start


if __name__ == "__main__":
    files = pathlib.Path(sys.argv[3]).read_text().splitlines()
    with multiprocessing.Pool(2) as pool:
        pool.map(load, files[:100])
        start = time.perf_counter()
        used = sum(pool.map(load, files, chunksize=25))
        print(len(files) / (time.perf_counter() - start), used)
