"""Writes keras.json: weights after each of some steps of Keras' optimizers, which package optimizer must reproduce.

python -m pip install keras tensorflow-cpu && python make_vectors.py
"""

import json
import pathlib

import keras
import numpy as np

# Names and constants are those of run.Optimizer.
CASES = [
    {"name": "sgd", "learning_rate": 0.1},
    {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
    {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    {"name": "rmsprop", "learning_rate": 0.01, "rho": 0.9},
    {"name": "rmsprop", "learning_rate": 0.01, "rho": 0.8, "momentum": 0.5, "epsilon": 1e-3},
    {"name": "adamw", "learning_rate": 0.05},
    {"name": "adamw", "learning_rate": 0.05, "weight_decay": 0.1},
    {"name": "adam", "learning_rate": 0.05, "weight_decay": 0.02},
    {"name": "adadelta", "learning_rate": 0.5, "weight_decay": 0.02},
    {"name": "sgd", "learning_rate": 0.1, "clipnorm": 1.0},
    {"name": "adam", "learning_rate": 0.05, "clipnorm": 0.5},
    {"name": "sgd", "learning_rate": 0.1, "global_clipnorm": 1.0},
    {"name": "rmsprop", "learning_rate": 0.01, "global_clipnorm": 0.5, "weight_decay": 0.01},
]
KINDS = {"sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adamw": keras.optimizers.AdamW,
         "adam": keras.optimizers.Adam, "adadelta": keras.optimizers.Adadelta}
WEIGHTS = [[1.0, -2.0, 0.5], [0.25, 4.0]]
GRADIENTS = [[[0.1, -3, 1e-2], [0.5, 0]], [[0.2, 2, -1e-2], [0.1, -0.1]], [[-0.3, 0, 1e-1], [0, 0]],
             [[0.1, 1, 0], [-2, 1e-3]], [[0, -10, 1e-2], [0.3, 0.2]]]

out = {"keras": keras.__version__, "weights": WEIGHTS, "gradients": GRADIENTS, "cases": []}
for case in CASES:
    constants = {k: v for k, v in case.items() if k != "name"}
    optimizer = KINDS[case["name"]](**constants)
    variables = [keras.Variable(np.array(w, "float32")) for w in WEIGHTS]
    optimizer.build(variables)
    after = []
    for step in GRADIENTS:
        optimizer.apply([keras.ops.convert_to_tensor(np.array(g, "float32")) for g in step])
        after.append([keras.ops.convert_to_numpy(v).tolist() for v in variables])
    out["cases"].append({"optimizer": case, "after": after})

path = pathlib.Path(__file__).parent / "keras.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
