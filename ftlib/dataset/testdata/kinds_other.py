"""WebP, TIFF, PBM, PGM and PPM files, sound and damaged, and what is no image."""

from kinds import *

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
