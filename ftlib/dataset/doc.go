// Package dataset turns a folder with one sub-folder per class into pixels and labels.
//
//	d, err := dataset.Open("flowers", dataset.Options{Progress: progress.To(os.Stderr)})
//	p, err := d.Pixels(ctx, 224, "nearest", progress.To(os.Stderr)) // uint8 [n, 224, 224, 3], cached on disk
//	defer p.Close()
//	p.At(i), d.Labels[i], d.Files[i] // one image, its class, where it came from
//
// Contents decide: a file is read as a whole, and its pixels are those of the bytes that its digest is of. Pixels in
// the cache are found by the digests of all files, so names, sizes and times of files do not matter.
//
// Pixels are those of Keras' load_img, which reads with Pillow: RGB, resized without regard to the aspect ratio, the
// default filter being nearest neighbour. The files that Pillow reads are read and those that it refuses are refused;
// PNG, BMP, GIF, WebP, TIFF, PPM and every filter come out equal to Pillow 13, which shrinks tall images in another
// order than Pillow 12. JPEG leaves freedom to the decoder, and Pillow's libjpeg-turbo uses it. Measured against Pillow
// over 64 images of the paper after the nearest resize to 224×224, all channels, in steps of 0 to 255:
//
//	decoder                              mean difference   worst   equal   at most 1
//	this package                                   0.023       3   97.9 %     99.7 %
//	image/jpeg with its own colours                 0.62      42   61.8 %     86.9 %
//	jpegn 0.4.2, CatmullRom chroma                  0.25      17   82.8 %     93.4 %
//
// What is left is the rounding of the inverse cosine transform, ±1 before the conversion to RGB: see package
// ftlib/internal/jpeg. docs/decoding.md has a comparison over all kinds of files.
//
// Not read, although Pillow does: JPEG with arithmetic codes, the smoothing that libjpeg applies to progressive JPEG
// whose last scans are missing, TIFF of unusual kinds (planes apart with inks, logarithmic or floating-point values),
// AVIF and JPEG 2000.
package dataset
