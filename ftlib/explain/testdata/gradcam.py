"""Grad-CAM as in Keras' example (keras.io/examples/vision/grad_cam), on JAX: MODEL.keras LAYER CLASS IMAGE OUT

Writes the probabilities of the image, float32 as the network takes it, then its heat, both float32."""
import sys

import jax
import keras
import numpy

file, layer, index, images, out = sys.argv[1:]
index = int(index)
model = keras.models.load_model(file)
image = numpy.fromfile(images, "float32").reshape(1, *model.input_shape[1:])
end = model.get_layer(layer).output
features, probabilities = keras.Model(model.inputs, [end, model.outputs[0]]).predict(image, verbose=0)
model.layers[-1].activation = None
above = keras.Model(end, model.outputs[0])


def logit(x):
    y, _ = above.stateless_call(
        [v.value for v in above.trainable_variables], [v.value for v in above.non_trainable_variables], x, training=False
    )
    return y[0, index]


gradient = jax.jit(jax.grad(logit))(features)
weights = numpy.mean(gradient, axis=(0, 1, 2))
heat = numpy.maximum(features[0] @ weights, 0)
heat = heat / heat.max()
numpy.concatenate([probabilities[0], heat.ravel()]).astype("float32").tofile(out)
