"""The jobs in Keras, as its guides to transfer learning write them; behind peer.py."""

import functools
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L


def images(folder, part, side):
    """Decoded once, then in memory."""
    return keras.utils.image_dataset_from_directory(
        f"{folder}/{part}", image_size=(side, side), interpolation="nearest", batch_size=None, shuffle=False,
        verbose=False).cache()


def base(weights, side):
    """ResNet50 with ImageNet weights from a file of ft, frozen."""
    body = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(side, side, 3), pooling="avg")
    values = safetensors(weights)
    for layer in body.layers:
        if layer.weights:
            layer.set_weights([values[f"{layer.name}/{w.path.split('/')[-1]}"] for w in layer.weights])
    body.trainable = False
    return body


def balanced(labels):
    """Class weights as scikit-learn computes them."""
    counts = np.bincount(labels)
    return {i: len(labels) / len(counts) / n for i, n in enumerate(counts)}


def head(x, units, classes):
    return L.Dense(classes, activation="softmax")(L.Dense(units, activation="relu")(x))


def fit(model, train, validation, weights, rate, epochs, patience):
    """Trains and returns the number of epochs; the weights are those of the best one."""
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    history = model.fit(train, validation_data=validation, epochs=epochs, callbacks=[stop], class_weight=weights,
                        verbose=0)
    return len(history.epoch)


def score(model, test, count, epochs):
    loss, accuracy = model.evaluate(test, verbose=0)
    test = {"loss": loss, "accuracy": accuracy, "correct": round(accuracy * count), "total": count}
    return {"epochs": epochs, "test": test}


def whole(folder, weights, side, classes, units, batch, rate, epochs, patience, seed, augment, second):
    """Images go through the whole network in each epoch. second are the epochs of a second phase, which trains the
    convolutions of the last block too, at a tenth of the rate that falls along a cosine."""
    keras.utils.set_random_seed(seed)
    train, validation, test = (images(folder, part, side) for part in ("train", "val", "test"))
    balance = balanced([int(y) for y in train.map(lambda x, y: y)])
    batches = train.shuffle(len(train), seed=seed).batch(batch).prefetch(tf.data.AUTOTUNE)
    validation = validation.batch(batch).prefetch(tf.data.AUTOTUNE)
    body = base(weights, side)
    inputs = x = keras.Input((side, side, 3))
    if augment:
        x = L.RandomRotation(0.1)(L.RandomFlip("horizontal")(x))
    x = body(keras.applications.resnet50.preprocess_input(x), training=False)
    model = keras.Model(inputs, head(x, units, classes))
    done = fit(model, batches, validation, balance, rate, epochs, patience)
    if second:
        body.trainable = True
        for layer in body.layers:
            layer.trainable = layer.name.startswith("conv5_block3") and isinstance(layer, L.Conv2D)
        falling = keras.optimizers.schedules.CosineDecay(rate / 10, second * len(batches))
        done += fit(model, batches, validation, balance, falling, second, patience)
    return score(model, test.batch(batch), len(test), done)


def features(folder, weights, side, classes, units, batch, rate, epochs, patience, seed):
    """The base is run once on each image, and the head is trained on what it makes of them."""
    keras.utils.set_random_seed(seed)
    body = base(weights, side)
    inputs = keras.Input((side, side, 3))
    extractor = keras.Model(inputs, body(keras.applications.resnet50.preprocess_input(inputs)))

    def extract(part):
        data = images(folder, part, side).batch(batch).prefetch(tf.data.AUTOTUNE)
        x = extractor.predict(data, verbose=0)
        return x, np.concatenate([y for _, y in data])

    (x, y), validation, test = extract("train"), extract("val"), extract("test")
    inputs = keras.Input(x.shape[1:])
    model = keras.Model(inputs, head(inputs, units, classes))
    shuffled = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(y), seed=seed).batch(batch)
    done = fit(model, shuffled, validation, balanced(y), rate, epochs, patience)
    return score(model, tf.data.Dataset.from_tensor_slices(test).batch(batch), len(test[1]), done)


def versions():
    return {"keras": keras.__version__, "tensorflow": tf.__version__, "python": sys.version.split()[0]}


def measured(job):
    """With the processor time beside the result."""
    @functools.wraps(job)
    def run(**arguments):
        start = time.process_time()
        return job(**arguments) | {"processor": time.process_time() - start}
    return run


serve(measured(whole), measured(features), versions)
