"""Runs exported networks on the images of arrays and writes their probabilities: (FORMAT FILE IMAGES.npy OUT)…"""
import sys

import keras
import numpy
import onnxruntime

for form, file, images, out in zip(*[iter(sys.argv[1:])] * 4):
    x = numpy.load(images)
    if form == "onnx":
        y = onnxruntime.InferenceSession(file).run(["probabilities"], {"image": x})[0]
    else:
        model = keras.models.load_model(file)
        print([layer.name for layer in model.layers if layer.trainable and layer.weights])
        y = model.predict(x, verbose=0)
    y.astype("float32").tofile(out)
