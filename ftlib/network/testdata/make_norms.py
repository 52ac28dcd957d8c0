"""Writes norms.json: steps of a network whose trained batch norms Keras runs on their moving statistics (training=False).

python -m pip install keras tensorflow-cpu && python make_norms.py
"""

import json
import pathlib

import keras
import numpy as np

rng = np.random.RandomState(5)
EPSILON, MOMENTUM, RATE = 1.001e-5, 0.99, 0.1  # keras.applications' norms

x = keras.Input((3, 3, 3))
y = keras.layers.Conv2D(4, 1, name="conv1")(x)
y = keras.layers.BatchNormalization(epsilon=EPSILON, momentum=MOMENTUM, name="norm1")(y)
y = keras.layers.Activation("relu")(y)
y = keras.layers.Conv2D(5, 1, name="conv2")(y)
y = keras.layers.BatchNormalization(epsilon=EPSILON, momentum=MOMENTUM, name="norm2")(y)
base = keras.Model(x, y)
for layer in base.layers:
    if layer.name.startswith("norm"):
        n = layer.gamma.shape[0]
        layer.set_weights([rng.uniform(0.5, 1.5, n), rng.normal(0, 1, n), rng.normal(0, 1, n), rng.uniform(0.5, 2, n)])


class Model(keras.Model):  # a functional one would hand its own training=True on to the base
    def __init__(self):
        super().__init__()
        self.base, self.pool = base, keras.layers.GlobalAveragePooling2D()
        self.output_layer = keras.layers.Dense(3, activation="softmax", name="output")

    def call(self, inputs):
        return self.output_layer(self.pool(self.base(inputs, training=False)))


model = Model()
model(np.zeros((1, 3, 3, 3)))
model.compile(keras.optimizers.SGD(RATE), "sparse_categorical_crossentropy")


def weights():
    all = {}
    for layer in base.layers + [model.output_layer]:
        for v in layer.weights:
            all[f"{layer.name}/{v.name}"] = np.ravel(v.numpy()).astype(float).tolist()
    return all


images, labels = rng.normal(0, 1, (6, 3, 3, 3)).astype("float32"), [0, 1, 2, 2, 1, 0]
out = {"keras": keras.__version__, "rate": RATE, "images": np.ravel(images).tolist(), "labels": labels, "before": weights()}
out["losses"] = [float(model.train_on_batch(images, np.array(labels))) for _ in range(4)]
out["after"] = weights()

path = pathlib.Path(__file__).parent / "norms.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
