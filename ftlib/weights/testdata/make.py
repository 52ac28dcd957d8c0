"""Makes the small files in this folder: pip install h5py numpy, then python make.py in this folder.

Dataset number i holds the numbers i, i + 0.5, i + 1 ... so that a test can compute what it must find.
"""

import gzip
import os

import h5py
import numpy as np


def values(i, *shape):
    return (i + 0.5 * np.arange(np.prod(shape, dtype=int))).astype("<f4").reshape(shape)


def h5(name, fill, **options):
    with h5py.File("temp.h5", "w", **options) as f:
        fill(f)
    with open("temp.h5", "rb") as f, open(name + ".gz", "wb") as out:
        out.write(gzip.compress(f.read(), 9, mtime=0))
    os.remove("temp.h5")


def old(f):  # so many members that the B-tree of the group has two levels, as in ResNet50's file
    f.attrs["layer_names"] = [b"block1_conv1"]
    for i in range(300):
        f.create_dataset(f"layers/m{i:03d}", data=values(i, 2, 3))
    f.create_dataset("block1_conv1/block1_conv1_W_1:0", data=values(7, 3, 3, 2, 4))
    f.create_dataset("step", data=np.int64(5))
    f.create_dataset("double", data=values(9, 4).astype("<f8"))
    f["loop"] = f["layers"]
    f["soft"] = h5py.SoftLink("/nowhere")


h5("old.h5", old)
h5("latest.h5", lambda f: [f.create_dataset(f"g/m{i}", data=values(i, 2, 3)) for i in range(5)], libver="latest")
h5("dense.h5", lambda f: [f.create_dataset(f"g/m{i}", data=values(i, 2)) for i in range(50)], libver="latest")
h5("chunked.h5", lambda f: f.create_dataset("z", data=values(1, 64), compression="gzip"))
h5("bigendian.h5", lambda f: f.create_dataset("b", data=values(1, 3).astype(">f4")))

np.savez("plain.npz", **{"conv/kernel": values(1, 2, 3), "double": values(2, 2).astype("<f8"), "half": values(3, 2).astype("<f2"), "count": np.int64(3)})
np.savez_compressed("packed.npz", packed=values(4, 5, 2))
np.savez("fortran.npz", f=np.asfortranarray(values(5, 2, 3)))
