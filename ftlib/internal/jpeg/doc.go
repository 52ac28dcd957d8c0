// Package jpeg decodes JPEG files to the pixels that Pillow shows, which reads with libjpeg-turbo: what that library
// reads or refuses is read or refused, damaged files included, with the same bits wherever the format leaves no
// freedom.
//
// It exists beside image/jpeg, which repeats chroma samples where libjpeg interpolates, refuses several kinds of files
// that libjpeg reads, and takes three times as long. Only what is asked for is computed: where an image is shrunk to
// its nearest pixels, blocks and pixels between those are passed over.
//
// The inverse transform is the one of Go 1.26's image/jpeg, from which the recorded results of this project were made,
// and for kinds of files which that does not read as Pillow does, libjpeg's own.
package jpeg
