"""Writes batchnorm.json: one training step of Keras' BatchNormalization, as ResNet50 has it, on n = 4 pixels, few enough
that a variance over n - 1 would show.

python -m pip install tensorflow-cpu keras && python make_batchnorm.py
"""

import json
import pathlib

import keras
import numpy as np
import tensorflow as tf

pixels, channels = 4, 32
r = np.random.default_rng(1)
normal = lambda *shape: r.normal(size=shape).astype(np.float32)

given = {"x": 2 * normal(pixels, channels) + 1, "gamma": normal(channels), "beta": normal(channels), "moving_mean": normal(channels),
         "moving_variance": normal(channels) ** 2, "dy": normal(pixels, channels)}
layer = keras.layers.BatchNormalization(epsilon=1.001e-5)  # momentum: Keras' default
layer.build((2, 2, 1, channels))
layer.set_weights([given[k] for k in ["gamma", "beta", "moving_mean", "moving_variance"]])
x = tf.Variable(given["x"].reshape(2, 2, 1, channels))
with tf.GradientTape() as tape:
    y = layer(x, training=True)
    loss = tf.reduce_sum(y * given["dy"].reshape(y.shape))
dx, dgamma, dbeta = tape.gradient(loss, [x, layer.gamma.value, layer.beta.value])
after = {"y": y, "dx": dx, "dgamma": dgamma, "dbeta": dbeta, "moving_mean": layer.moving_mean, "moving_variance": layer.moving_variance}

texts = lambda values: {k: [float(str(v)) for v in np.asarray(a, np.float32).ravel()] for k, a in values.items()}
out = {"keras": keras.__version__, "tensorflow": tf.__version__, "given": texts(given), "after": texts(after)}
here = pathlib.Path(__file__).parent
(here / "batchnorm.json").write_text(json.dumps(out) + "\n")
