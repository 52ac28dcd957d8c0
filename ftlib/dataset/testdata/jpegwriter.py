"""Writes JPEG files of kinds that Pillow cannot write: any sampling factors, scans, markers and components."""

import struct

import numpy as np

ZIGZAG = sorted(range(64), key=lambda k: (k // 8 + k % 8, (k % 8 if (k // 8 + k % 8) % 2 == 0 else k // 8)))
QUANT = np.array([4 + 2 * (k // 8 + k % 8) for k in range(64)])
COS = np.array([[np.cos((2 * x + 1) * u * np.pi / 16) * (np.sqrt(1 / 8) if u == 0 else 0.5) for x in range(8)] for u in range(8)])


def standard_tables():
    """The Huffman tables of the standard, as Pillow writes them."""
    import io

    from PIL import Image

    b = io.BytesIO()
    Image.new("RGB", (16, 16)).save(b, "JPEG")
    d, at, tables = b.getvalue(), 2, {}
    while d[at + 1] != 0xDA:
        n = struct.unpack(">H", d[at + 2 : at + 4])[0]
        s = d[at + 4 : at + 2 + n]
        while d[at + 1] == 0xC4 and s:
            total = sum(s[1:17])
            tables[s[0]] = s[1 : 17 + total]
            s = s[17 + total :]
        at += 2 + n
    return tables


TABLES = standard_tables()


def codes(table):
    out, code, at = {}, 0, 16
    for length in range(1, 17):
        for _ in range(table[length - 1]):
            out[table[at]] = (code, length)
            code, at = code + 1, at + 1
        code <<= 1
    return out


CODES = {k: codes(t) for k, t in TABLES.items()}


class Bits:
    def __init__(self):
        self.value, self.count, self.out = 0, 0, bytearray()

    def put(self, value, count):
        self.value, self.count = self.value << count | value, self.count + count
        while self.count >= 8:
            byte = self.value >> (self.count - 8) & 255
            self.out.append(byte)
            if byte == 255:
                self.out.append(0)
            self.count -= 8
        self.value &= (1 << self.count) - 1

    def flush(self):
        if self.count:
            self.put((1 << (8 - self.count)) - 1, 8 - self.count)


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + bytes(body)


def size_of(v):
    n = abs(int(v)).bit_length()
    return n, (v if v >= 0 else v + (1 << n) - 1)


def write(planes, width, height, ids=None, jfif=False, adobe=None, interleaved=True, restart=0, progressive=False, tables=True, wide=False, scans=None):
    """planes: (h, v, array of samples at full size) of each component."""
    ids = ids or list(range(1, len(planes) + 1))
    most_h, most_v = max(p[0] for p in planes), max(p[1] for p in planes)
    across, down = -(-width // (8 * most_h)), -(-height // (8 * most_v))
    blocks = []
    for h, v, plane in planes:
        full = np.pad(plane.astype(float), ((0, down * most_v * 8 - height), (0, across * most_h * 8 - width)), "edge")
        ys, xs = np.arange(down * v * 8) * most_v // v, np.arange(across * h * 8) * most_h // h
        small = full[ys][:, xs] - 128
        b = small.reshape(down * v, 8, across * h, 8).transpose(0, 2, 1, 3)
        freq = COS @ b @ COS.T
        blocks.append(np.round(freq.reshape(down * v, across * h, 64) / QUANT).astype(int)[:, :, ZIGZAG])
    out = bytearray(b"\xff\xd8")
    if jfif:
        out += segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    if adobe is not None:
        out += segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([adobe]))
    q = QUANT[ZIGZAG]
    out += segment(0xDB, b"\x10" + struct.pack(">64H", *q) if wide else b"\0" + bytes(q.tolist()))
    frame = struct.pack(">BHHB", 8, height, width, len(planes))
    for i, (h, v, _) in zip(ids, planes):
        frame += bytes([i, h << 4 | v, 0])
    out += segment(0xC2 if progressive else 0xC0, frame)
    if tables:
        for k in sorted(TABLES):
            out += segment(0xC4, bytes([k]) + TABLES[k])
    if restart:
        out += segment(0xDD, struct.pack(">H", restart))
    every = list(range(len(planes)))
    if scans is None:
        groups = [every] if interleaved else [[k] for k in every]
        scans = [(g, 0, 0 if progressive else 63) for g in groups]
        if progressive:
            scans += [([k], first, end) for k in every for first, end in ((1, 5), (6, 63))]
    for group, first, end in scans:
        head = bytes([len(group)])
        for k in group:
            head += bytes([ids[k], 0 if k == 0 or k == 3 else 0x11])
        out += segment(0xDA, head + bytes([first, end, 0]))
        bits, last, count, mark = Bits(), [0] * len(planes), 0, 0
        alone = len(group) == 1
        h0, v0, _ = planes[group[0]]
        nx = -(-(-(-width * h0 // most_h)) // 8) if alone else across
        ny = -(-(-(-height * v0 // most_v)) // 8) if alone else down
        for y in range(ny):
            for x in range(nx):
                if restart and count and count % restart == 0:
                    bits.flush()
                    bits.out += bytes([0xFF, 0xD0 + mark % 8])
                    mark, last = mark + 1, [0] * len(planes)
                count += 1
                for k in group:
                    h, v, _ = planes[k]
                    table = 0 if k == 0 or k == 3 else 1
                    places = [(y, x)] if alone else [(y * v + j, x * h + i) for j in range(v) for i in range(h)]
                    for by, bx in places:
                        block(bits, blocks[k][by, bx], last, k, table, first, end)
        bits.flush()
        out += bits.out
    return bytes(out + b"\xff\xd9")


def block(bits, values, last, k, table, first, end):
    if first == 0:
        n, v = size_of(int(values[0]) - last[k])
        last[k] = int(values[0])
        bits.put(*CODES[table][n])
        bits.put(v, n)
        first = 1
    run = 0
    if first > end:
        return
    for v in values[first : end + 1]:
        if v == 0:
            run += 1
            continue
        while run > 15:
            bits.put(*CODES[16 + table][0xF0])
            run -= 16
        n, v = size_of(int(v))
        bits.put(*CODES[16 + table][run << 4 | n])
        bits.put(v, n)
        run = 0
    if run:
        bits.put(*CODES[16 + table][0])
