"""GIF files, sound and damaged."""

from kinds import *

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
