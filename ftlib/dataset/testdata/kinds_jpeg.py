"""JPEG files, sound and damaged."""

import jpegwriter
from kinds import *

# What people had.
for path in sorted((pathlib.Path(__file__).parent / "cases").iterdir()):
    add("case", path.name, path.read_bytes())

# JPEG as Pillow writes it.
for ratio in ["4:4:4", "4:2:2", "4:2:0"]:
    for h, w in SIZES:
        for quality in [40, 90]:
            for options in [{}, {"progressive": True}, {"restart_marker_blocks": 2}, {"progressive": True, "restart_marker_blocks": 3}]:
                kind = "jpeg-progressive" if "progressive" in options else "jpeg"
                add(kind, "pillow.jpg", saved(picture(h, w), "JPEG", quality=quality, subsampling=ratio, **options))
for h, w in SIZES:
    add("jpeg-grey", "pillow.jpg", saved(picture(h, w, "L"), "JPEG", quality=80))
    add("jpeg-grey", "pillow.jpg", saved(picture(h, w, "L"), "JPEG", quality=80, progressive=True))
    add("jpeg-cmyk", "pillow.jpg", saved(picture(h, w, "CMYK"), "JPEG", quality=90))
    add("jpeg-rgb", "pillow.jpg", saved(picture(h, w), "JPEG", quality=90, keep_rgb=True))

# JPEG of our own writer.
def ycc(h, w, extra=0):
    a = np.asarray(Image.fromarray(smooth(h, w)).convert("YCbCr"))
    planes = [a[:, :, k] for k in range(3)]
    return planes + [smooth(h, w, 1)[:, :, 0] for _ in range(extra)]


RATIOS = [
    [(1, 1)] * 3, [(2, 1), (1, 1), (1, 1)], [(1, 2), (1, 1), (1, 1)], [(2, 2), (1, 1), (1, 1)], [(4, 1), (1, 1), (1, 1)], [(1, 4), (1, 1), (1, 1)],
    [(4, 2), (1, 1), (1, 1)], [(3, 1), (1, 1), (1, 1)], [(1, 3), (1, 1), (1, 1)], [(2, 2), (2, 1), (2, 1)], [(2, 2), (1, 2), (1, 2)], [(2, 2), (2, 1), (1, 1)],
    [(1, 1), (2, 2), (2, 2)], [(2, 1), (1, 2), (1, 1)], [(2, 2), (2, 2), (2, 2)], [(4, 1), (2, 1), (2, 1)], [(3, 1), (2, 1), (1, 1)], [(4, 4), (1, 1), (1, 1)],
    [(2, 4), (1, 1), (1, 1)], [(3, 2), (1, 1), (1, 1)],
]
for ratio in RATIOS:
    usual = ratio[1:] == [(1, 1)] * 2 and ratio[0] in [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2)]
    for h, w in [(24, 32), (23, 37), (3, 5)]:
        for options in [{}, {"restart": 2}, {"interleaved": False}, {"interleaved": False, "restart": 3}, {"progressive": True}, {"progressive": True, "restart": 2}]:
            kind = "jpeg" if usual else "jpeg-odd-sampling"
            if usual and options.get("interleaved") is False:
                kind = "jpeg-scans"
            if usual and options.get("progressive"):
                kind = "jpeg-progressive"
            planes = [(a, b, p) for (a, b), p in zip(ratio, ycc(h, w))]
            add(kind, "own.jpg", jpegwriter.write(planes, w, h, jfif=bool(w % 2), **options))
for ratio in RATIOS[:8]:
    for h, w in [(24, 32), (23, 37)]:
        rgb = smooth(h, w)
        planes = [(a, b, rgb[:, :, k]) for k, (a, b) in enumerate(ratio)]
        add("jpeg-rgb", "adobe0.jpg", jpegwriter.write(planes, w, h, adobe=0))
        add("jpeg-rgb", "ids.jpg", jpegwriter.write(planes, w, h, ids=[82, 71, 66]))
        add("jpeg-rgb", "jfif.jpg", jpegwriter.write(planes, w, h, ids=[82, 71, 66], jfif=True))
        add("jpeg-rgb", "adobe1.jpg", jpegwriter.write(planes, w, h, ids=[82, 71, 66], adobe=1))
        add("jpeg-mjpeg", "own.jpg", jpegwriter.write([(a, b, p) for (a, b), p in zip(ratio, ycc(h, w))], w, h, tables=False))
        add("jpeg-mjpeg", "progressive.jpg", jpegwriter.write([(a, b, p) for (a, b), p in zip(ratio, ycc(h, w))], w, h, tables=False, progressive=True))
        add("jpeg", "wide.jpg", jpegwriter.write([(a, b, p) for (a, b), p in zip(ratio, ycc(h, w))], w, h, wide=True)) if ratio in RATIOS[:4] else None
        four = [(a, b, p) for (a, b), p in zip(ratio + [ratio[0]], ycc(h, w, 1))]
        for adobe in [None, 0, 2, 1]:
            if sum(a * b for a, b, _ in four) <= 10:
                add("jpeg-cmyk", "own.jpg", jpegwriter.write(four, w, h, adobe=adobe))
                add("jpeg-cmyk", "own-progressive.jpg", jpegwriter.write(four, w, h, adobe=adobe, progressive=True))
for grey in [(1, 1), (2, 2), (3, 1), (4, 4)]:
    for options in [{}, {"restart": 2}, {"progressive": True}]:
        add("jpeg-grey", "own.jpg", jpegwriter.write([(*grey, smooth(21, 35)[:, :, 0])], 35, 21, **options))

# Damaged JPEG.
base = [saved(picture(40, 57), "JPEG", quality=85, subsampling="4:2:0"), saved(picture(40, 57), "JPEG", quality=85, subsampling="4:2:0", restart_marker_blocks=2),
        saved(picture(40, 57), "JPEG", quality=85, progressive=True), jpegwriter.write([(1, 1, p) for p in ycc(40, 57)], 57, 40, interleaved=False),
        saved(picture(40, 57, "L"), "JPEG", quality=85)]
for data in base:
    start = data.index(b"\xff\xda") + 14
    add("jpeg-cut", "no-end.jpg", data[:-2])
    for trailer in [b"\0" * 3, b"\0" * 20, b"trailer" * 9, b"\xff", b"\xff\x00\xff"]:
        add("jpeg-cut", "trailer-no-end.jpg", data[:-2] + trailer)
        add("jpeg-cut", "trailer.jpg", data + trailer)
    for n in [1, 2, 3, 5, 8, 13, 40, len(data) // 4, len(data) // 2]:
        add("jpeg-cut", "short.jpg", data[: -2 - n])
        add("jpeg-lost", "before-end.jpg", data[: -2 - n] + b"\xff\xd9")
    for at in [start + 30, start + 100, (start + len(data)) // 2]:
        for n in [1, 7, 50]:
            add("jpeg-lost", "within.jpg", data[:at] + data[at + n :])
    for k in range(6):
        at = start + 5 + k * (len(data) - start) // 7
        add("jpeg-lost", "flipped.jpg", data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
restarts = base[1]
marks = [i for i in range(len(restarts) - 1) if restarts[i] == 0xFF and 0xD0 <= restarts[i + 1] <= 0xD7]
for a in marks[:6]:
    add("jpeg-lost", "no-restart.jpg", restarts[:a] + restarts[a + 2 :])
    add("jpeg-lost", "twice-restart.jpg", restarts[:a] + restarts[a : a + 2] + restarts[a:])
    for shift in [1, 2, 3, 5, 7]:
        add("jpeg-lost", "other-restart.jpg", restarts[: a + 1] + bytes([0xD0 + (restarts[a + 1] - 0xD0 + shift) % 8]) + restarts[a + 2 :])
for a, b in zip(marks, marks[2:8]):
    add("jpeg-lost", "intervals.jpg", restarts[:a] + restarts[b:])
sof = base[0].index(b"\xff\xc0")
for at, value in [(4, 12), (9, 2), (9, 1), (5, 0), (10, 0), (1, 0xC1), (1, 0xC3), (1, 0xC9), (1, 0xD8), (11, 0), (12, 0x51), (13, 7), (2, 1)]:
    data = bytearray(base[0])
    data[sof + at] = value
    add("jpeg-arithmetic" if value == 0xC9 else "jpeg-header", "changed.jpg", bytes(data))
for insert in [b"\xff\xff", b"\xff\xfe\0\7hello", b"junk", b"\xff\x01", b"\xff\xe1\0\4ab", b"\xff\xd3", b"\xff\xf5\0\4ab", b"\xff\xe9\xff\xff", b"\xff\xdb\0\5\0\1\1", b"\xff\xc4\0\3\0", b"\xff\0"]:
    add("jpeg-header", "inserted.jpg", base[0][:sof] + insert + base[0][sof:])
