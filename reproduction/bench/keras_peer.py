"""The networks of ft in Keras, for ft bench --peer keras; behind peer.py."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

model, x, y = None, None, None


def build(network, image, classes, base, head, batch):
    """The network with the paper's head, its weights from two files of ft: base and head."""
    global model, x, y
    keras.backend.clear_session()
    make = {"vgg16": keras.applications.VGG16, "resnet50": keras.applications.ResNet50}[network]
    body = make(weights=None, include_top=False, input_shape=(image, image, 3))
    h = body.output
    if network == "vgg16":
        h = L.Flatten(name="flatten")(h)
        h = L.Dense(128, activation="relu", name="fc1")(h)
        h = L.Dense(128, activation="relu", name="fc2")(h)
    else:
        h = L.GlobalAveragePooling2D(name="avg_pool")(h)
        h = L.Dropout(0.5, name="dropout1")(L.Dense(512, activation="relu", name="fc1")(h))
        h = L.Dropout(0.5, name="dropout2")(L.Dense(256, activation="relu", name="fc2")(h))
    model = keras.Model(body.input, L.Dense(classes, activation="softmax", name="output")(h))
    values = safetensors(base) | safetensors(head)
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([values[f"{layer.name}/{w.path.split('/')[-1]}"] for w in layer.weights])
    x = np.random.default_rng(1).normal(0, 60, (batch, image, image, 3)).astype(np.float32)
    y = np.eye(classes, dtype=np.float32)[np.arange(batch) % classes]
    for n in 1, 2:  # traces: see freeze
        model.predict_on_batch(x[:n])


def freeze(layers, optimizer):
    """Trains these layers only, from the next step on. Tracing is done on tiny batches of two sizes, so that the
    program it ends with is for any size."""
    for layer in model.layers:
        layer.trainable = layer.name in layers
    rule = {"adam": lambda: keras.optimizers.Adam(0.001, epsilon=1e-7),
            "adadelta": lambda: keras.optimizers.Adadelta(0.001, rho=0.95, epsilon=1e-7)}[optimizer]
    model.compile(rule(), "categorical_crossentropy", metrics=["accuracy"])
    for n in 1, 2:
        model.train_on_batch(x[:n], y[:n])
        model.test_on_batch(x[:n], y[:n])


def train():
    model.train_on_batch(x, y)


def evaluate():
    model.test_on_batch(x, y)


def predict():
    model.predict_on_batch(x)


def probabilities(pixels):
    """Of RGB images, a file of bytes."""
    return model.predict_on_batch(bgr(pixels, x.shape[1])).tolist()


def versions():
    return {"keras": keras.__version__, "tensorflow": tf.__version__, "python": sys.version.split()[0]}


serve(build, freeze, train, evaluate, predict, probabilities, versions)
