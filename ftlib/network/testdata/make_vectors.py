"""Writes loss.json: Keras' losses with class weights and label smoothing, which Loss must reproduce.

python -m pip install keras tensorflow-cpu && python make_vectors.py
"""

import json
import pathlib

import keras
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
LOGITS = rng.normal(0, 2, (7, 3)).astype("float32")
LABELS = [0, 1, 2, 2, 1, 2, 2]
TRUTH = keras.utils.to_categorical(LABELS, 3)

out = {"keras": keras.__version__, "logits": LOGITS.tolist(), "labels": LABELS, "cases": []}
for smoothing, weights in [(0, None), (0.1, None), (0, [0.5, 3, 1]), (0.2, [2, 1, 0.25])]:
    x = keras.Input((3,))
    model = keras.Model(x, keras.layers.Activation("softmax")(keras.layers.Dense(3, use_bias=False,
        kernel_initializer="identity")(x)))
    model.compile(keras.optimizers.SGD(1e-12), keras.losses.CategoricalCrossentropy(label_smoothing=smoothing),
                  metrics=["accuracy"])
    weight = None if weights is None else dict(enumerate(weights))
    # Three batches, the last one smaller.
    history = model.fit(LOGITS, TRUTH, batch_size=3, epochs=1, shuffle=False, class_weight=weight, verbose=0,
                        validation_data=(LOGITS, TRUTH)).history
    variable = tf.Variable(LOGITS)
    with tf.GradientTape() as tape:
        each = np.ones(7) if weights is None else np.array(weights)[LABELS]
        loss = model.compute_loss(None, tf.constant(TRUTH), model(variable), sample_weight=tf.constant(each, "float32"))
    out["cases"].append({"smoothing": smoothing, "weights": weights, "loss": history["loss"][0],
                         "accuracy": history["accuracy"][0], "val_loss": history["val_loss"][0],
                         "gradient": tape.gradient(loss, variable).numpy().tolist()})

path = pathlib.Path(__file__).parent / "loss.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
