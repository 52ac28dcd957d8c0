"""Writes sklearn.json, the indices that package split must reproduce.

python -m pip install numpy scikit-learn && python make_vectors.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.utils import shuffle

warnings.filterwarnings("ignore")


def folds(splitter, *args):
    return [{"train": a.tolist(), "test": b.tolist()} for a, b in splitter.split(*args)]


out = {"sklearn": sklearn.__version__, "numpy": np.__version__}
out["permutation"] = [
    {"n": n, "seed": s, "want": np.random.RandomState(s).permutation(n).tolist()}
    for n, s in [(0, 1), (1, 1), (2, 5), (20, 0), (20, 42), (33, 4294967295), (257, 7), (700, 2)]
]
out["shuffle"] = [
    {"n": n, "seed": s, "want": shuffle(list(range(n)), random_state=s)} for n, s in [(9, 2), (100, 2)]
]
out["train_test_split"] = []
for n, size, s in [(2, 0.5, 0), (10, 0.25, 3), (10, 0.3, 3), (101, 0.2, 2), (35, 0.2, 9), (64, 0.98, 1)]:
    train, test = train_test_split(list(range(n)), test_size=size, random_state=s)
    out["train_test_split"].append({"n": n, "size": size, "seed": s, "train": train, "test": test})
out["kfold"] = []
for n, k, sh, s in [(5, 5, False, 0), (7, 2, False, 0), (23, 5, False, 0), (23, 5, True, 2), (40, 3, True, 77)]:
    f = folds(KFold(k, shuffle=sh, random_state=s if sh else None), np.zeros(n))
    out["kfold"].append({"n": n, "folds": k, "shuffle": sh, "seed": s, "want": f})
out["stratified"] = []
rng = np.random.RandomState(11)
cases = [
    [0] * 10 + [1] * 7 + [2] * 5,
    [2] * 10 + [0] * 7 + [1] * 5,  # numbered by appearance, not by value
    rng.randint(0, 4, 37).tolist(),
    [9, -3] * 8 + [5, 5],  # one class smaller than the folds: a warning
]
for labels in cases:
    for k, sh, s in [(2, False, 0), (5, False, 0), (5, True, 2), (4, True, 123)]:
        f = folds(StratifiedKFold(k, shuffle=sh, random_state=s if sh else None), np.zeros(len(labels)), labels)
        case = {"labels": labels, "folds": k, "shuffle": sh, "seed": s, "want": f}
        out["stratified"].append(case)

path = pathlib.Path(__file__).parent / "sklearn.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
