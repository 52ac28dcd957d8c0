"""Writes vectors.json: the images whose class cleanlab finds wrong by confident learning.

pip install cleanlab==2.9.0 && python make_vectors.py
"""

import json

import numpy as np
from cleanlab.filter import find_label_issues

random = np.random.default_rng(7)
cases = []
for images, classes in [(60, 2), (120, 4), (200, 7)]:
    truth = random.integers(classes, size=images)
    z = random.normal(size=(images, classes))
    z[np.arange(images), truth] += 2
    wrong = random.random(images) < 0.15
    truth[wrong] = random.integers(classes, size=wrong.sum())
    p = np.exp(2 * z)
    p /= p.sum(axis=1, keepdims=True)
    found = find_label_issues(truth, p, filter_by="confident_learning", n_jobs=1)
    cases.append({"classes": classes, "truth": truth.tolist(), "probabilities": p.round(9).tolist(),
                  "wrong": np.where(found)[0].tolist()})
with open("vectors.json", "w") as f:
    json.dump(cases, f, separators=(",", ":"))
    f.write("\n")
