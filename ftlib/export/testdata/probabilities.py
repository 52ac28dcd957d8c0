"""Runs exported networks on images and writes their probabilities: SIZE (FORMAT FILE IMAGES OUT)…

Images are [n, size, size, 3], uint8 or float32 as the network takes them."""
import sys

import keras
import numpy
import onnxruntime

size = int(sys.argv[1])
for form, file, images, out in zip(*[iter(sys.argv[2:])] * 4):
    if form == "onnx":
        session = onnxruntime.InferenceSession(file)
        kind = {"tensor(uint8)": "uint8", "tensor(float)": "float32"}[session.get_inputs()[0].type]
        x = numpy.fromfile(images, kind).reshape(-1, size, size, 3)
        y = session.run(["probabilities"], {"image": x})[0]
    else:
        model = keras.models.load_model(file)
        print([layer.name for layer in model.layers if layer.trainable and layer.weights])
        x = numpy.fromfile(images, "float32").reshape(-1, size, size, 3)
        y = model.predict(x, batch_size=len(x), verbose=0)
    y.astype("float32").tofile(out)
