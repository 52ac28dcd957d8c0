"""PNG files, sound and damaged."""

from kinds import *

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
