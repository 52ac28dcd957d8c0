"""BMP files, sound and damaged."""

from kinds import *

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
