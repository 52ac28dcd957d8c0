"""Writes keras.json: what Keras' schedules and callbacks do with made-up histories, which package fit must reproduce.

python -m pip install keras tensorflow-cpu && python make_vectors.py
"""

import json
import pathlib

import keras
import numpy as np

STEPS = 3  # of an epoch
rng = np.random.RandomState(4)


def rates(schedule, epochs):
    return [[float(schedule(e * STEPS + i)) for i in range(STEPS)] for e in range(epochs)]


def model(rate=0.01):
    m = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    m.compile(keras.optimizers.SGD(rate), "mse")
    return m


out = {"keras": keras.__version__, "schedules": [], "plateaus": [], "stops": []}
S = keras.optimizers.schedules
for epochs, alpha, warmup in [(5, 0, 0), (6, 0.1, 2), (4, 0, 1)]:
    more = {"initial_learning_rate": 0.0, "warmup_target": 0.01, "warmup_steps": warmup * STEPS} if warmup else {
        "initial_learning_rate": 0.01}
    schedule = S.CosineDecay(decay_steps=(epochs - warmup) * STEPS, alpha=alpha, **more)
    out["schedules"].append({"schedule": {"kind": "cosine", "alpha": alpha, "warmup": warmup}, "epochs": epochs,
                             "rates": rates(schedule, epochs)})
for epochs, every, factor in [(7, 2, 0.1), (7, 3, 0.5)]:
    schedule = S.ExponentialDecay(0.01, every * STEPS, factor, staircase=True)
    out["schedules"].append({"schedule": {"kind": "step", "every": every, "factor": factor}, "epochs": epochs,
                             "rates": rates(schedule, epochs)})

falling = (2 * 0.8 ** np.arange(30)).tolist()
noisy = np.round(1 + 0.5 * rng.rand(30) - 0.01 * np.arange(30), 6).tolist()
stuck = [1.0, 0.9, 0.9, 0.8999, 0.91, 0.9, 0.89] + [0.9] * 20
for losses in [falling, noisy, stuck]:
    for monitor in ["val_loss", "val_accuracy"]:
        values = losses if monitor == "val_loss" else [round(1 - x / 2.5, 6) for x in losses]
        for patience, factor, delta, cooldown, least in [(2, 0.1, 1e-4, 0, 0), (3, 0.5, 0.01, 2, 0.002), (1, 0.5, 1e-4, 1, 0)]:
            m = model()
            callback = keras.callbacks.ReduceLROnPlateau(monitor, factor, patience, min_delta=delta, cooldown=cooldown,
                                                         min_lr=least, mode="max" if monitor == "val_accuracy" else "min")
            callback.set_model(m)
            callback.on_train_begin()
            after = []
            for epoch, v in enumerate(values):
                callback.on_epoch_end(epoch, {monitor: v})
                after.append(float(keras.ops.convert_to_numpy(m.optimizer.learning_rate)))
            schedule = {"kind": "plateau", "monitor": monitor, "factor": factor, "patience": patience, "min_delta": delta,
                        "cooldown": cooldown, "min_lr": least}
            out["plateaus"].append({"schedule": schedule, "values": values, "rates": after})
        for patience, delta, start in [(1, 0, 0), (3, 0, 0), (4, 0.02, 0), (2, 0, 3)]:
            m = model()
            callback = keras.callbacks.EarlyStopping(monitor, delta, patience, restore_best_weights=True, start_from_epoch=start,
                                                     mode="max" if monitor == "val_accuracy" else "min")
            callback.set_model(m)
            callback.on_train_begin()
            m.stop_training = False
            epoch = 0
            while epoch < len(values) and not m.stop_training:
                callback.on_epoch_end(epoch, {monitor: values[epoch]})
                epoch += 1
            out["stops"].append({"early_stopping": {"monitor": monitor, "patience": patience, "min_delta": delta,
                                                    "start_from_epoch": start},
                                 "values": values, "epochs": epoch, "over": m.stop_training,
                                 "best": callback.best_epoch + 1})

path = pathlib.Path(__file__).parent / "keras.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
