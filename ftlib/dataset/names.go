package dataset

import (
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// extensions of the files that are taken for images.
var extensions = map[string]bool{".jpg": true, ".jpeg": true, ".jfif": true, ".png": true, ".webp": true, ".bmp": true,
	".gif": true,
	".tif": true, ".tiff": true, ".ppm": true, ".pgm": true, ".pbm": true, ".pnm": true}

// unread are kinds of images that are not read, by their extensions.
var unread = map[string]string{".heic": "HEIC", ".heif": "HEIC", ".avif": "AVIF", ".jp2": "JPEG 2000",
	".j2k": "JPEG 2000", ".jxl": "JPEG XL", ".svg": "SVG", ".dng": "raw", ".cr2": "raw", ".nef": "raw", ".arw": "raw"}

// litter is what systems and programs leave in folders, in lower case.
var litter = map[string]string{
	"@eadir":                    "a disk station's thumbnails",
	"__macosx":                  "an archive's notes of file attributes",
	"lost+found":                "a file system's own folder",
	"$recycle.bin":              "a recycle bin",
	"#recycle":                  "a recycle bin",
	"system volume information": "a file system's own folder",
	"thumbs.db":                 "thumbnails",
	"thumbnails":                "thumbnails",
	"desktop.ini":               "a folder's settings",
}

// Unwanted says why a file or a folder of this name is skipped without a look, or nothing: it is hidden, or what a
// system leaves in folders.
func Unwanted(name string) string {
	if strings.HasPrefix(name, ".") {
		return "hidden"
	}
	return litter[strings.ToLower(name)]
}

// isImage tells by a file's name whether it is taken for an image; hidden files are not.
func isImage(path string) bool {
	return extensions[strings.ToLower(filepath.Ext(path))] && Unwanted(filepath.Base(path)) == ""
}

// shown is a name as it can be printed: quoted where it would do something to a terminal or is not UTF-8.
func shown(name string) string {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}
