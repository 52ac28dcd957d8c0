"""Writes image files of every kind, sound and damaged, and beside each what Pillow makes of it: python make_kinds.py OUT

For NAME there is NAME.rgb with the pixels of convert("RGB"), unless Pillow refuses the file; kinds.json lists all. With a
second argument, kinds.zip, a sample of them is written there.
"""

import hashlib
import io
import json
import pathlib
import struct
import sys
import warnings
import zipfile
import zlib

import numpy as np
import PIL
from PIL import Image

import jpegwriter

warnings.simplefilter("ignore")
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
rng = np.random.RandomState(11)
files = []


def add(kind, name, data):
    """name has the extension."""
    path = f"{kind}-{len(files):04d}-{name}"
    (out / path).write_bytes(data)
    entry = {"file": path, "kind": kind, "refused": False, "width": 0, "height": 0}
    try:
        image = Image.open(io.BytesIO(data))
        if image.mode != "RGB":
            image = image.convert("RGB")
        image.load()
        entry["width"], entry["height"] = image.size
        (out / (path + ".rgb")).write_bytes(image.tobytes())
        entry["sha256"] = hashlib.sha256(image.tobytes()).hexdigest()
    except Exception as e:
        entry["refused"], entry["why"] = True, f"{type(e).__name__}: {e}"
    files.append(entry)


def smooth(h, w, c=3, noise=6):
    """A made-up photograph: shades, edges and some noise."""
    y, x = np.mgrid[0:h, 0:w]
    phase = rng.rand(c) * 6
    a = [127 + 80 * np.sin((x * (k + 1) + y * (3 - k)) / 14 + phase[k]) + 40 * ((x + 2 * y + 5 * k) % 23 > 11) + rng.randint(-noise, noise + 1, (h, w)) for k in range(c)]
    return np.clip(np.stack(a, -1), 0, 255).astype(np.uint8)


def picture(h=23, w=37, mode="RGB"):
    n = {"L": 1, "RGB": 3, "RGBA": 4, "CMYK": 4, "LA": 2}[mode]
    a = smooth(h, w, n)
    return Image.fromarray(a[:, :, 0] if n == 1 else a, mode)


def saved(image, kind, **options):
    b = io.BytesIO()
    image.save(b, kind, **options)
    return b.getvalue()


SIZES = [(1, 1), (3, 5), (8, 8), (16, 16), (17, 9), (23, 37), (40, 57), (64, 48)]


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


# PNG.
def chunk(tag, body, broken=False):
    return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body) ^ broken)


CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def png_rows(bits, kind, w, h, interlaced):
    """Filtered rows of made-up pixels."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    rows = []
    for x0, y0, dx, dy in passes:
        across = -(-(w - x0) // dx)
        if across <= 0:
            continue
        for _ in range(y0, h, dy):
            body = rng.bytes(-(-across * bits * CHANNELS[kind] // 8))
            rows.append(bytes([rng.randint(0, 5)]) + body)
    return rows


def png(bits, kind, w=11, h=9, interlaced=0, before=b"", after=b"", rows=None, compressed=None, end=True, broken=(), split=0):
    rows = rows if rows is not None else png_rows(bits, kind, w, h, interlaced)
    data = compressed if compressed is not None else zlib.compress(b"".join(rows))
    parts = [data[i : i + split] for i in range(0, len(data), split)] if split else [data]
    head = struct.pack(">IIBBBBB", w, h, bits, kind, 0, 0, interlaced)
    s = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head, "IHDR" in broken) + before
    s += b"".join(chunk(b"IDAT", p, "IDAT" in broken) for p in parts) + after
    return s + (chunk(b"IEND", b"") if end else b"")


ALL = [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)]
for bits, kind in ALL:
    palette = chunk(b"PLTE", rng.bytes(3 << bits)) if kind == 3 else b""
    for interlaced in [0, 1]:
        for w, h in [(11, 9), (1, 1), (3, 2), (17, 8)]:
            add("png", f"{bits}-{kind}.png", png(bits, kind, w, h, interlaced, palette))
    add("png", "gamma.png", png(bits, kind, before=chunk(b"gAMA", struct.pack(">I", 45455)) + palette, split=7))
    n = {0: 2, 2: 6, 3: 1}.get(kind)
    if n:
        add("png-transparent", f"{bits}-{kind}.png", png(bits, kind, before=palette + chunk(b"tRNS", rng.bytes(n) if bits > 8 else b"\0\1" * (n // 2) or b"\0")))
        add("png-transparent", "long.png", png(bits, kind, before=palette + chunk(b"tRNS", rng.bytes(20))))
    add("png-end", "no-end.png", png(bits, kind, before=palette, end=False))
    add("png-end", "trailing.png", png(bits, kind, before=palette) + b"trailing" * 5)
    add("png-end", "after.png", png(bits, kind, before=palette, after=chunk(b"tEXt", b"a\0b", True)))
for bits in [1, 2, 4, 8]:
    for n in [0, 1, 2, (1 << bits) - 1, 1 << bits, 255, 256, 257, 300]:
        add("png-palette", f"{bits}-{n}.png", png(bits, 3, before=chunk(b"PLTE", rng.bytes(3 * n))))
    add("png-palette", "none.png", png(bits, 3))
    add("png-palette", "odd.png", png(bits, 3, before=chunk(b"PLTE", rng.bytes(7))))
rows = png_rows(8, 2, 11, 9, 0)
packed = zlib.compress(b"".join(rows))
for name, options in {
    "idat-crc": {"broken": ["IDAT"]}, "ihdr-crc": {"broken": ["IHDR"]}, "more": {"rows": rows + rows}, "fewer": {"rows": rows[:5]}, "part": {"compressed": zlib.compress(b"".join(rows)[:100])},
    "adler": {"compressed": packed[:-1] + bytes([packed[-1] ^ 1])}, "no-adler": {"compressed": packed[:-4]}, "garbage": {"compressed": b"garbage"}, "empty": {"compressed": b""},
    "filter": {"rows": [b"\7" + rows[0][1:]] + rows[1:]}, "text-crc": {"before": chunk(b"tEXt", b"a\0b", True)}, "bad-name": {"before": chunk(b"t\0Xt", b"ab")},
    "private": {"before": chunk(b"prVt", b"ab")}, "wrapped": {"compressed": packed + b"rest"}, "none": {"rows": []},
}.items():
    add("png-damaged", name + ".png", png(8, 2, **{"rows": rows, **options} if "compressed" not in options else options))
whole = png(8, 2, rows=rows)
for n in [4, 12, 13, 16, 20, 40, 100, len(whole) - 20]:
    add("png-damaged", "cut.png", whole[:-n])
for bits, kind in [(3, 0), (16, 3), (8, 1), (4, 2), (8, 7)]:
    add("png-damaged", "kind.png", png(bits, kind, rows=[b"\0" * 99] * 9))
add("png", "grey16-photo.png", saved(Image.fromarray((smooth(20, 30)[:, :, 0].astype(np.uint16) * 257)), "PNG"))
add("huge", "huge.png", png(8, 2, 60000, 60000, rows=[]))
add("huge", "bomb.png", png(1, 0, 20000, 9000, rows=[]))


# BMP.
def bmp(bits, header=40, w=11, h=9, top_down=False, compression=0, colours=None, used=None, gap=0, masks=None, data=None, offset=None, size=None, palette=None):
    entry = 3 if header == 12 else 4
    colours = (1 << bits if bits <= 8 else 0) if colours is None else colours
    palette = rng.bytes(entry * colours) if palette is None else palette
    stride = (w * bits + 31) // 32 * 4
    data = rng.bytes(stride * h) if data is None else data
    tail = b""
    if header == 12:
        head = struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", header, w, -h if top_down else h, 1, bits, compression, len(data), 2835, 2835, (colours if used is None else used), 0)
        m = struct.pack(f"<{len(masks)}I", *masks) if masks else b""
        if header == 40:
            tail = m[:12]
        else:
            head = (head + m + bytes(124))[:header]
    start = 14 + len(head) + len(tail) + len(palette) + gap
    s = b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start if offset is None else offset)
    return s + head + tail + palette + b"\x55" * gap + data


for bits in [1, 4, 8, 16, 24, 32]:
    for header in [12, 40, 52, 56, 64, 108, 124]:
        for top_down in [False, True]:
            if header == 12 and top_down:
                continue
            add("bmp", f"{bits}-{header}.bmp", bmp(bits, header, top_down=top_down))
        add("bmp", "gap.bmp", bmp(bits, header, gap=10))
    add("bmp-odd", "offset0.bmp", bmp(bits, offset=0))
    add("bmp-odd", "used0.bmp", bmp(bits, used=0))
    add("bmp-odd", "cut.bmp", bmp(bits)[:-5])
    add("bmp-odd", "padding.bmp", bmp(bits, w=9)[:-1])
    add("bmp-odd", "more.bmp", bmp(bits) + b"more")
    add("bmp-odd", "header.bmp", bmp(bits, offset=14 + 40))
for bits, n in [(8, 251), (8, 3), (4, 5), (1, 1), (8, 300), (4, 40)]:
    add("bmp-palette", f"{bits}-{n}.bmp", bmp(bits, colours=n))
    add("bmp-palette", f"{bits}-{n}-used0.bmp", bmp(bits, colours=n, used=0))
    add("bmp-palette", f"{bits}-{n}-used9.bmp", bmp(bits, colours=n, used=9))
for bits in [1, 4, 8]:
    ramp = b"".join(bytes([i, i, i, 0]) for i in range(1 << bits))
    spread = b"".join(bytes([i * 255 // ((1 << bits) - 1)] * 3 + [0]) for i in range(1 << bits))
    for p in [ramp, spread, bytes([0, 0, 0, 0, 255, 255, 255, 0])]:
        add("bmp-palette", f"grey-{bits}.bmp", bmp(bits, palette=p, used=len(p) // 4))
FIELDS = {
    16: [(0xF800, 0x7E0, 0x1F, 0), (0x7C00, 0x3E0, 0x1F, 0), (0xF00, 0xF0, 0xF, 0)],
    24: [(0xFF0000, 0xFF00, 0xFF, 0), (0xFF, 0xFF00, 0xFF0000, 0)],
    32: [(0xFF0000, 0xFF00, 0xFF, 0), (0xFF000000, 0xFF0000, 0xFF00, 0), (0xFF000000, 0xFF00, 0xFF, 0), (0xFF000000, 0xFF0000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
         (0xFF0000, 0xFF00, 0xFF, 0xFF000000), (0xFF000000, 0xFF00, 0xFF, 0xFF0000), (0, 0, 0, 0), (0x3FF00000, 0xFFC00, 0x3FF, 0)],
}
for bits, list_ in FIELDS.items():
    for masks in list_:
        for header in [40, 52, 56, 108, 124]:
            add("bmp-fields", f"{bits}-{header}.bmp", bmp(bits, header, compression=3, masks=masks))


def rle(index, four, absolute=0.3, delta=0.1):
    out_ = bytearray()
    for row in index[::-1]:
        x = 0
        while x < len(row):
            n = min(len(row) - x, rng.randint(3, 9))
            if rng.rand() < absolute and n >= 3:
                out_ += bytes([0, n])
                part = row[x : x + n]
                b = bytes(int(v) for v in part) if not four else bytes((int(part[i]) << 4) | (int(part[i + 1]) if i + 1 < n else 0) for i in range(0, n, 2))
                out_ += b + b"\0" * (len(b) % 2)
            else:
                out_ += bytes([n, int(row[x]) << 4 | int(row[min(x + 1, len(row) - 1)]) if four else int(row[x])])
            x += n
        out_ += b"\0\0"
    return bytes(out_)


for four in [False, True]:
    bits, compression = (4, 2) if four else (8, 1)
    for w, h in [(11, 9), (16, 5), (7, 7)]:
        for k in range(4):
            data = rle(rng.randint(0, 1 << bits, (h, w)), four)
            add("bmp-rle", f"{bits}.bmp", bmp(bits, w=w, h=h, compression=compression, data=data + b"\0\1"))
            add("bmp-rle", f"{bits}-gap1.bmp", bmp(bits, w=w, h=h, compression=compression, data=data + b"\0\1", gap=1))
            add("bmp-rle", f"{bits}-no-end.bmp", bmp(bits, w=w, h=h, compression=compression, data=data))
            add("bmp-rle", f"{bits}-cut.bmp", bmp(bits, w=w, h=h, compression=compression, data=data[: len(data) // 2]))
            add("bmp-rle", f"{bits}-early.bmp", bmp(bits, w=w, h=h, compression=compression, data=data[:-20] + b"\0\1"))
            add("bmp-rle", f"{bits}-delta.bmp", bmp(bits, w=w, h=h, compression=compression, data=b"\0\2\2\1" + data + b"\0\1"))
            add("bmp-rle", f"{bits}-random.bmp", bmp(bits, w=w, h=h, compression=compression, data=rng.bytes(90)))


# GIF.
def lzw(index, bits, clear_often=False):
    clear, end = 1 << bits, (1 << bits) + 1
    out_, value, count = bytearray(), 0, 0

    def put(code, size):
        nonlocal value, count
        value |= code << count
        count += size
        while count >= 8:
            out_.append(value & 255)
            value >>= 8
            count -= 8

    table, size = {(i,): i for i in range(clear)}, bits + 1
    put(clear, size)
    word, next_ = (), end + 1
    for v in index:
        if word + (v,) in table:
            word += (v,)
            continue
        put(table[word], size)
        if next_ < 4096:
            table[word + (v,)] = next_
            if next_ == 1 << size and size < 12:
                size += 1
            next_ += 1
        if clear_often and next_ > end + 20:
            put(clear, size)
            table, size, next_ = {(i,): i for i in range(clear)}, bits + 1, end + 1
        word = (v,)
    if word:
        put(table[word], size)
    put(end, size)
    if count:
        out_.append(value & 255)
    return bytes(out_)


def gif(w=11, h=9, canvas=None, at=(0, 0), bits=3, colours=None, local=None, interlaced=False, transparent=None, pixels=None, data=None, version=b"GIF89a", comment=False, end=b";", code=None, clear_often=False):
    cw, ch = canvas or (w, h)
    pixels = pixels if pixels is not None else rng.randint(0, 1 << bits, w * h).tolist()
    data = lzw(pixels, code or max(bits, 2), clear_often) if data is None else data
    s = version + struct.pack("<HHBBB", cw, ch, (0x80 | (bits - 1)) if colours is None or colours else 0, 0, 0)
    s += rng.bytes(3 << bits) if colours is None else colours
    if comment:
        s += b"!\xfe\5hello\0"
    if transparent is not None:
        s += b"!\xf9\4" + bytes([1, 0, 0, transparent]) + b"\0"
    s += b"," + struct.pack("<HHHHB", *at, w, h, (0x40 if interlaced else 0) | ((0x80 | (bits - 1)) if local else 0)) + (local or b"")
    s += bytes([code or max(bits, 2)])
    for i in range(0, len(data), 255):
        s += bytes([len(data[i : i + 255])]) + data[i : i + 255]
    return s + b"\0" + end


for bits in range(1, 9):
    for options in [{}, {"interlaced": True}, {"transparent": 1}, {"comment": True, "version": b"GIF87a"}, {"clear_often": True}, {"w": 40, "h": 33}, {"w": 1, "h": 1}, {"w": 5, "h": 3, "interlaced": True}]:
        add("gif", f"{bits}.gif", gif(bits=bits, **options))
    for options in [{"canvas": (20, 15), "at": (3, 2)}, {"canvas": (20, 15), "at": (3, 2), "transparent": 1}, {"canvas": (5, 4)}, {"canvas": (11, 9), "at": (4, 3)}, {"canvas": (11, 9), "at": (4, 3), "transparent": 1}, {"canvas": (0, 0)}]:
        add("gif-canvas", f"{bits}.gif", gif(bits=bits, **options))
    ramp = b"".join(bytes([i] * 3) for i in range(1 << bits))
    add("gif-palette", "local.gif", gif(bits=bits, local=rng.bytes(3 << bits)))
    add("gif-palette", "ramp.gif", gif(bits=bits, colours=ramp))
    add("gif-palette", "ramp-local.gif", gif(bits=bits, colours=ramp, local=rng.bytes(3 << bits)))
    add("gif-palette", "local-ramp.gif", gif(bits=bits, local=ramp))
    add("gif-palette", "none.gif", gif(bits=bits, colours=b""))
    add("gif-palette", "beyond.gif", gif(bits=bits, code=8, pixels=rng.randint(0, 256, 99).tolist()))
    add("gif-palette", "beyond-transparent.gif", gif(bits=bits, transparent=(1 << bits) % 256, canvas=(15, 12)))
    add("gif-data", "more.gif", gif(bits=bits, pixels=rng.randint(0, 1 << bits, 150).tolist()))
    add("gif-data", "less.gif", gif(bits=bits, pixels=rng.randint(0, 1 << bits, 50).tolist()))
    add("gif-data", "almost.gif", gif(bits=bits, pixels=rng.randint(0, 1 << bits, 98).tolist()))
    add("gif-data", "no-end.gif", gif(bits=bits, end=b""))
    add("gif-data", "trailing.gif", gif(bits=bits, end=b";trailing"))
    whole = gif(bits=bits)
    for n in [1, 2, 3, 6, 10]:
        add("gif-data", "cut.gif", whole[:-n])
    add("gif-data", "random.gif", gif(bits=bits, data=rng.bytes(60)))
add("gif-data", "code0.gif", gif(code=13, data=rng.bytes(60)))
add("huge", "huge.gif", gif(canvas=(65535, 65535)))


# WebP.
for h, w in SIZES:
    for mode in ["RGB", "RGBA"]:
        for options in [{"lossless": True}, {"quality": 80}, {"quality": 20}, {"lossless": True, "exact": True}, {"quality": 60, "exact": True}]:
            add("webp", "pillow.webp", saved(picture(h, w, mode), "WEBP", **options))
    for mode in ["RGB", "RGBA"]:
        for options in [{"lossless": True}, {"quality": 70}, {"quality": 70, "allow_mixed": True}]:
            more = [picture(h, w, mode) for _ in range(2)]
            add("webp-animated", "pillow.webp", saved(picture(h, w, mode), "WEBP", save_all=True, append_images=more, **options))
animated = saved(picture(24, 32), "WEBP", save_all=True, append_images=[picture(24, 32)], lossless=True)
canvas = animated.index(b"VP8X") + 12
for cw, ch, x, y in [(40, 30, 2, 1), (33, 25, 0, 0), (31, 24, 0, 0), (32, 24, 1, 0)]:
    b = bytearray(animated)
    b[canvas : canvas + 6] = struct.pack("<I", cw - 1)[:3] + struct.pack("<I", ch - 1)[:3]
    at = b.index(b"ANMF") + 8
    b[at : at + 6] = struct.pack("<I", x)[:3] + struct.pack("<I", y)[:3]
    add("webp-animated", "placed.webp", bytes(b))
for data in [saved(picture(), "WEBP", lossless=True), saved(picture(), "WEBP", quality=80), saved(picture(mode="RGBA"), "WEBP", quality=80), animated]:
    for n in [1, 5, 50, len(data) // 2]:
        add("webp-damaged", "cut.webp", data[:-n])
    add("webp-damaged", "trailing.webp", data + b"trailing")
    for k in [1, 2, 8]:
        b = bytearray(data)
        b[4:8] = struct.pack("<I", len(data) - 8 + k)
        add("webp-damaged", "size.webp", bytes(b))
        b[4:8] = struct.pack("<I", len(data) - 8 - k)
        add("webp-damaged", "size.webp", bytes(b))


# TIFF.
grey = picture(23, 37, "L")
deep = Image.fromarray(rng.randint(0, 700, (23, 37)).astype(np.uint16))
for compression in ["raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"]:
    for image in [picture(), grey, picture(mode="RGBA"), picture(mode="LA"), picture(mode="CMYK"), grey.convert("1"), picture().quantize(9), deep]:
        if image.mode == "LA" and compression != "raw":
            continue
        add("tiff", f"{compression}-{image.mode.replace(';', '')}.tif", saved(image, "TIFF", compression=compression))
for compression in ["tiff_lzw", "tiff_adobe_deflate"]:
    for image in [picture(), grey, picture(mode="RGBA"), deep]:
        add("tiff", "predictor.tif", saved(image, "TIFF", compression=compression, tiffinfo={317: 2}))
for compression in ["group3", "group4"]:
    add("tiff", compression + ".tif", saved(grey.convert("1"), "TIFF", compression=compression))
for image in [picture(), grey]:
    add("tiff", "jpeg.tif", saved(image, "TIFF", compression="jpeg"))
    add("tiff", "strips.tif", saved(image, "TIFF", strip_size=300))
    add("tiff", "pages.tif", saved(image, "TIFF", save_all=True, append_images=[picture()]))
    data = saved(image, "TIFF")
    for n in [1, 100, 700]:
        add("tiff-damaged", "cut.tif", data[:-n])


# PBM, PGM and PPM.
def pnm(kind, top=255, w=11, h=9, head="{kind}\n{w} {h}\n{top}\n", data=None):
    n = w * h * (3 if kind in "P3 P6" else 1)
    if kind in ("P1", "P4"):
        head = head.replace("{top}\n", "")
    if data is None:
        v = rng.randint(0, top + 1, n)
        data = {"P1": lambda: "".join(str(x % 2) + (" " if i % 3 else "") for i, x in enumerate(v)).encode(), "P4": lambda: rng.bytes((w + 7) // 8 * h)}.get(
            kind, lambda: " ".join(map(str, v)).encode() if kind in ("P2", "P3") else (v.astype(">u2") if top > 255 else v.astype(np.uint8)).tobytes())()
    return head.format(kind=kind, w=w, h=h, top=top).encode() + data


for kind in ["P1", "P2", "P3", "P4", "P5", "P6"]:
    for top in [1, 15, 100, 255, 256, 1000, 65535]:
        if top != 255 and kind in ("P1", "P4"):
            continue
        whole = pnm(kind, top)
        add("pnm", f"{kind}-{top}.ppm", whole)
        add("pnm", "comment.ppm", pnm(kind, top, head="{kind}\n# a comment\n{w} # another\n{h}\n{top}\n"))
        add("pnm", "spaces.ppm", pnm(kind, top, head="{kind} {w}\t{h}\r{top}\n"))
        add("pnm-damaged", "more.ppm", whole + b" 1")
        for n in [1, 2, 30]:
            add("pnm-damaged", "cut.ppm", whole[:-n])
    for head in ["{kind}\n{w}\n", "{kind}\n-1 {h}\n{top}\n", "{kind}\nx {h}\n{top}\n", "{kind}\n{w} {h}\n0\n", "{kind}\n{w} {h}\n65536\n", "{kind}\n99999999999 {h}\n{top}\n", "{kind}{w} {h}\n{top}\n"]:
        add("pnm-damaged", "header.ppm", pnm(kind, head=head))
for data in [b"", b"text", b"\xff\xd8", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"RIFF\0\0\0\0WEBPVP8 ", b"II*\0", b"P6 ", b"MM\0*" + b"\0" * 20]:
    add("nothing", "short.jpg", data)
text = json.dumps({"pillow": PIL.__version__, "files": files})
(out / "kinds.json").write_text(text)
if len(sys.argv) > 2:
    seen, sample = {}, []
    for f in files:  # all that people had, and the first and each 40th of a name
        name = f["kind"] + f["file"][len(f["kind"]) + 5 :]
        seen[name] = seen.get(name, 0) + 1
        if f["kind"] == "case" or seen[name] % 40 == 1:
            sample.append(f)
    with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        z.writestr(zipfile.ZipInfo("kinds.json"), json.dumps({"pillow": PIL.__version__, "files": sample}), zipfile.ZIP_DEFLATED, 9)
        for f in sample:
            if f["kind"] != "case":  # those are in their folder
                z.writestr(zipfile.ZipInfo(f["file"]), (out / f["file"]).read_bytes(), zipfile.ZIP_DEFLATED, 9)
            # Of what must be equal the digest is enough.
            if f["file"].endswith((".jpg", ".jfif", "jpeg.tif")) and not f["refused"]:
                z.writestr(zipfile.ZipInfo(f["file"] + ".rgb"), (out / (f["file"] + ".rgb")).read_bytes(), zipfile.ZIP_DEFLATED, 9)
print(len(files), "files,", sum(f["refused"] for f in files), "refused")
