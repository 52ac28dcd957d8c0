"""Writes keras.json: what Keras' preprocessing layers make of an image with given parameters, which Apply must reproduce.

python -m pip install keras tensorflow-cpu && python make_vectors.py
"""

import json
import pathlib

import keras
import numpy as np

SIDE = 9
rng = np.random.RandomState(6)
IMAGE = rng.randint(0, 256, (SIDE, SIDE, 3)).astype("float32")
L = keras.layers


def rotation(angle):
    layer = L.RandomRotation(0.1)
    one = np.array([angle], "float32")
    zero = np.zeros(1, "float32")
    matrix = layer._compute_affine_matrix(center_x=0.5, center_y=0.5, angle=one, translate_x=zero, translate_y=zero,
                                          scale=one * 0 + 1, shear_x=zero, shear_y=zero, height=SIDE, width=SIDE)
    # Keras' own transform_images, but for the batch axis.
    return lambda x: layer.backend.image.affine_transform(
        images=x, transform=matrix, interpolation=layer.interpolation, fill_mode=layer.fill_mode,
        fill_value=layer.fill_value, data_format=layer.data_format)


def zoom(factor):
    layer, z = L.RandomZoom(0.2), np.array([[factor]], "float32")
    return lambda x: layer.transform_images(x, {"height_zoom": z, "width_zoom": z, "input_shape": x.shape})


def translation(dx, dy):
    layer, t = L.RandomTranslation(0.2, 0.2), np.array([[dx, dy]], "float32")
    return lambda x: layer.transform_images(x, {"translations": t, "input_shape": x.shape})


def brightness(delta):
    layer = L.RandomBrightness(0.2)
    return lambda x: layer.transform_images(x, {"rgb_delta": np.full((1, 1, 1, 1), delta, "float32")})


def contrast(factor):
    layer = L.RandomContrast(0.2)
    return lambda x: layer.transform_images(x, {"contrast_factor": np.full((1, 1, 1, 1), factor, "float32")})


def flip(across, over):
    def apply(x):
        for wanted, mode in [(across, "horizontal"), (over, "vertical")]:
            flips = np.full((1, 1, 1, 1), bool(wanted))
            x = L.RandomFlip(mode).transform_images(x, {"flips": flips, "input_shape": x.shape})
        return x
    return apply


def crop(left, top, side):
    resize, random = L.Resizing(SIDE, SIDE), L.RandomCrop(side, side)

    def apply(x):
        part = x[:, top:top + side, left:left + side]
        assert np.array_equal(random.transform_images(x, (top, left)), part)
        # In training, RandomCrop takes such a part, and each place comes up.
        parts = [np.array(x[:, i:i + side, j:j + side]) for i in range(SIDE - side + 1) for j in range(SIDE - side + 1)]
        places = [[np.array_equal(p, taken) for p in parts].index(True)
                  for taken in (np.array(random(x, training=True)) for _ in range(20 * len(parts)))]
        assert set(places) == set(range(len(parts)))
        return resize(part)
    return apply


KINDS = {"flip": flip, "rotation": rotation, "zoom": zoom, "translation": translation, "brightness": brightness,
         "contrast": contrast, "crop": crop}
CASES = [[["flip", 1, 0]], [["flip", 0, 1]], [["flip", 1, 1]], [["rotation", 17]], [["rotation", -36]], [["rotation", 180]],
         [["zoom", 0.8]], [["zoom", 1.35]], [["translation", 0.9, -1.3]], [["translation", -2.25, 3.5]],
         [["translation", 13.5, -30.25]], [["brightness", 40]], [["brightness", -60]], [["contrast", 0.7]],
         [["contrast", 1.4]], [["flip", 1, 0], ["rotation", 12], ["zoom", 1.1], ["translation", -0.7, 0.4],
                               ["brightness", 12], ["contrast", 1.2]],
         [["crop", 0, 1, 8]], [["crop", 3, 0, 5]], [["crop", 8, 8, 1]], [["crop", 2, 4, 4]],
         [["flip", 1, 0], ["crop", 1, 2, 7], ["contrast", 1.3]]]

out = {"keras": keras.__version__, "side": SIDE, "image": np.ravel(IMAGE).tolist(), "cases": []}
for case in CASES:
    x = keras.ops.convert_to_tensor(IMAGE[None])
    for name, *parameters in case:
        x = KINDS[name](*parameters)(x)
    out["cases"].append({"changes": [{"Name": name, **dict(zip("ABC", p))} for name, *p in case],
                         "want": [round(v, 4) for v in np.ravel(keras.ops.convert_to_numpy(x)).astype(float).tolist()]})

path = pathlib.Path(__file__).parent / "keras.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
