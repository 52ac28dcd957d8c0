"""Writes image files of every kind, sound and damaged, and beside each what Pillow makes of it: python make_kinds.py OUT

For NAME there is NAME.rgb with the pixels of convert("RGB"), unless Pillow refuses the file; kinds.json lists all. With a
second argument, kinds.zip, a sample of them is written there.
"""

import json
import sys
import zipfile

import PIL

from kinds import files, out

# In this order: one stream of random numbers goes through all.
import kinds_jpeg  # noqa: F401
import kinds_png  # noqa: F401
import kinds_bmp  # noqa: F401
import kinds_gif  # noqa: F401
import kinds_other  # noqa: F401

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
