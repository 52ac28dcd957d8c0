"""Writes paired.json, what package paired must find for made-up runs.

python -m pip install numpy statsmodels && python make_vectors.py
"""

import json
import pathlib

import numpy as np
from statsmodels.stats.multitest import multipletests


def draw(random, n):
    """RandomState.randint without a draw where there is no choice."""
    return 0 if n == 1 else int(random.randint(0, n))


def compare(a, b, groups, replicates, seed):
    """a, b: [seeds, images]; groups: of each image. Seeds of a, then of b, then groups are drawn."""
    random = np.random.RandomState(seed)
    names = []
    for g in groups:
        if g not in names:
            names.append(g)
    members = [[i for i, g in enumerate(groups) if g == name] for name in names]
    draws = []
    for _ in range(replicates):
        first = a[[draw(random, len(a)) for _ in a]].mean(axis=0)
        second = b[[draw(random, len(b)) for _ in b]].mean(axis=0)
        images = sum((members[draw(random, len(members))] for _ in members), [])
        draws.append((first - second)[images].mean())
    draws = np.array(draws)
    draws[np.abs(draws) < 1e-12] = 0  # nothing but rounding
    return {
        "means": [float(a.mean()), float(b.mean())],
        "low": float(np.quantile(draws, 0.025)),
        "high": float(np.quantile(draws, 0.975)),
        "p": float(min(1, 2 * (min((draws <= 0).sum(), (draws >= 0).sum()) + 1) / (replicates + 1))),
    }


out = {"numpy": np.__version__, "compare": []}
data = np.random.RandomState(7)
for name, seeds_a, seeds_b, images, p_a, p_b, copies in [
    ("one seed each", 1, 1, 40, 0.9, 0.7, 0),
    ("three against one, with copies", 3, 1, 60, 0.8, 0.8, 12),
    ("five against four", 5, 4, 120, 0.97, 0.97, 6),
]:
    hard = data.uniform(-0.1, 0.1, images)
    a = (data.uniform(size=(seeds_a, images)) < p_a + hard).astype(float)
    b = (data.uniform(size=(seeds_b, images)) < p_b + hard).astype(float)
    groups = [f"g{i % (images - copies):03d}" for i in range(images)]
    case = {"name": name, "a": a.astype(int).tolist(), "b": b.astype(int).tolist(), "groups": groups, "replicates": 400, "seed": 3}
    case["want"] = compare(a, b, groups, case["replicates"], case["seed"])
    out["compare"].append(case)
out["holm"] = []
for p in [[0.01, 0.04, 0.03], [0.5, 0.5], [0.001, 0.2, 0.02, 0.9, 0.02], [1.0]]:
    out["holm"].append({"p": p, "want": multipletests(p, method="holm")[1].tolist()})
pathlib.Path(__file__).with_name("paired.json").write_text(json.dumps(out))
