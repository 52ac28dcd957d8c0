"""Writes images/ and pillow.json: small files of every kind, and what Pillow's convert("RGB") and resize make of them.

python -m pip install numpy pillow && python make_vectors.py
"""

import base64
import json
import pathlib
import struct
import zlib

import numpy as np
import PIL
from PIL import Image

here = pathlib.Path(__file__).parent
images = here / "images"
images.mkdir(exist_ok=True)
for old in images.iterdir():
    old.unlink()
rng = np.random.RandomState(5)


def smooth(h, w, c):
    """Gradients with some noise: what a JPEG can hold."""
    y, x = np.mgrid[0:h, 0:w]
    a = [127 + 100 * np.sin((x * (k + 1) + y * (3 - k)) / 9) + rng.randint(-12, 13, (h, w)) for k in range(c)]
    return np.clip(np.stack(a, -1), 0, 255).astype(np.uint8)


def png(bits, kind, raw, extra=b""):
    """A PNG that Pillow cannot write itself; raw holds the rows as bytes."""

    def chunk(tag, body):
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    head = struct.pack(">IIBBBBB", raw.width, raw.height, bits, kind, 0, 0, 0)
    rows = b"".join(b"\0" + row for row in raw.rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Raw:
    def __init__(self, width, row_bytes, height=6):
        self.width, self.height = width, height
        self.rows = [rng.bytes(row_bytes) for _ in range(height)]


def save(name, image, **options):
    image.save(images / name, **options)


rgb = Image.fromarray(smooth(11, 17, 3))
rgba = Image.fromarray(np.dstack([smooth(11, 17, 3), rng.randint(0, 256, (11, 17))]).astype(np.uint8))
save("rgb.png", rgb)
save("rgba.png", rgba)
save("grey.png", rgb.convert("L"))
save("greyalpha.png", rgba.convert("LA"))
save("palette.png", rgb.quantize(9))
save("palette-transparent.png", rgb.quantize(9), transparency=3)
save("one.png", rgb.convert("1"))
(images / "grey2.png").write_bytes(png(2, 0, Raw(8, 2)))
(images / "grey4.png").write_bytes(png(4, 0, Raw(8, 4)))
(images / "rgb16.png").write_bytes(png(16, 2, Raw(5, 30)))
(images / "rgba16.png").write_bytes(png(16, 6, Raw(5, 40)))
(images / "greyalpha16.png").write_bytes(png(16, 4, Raw(5, 20)))
save("grey16.png", Image.fromarray(rng.randint(0, 400, (6, 5)).astype(np.uint16)))
shades = [np.random.RandomState(k).randint(0, 400, 5).astype(">u2").tobytes() for k in range(6)]  # with a transparent one
body = b"tRNS" + shades[0][:2]
transparent = struct.pack(">I", 2) + body + struct.pack(">I", zlib.crc32(body))
raw = Raw.__new__(Raw)
raw.width, raw.height, raw.rows = 5, 6, shades
(images / "grey16-transparent.png").write_bytes(png(16, 0, raw, transparent))
save("rgb.bmp", rgb)
save("palette.bmp", rgb.quantize(9))
save("grey.bmp", rgb.convert("L"))
save("rgba.bmp", rgba)
save("palette.gif", rgb.quantize(9))
save("transparent.gif", rgb.quantize(9), transparency=3)
save("animated.gif", rgb.quantize(9), save_all=True, append_images=[rgb.rotate(180).quantize(9)])
# A first frame that covers part of the canvas: the canvas of transparent.gif made larger, the frame moved.
for name, source in [("offset-transparent.gif", "transparent.gif"), ("offset.gif", "palette.gif")]:
    b = bytearray((images / source).read_bytes())
    b[6:10] = struct.pack("<HH", 21, 16)
    at = b.index(b"\x2c\0\0\0\0\x11\0\x0b\0")
    b[at + 1 : at + 5] = struct.pack("<HH", 3, 2)
    (images / name).write_bytes(b)
save("lossless.webp", rgb, lossless=True)
save("lossless-alpha.webp", rgba, lossless=True, exact=True)
save("lossy.webp", Image.fromarray(smooth(23, 37, 3)), quality=90)
save("lossy-even.webp", Image.fromarray(smooth(24, 32, 3)), quality=40)
save("lossy-alpha.webp", rgba, quality=80, exact=True)
save("lossy-thin.webp", Image.fromarray(smooth(9, 1, 3)), quality=80)
for ratio in ["4:4:4", "4:2:2", "4:2:0"]:
    for h, w in [(24, 32), (23, 37), (5, 4), (3, 5), (1, 1)]:
        name = f"{ratio.replace(':', '')}-{w}x{h}.jpg"
        save(name, Image.fromarray(smooth(h, w, 3)), quality=90, subsampling=ratio)
# 4:4:0 cannot be asked of Pillow: turn the sampling factors of a 4:2:2 file, which keeps blocks per unit.
b = bytearray((images / "422-32x24.jpg").read_bytes())
at = b.index(b"\x03\x01\x21\x00")
b[at + 1 : at + 3] = b"\x01\x12"
at = b.index(b"\xff\xc0")
b[at + 5 : at + 9] = struct.pack(">HH", 32, 24)
(images / "440.jpg").write_bytes(b)
save("progressive.jpg", Image.fromarray(smooth(23, 37, 3)), quality=90, progressive=True)
save("restart.jpg", Image.fromarray(smooth(40, 57, 3)), quality=90, restart_marker_blocks=2)
save("grey.jpg", Image.fromarray(smooth(23, 37, 3)).convert("L"), quality=90)
save("cmyk.jpg", Image.fromarray(smooth(23, 37, 4), "CMYK"), quality=95)
save("rgb.jpg", Image.fromarray(smooth(23, 37, 3)), quality=95, keep_rgb=True)
exif = Image.Exif()
exif[0x0112] = 6
save("turned.jpg", Image.fromarray(smooth(24, 32, 3)), quality=90, exif=exif)
for turn in range(2, 9):  # Pillow turns TIFF files as it loads them
    save(f"turned{turn}.tif", rgb, tiffinfo={274: turn})


def pack(image):
    return base64.b64encode(np.asarray(image).tobytes()).decode()


out = {"pillow": PIL.__version__, "decode": [], "resize": []}
for path in sorted(images.iterdir()):
    image = Image.open(path).convert("RGB")
    out["decode"].append({"file": path.name, "width": image.width, "height": image.height, "rgb": pack(image)})
large = Image.fromarray(rng.randint(0, 256, (29, 61, 3)).astype(np.uint8))
save("large.png", large)
tall = Image.fromarray(rng.randint(0, 256, (61, 13, 3)).astype(np.uint8))
save("tall.png", tall)
for name in ["NEAREST", "BILINEAR", "BICUBIC", "LANCZOS", "BOX", "HAMMING"]:
    for file, image in [("rgb.png", rgb), ("large.png", large), ("tall.png", tall)]:
        for size in [1, 7, 11, 16]:
            got = image.resize((size, size), getattr(Image.Resampling, name))
            out["resize"].append({"file": file, "size": size, "interpolation": name.lower(), "rgb": pack(got)})
# Positions alone, over the sizes at which accumulating and multiplying part ways.
out["nearest"] = []
for n in [1, 2, 100, 223, 225, 259, 300, 333, 500, 777, 1023, 1600, 3024]:
    row = Image.fromarray(np.arange(n, dtype=np.int32)[None])
    at = np.asarray(row.resize((224, 1), Image.Resampling.NEAREST))[0]
    out["nearest"].append({"from": n, "to": 224, "at": at.tolist()})
(here / "pillow.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
