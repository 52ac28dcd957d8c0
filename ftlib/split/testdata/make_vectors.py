"""Writes sklearn.json, the indices that package split must reproduce.

python -m pip install numpy scikit-learn && python make_vectors.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import (
    GroupShuffleSplit,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    train_test_split,
)
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

rng = np.random.RandomState(5)
out["train_test_stratified"] = []
for labels in [[0] * 12 + [1] * 8, rng.randint(0, 5, 61).tolist(), rng.permutation([0] * 30 + [3] * 30 + [7] * 3).tolist(), [0, 0, 1, 1] * 5]:
    for test, s in [(5, 0), (7, 2), (10, 4294967295)]:
        train, tested = train_test_split(range(len(labels)), test_size=test, stratify=labels, random_state=s)
        case = {"labels": labels, "test": test, "seed": s, "want": {"train": list(train), "test": list(tested)}}
        out["train_test_stratified"].append(case)
out["groups"], out["stratified_groups"] = [], []
for n, g, classes in [(40, 9, 2), (57, 20, 3), (120, 50, 4), (200, 30, 11)]:
    labels = rng.randint(0, classes, n).tolist()
    groups = [f"g{i}" for i in rng.randint(0, g, n)]
    for test, k, s in [(2, 2, 0), (4, 3, 1), (3, 5, 77)]:
        f = folds(GroupShuffleSplit(1, test_size=test, random_state=s), labels, labels, groups)[0]
        out["groups"].append({"groups": groups, "test": test, "seed": s, "want": f})
        f = folds(StratifiedGroupKFold(k, shuffle=True, random_state=s), labels, labels, groups)
        case = {"labels": labels, "groups": groups, "folds": k, "seed": s, "want": f}
        out["stratified_groups"].append(case)

path = pathlib.Path(__file__).parent / "sklearn.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
