// Package dataset turns a folder with one sub-folder per class into pixels and labels.
//
//	d, err := dataset.Open("flowers", dataset.Options{Progress: progress.To(os.Stderr)})
//	p, err := d.Pixels(ctx, 224, "nearest", os.Stderr)                 // uint8 [n, 224, 224, 3], cached on disk
//	defer p.Close()
//	p.At(i), d.Labels[i], d.Files[i] // one image, its class, where it came from
//
// Pixels are those of Keras' load_img, which reads with Pillow: RGB, resized without regard to the aspect ratio, the
// default filter being nearest neighbour. The test vectors of PNG, BMP, GIF and WebP, and of every filter, come out
// equal to those of Pillow 13, which shrinks tall images in another order than Pillow 12. BMP files of 1, 4 and 16 bits a
// pixel or with bit fields, animated WebP, and GIF with a frame beyond its canvas are not read. JPEG leaves freedom to the
// decoder, and Pillow's libjpeg-turbo uses it: see decodeJPEG. Measured against Pillow over 64 images of the paper after
// the nearest resize to 224×224, all channels, in steps of 0 to 255:
//
//	decoder                              mean difference   worst   equal   at most 1
//	this package, Go 1.26                          0.023       3   97.9 %     99.7 %
//	image/jpeg with its own colours                 0.62      42   61.8 %     86.9 %
//	jpegn 0.4.2, CatmullRom chroma                  0.25      17   82.8 %     93.4 %
//
// What is left is the rounding of the inverse cosine transform, ±1 before the conversion to RGB.
//
// JPEGs of four colours are read as image/jpeg reads them. Where some of those are subsampled, as chroma mostly is in YCCK
// files (Adobe's transform 2), it repeats the samples instead of interpolating as libjpeg does, so that edges differ by
// more; a file without Adobe's marker, APP14, is an error.
package dataset
