package backend

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// keep unpacks a plugin into the cache, with its checksum beside it: a plugin with a flipped bit ends the process, or
// computes other numbers.
func keep(file string, r io.Reader) error {
	var sum checksum.Writer
	err := fetch.WriteFile(file, func(w io.Writer) error {
		_, err := io.Copy(io.MultiWriter(w, &sum), r)
		return err
	})
	if err != nil {
		return err
	}
	return fetch.WriteBytes(sumFile(file), fmt.Appendf(nil, "%08x\n", sum.Sum()))
}

// maxSum is more than a file of a checksum has.
const maxSum = 1 << 10

func sumFile(plugin string) string { return plugin + ".crc" }

// errDamaged is wrapped by the errors of a plugin that is not what was unpacked: it is to be fetched again.
var errDamaged = errors.New("damaged")

// kept verifies a plugin of the cache.
func kept(file string) error {
	if _, err := os.Stat(file); err != nil {
		return err
	}
	said, err := fetch.ReadFile(sumFile(file), maxSum)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: its checksum is missing", errDamaged)
	}
	if err != nil {
		return err
	}
	sum, err := checksum.File(file)
	if err != nil {
		return err
	}
	if fmt.Sprintf("%08x", sum) != strings.TrimSpace(string(said)) {
		return fmt.Errorf("%w: it is not what was unpacked", errDamaged)
	}
	return nil
}

// checked says what is wrong with a plugin that is named by its file, and its checksum if one lies beside it. One that
// was taken from the cache has been verified.
func checked(file string, verified bool) (sum string, err error) {
	said, err := fetch.ReadFile(sumFile(file), maxSum)
	if errors.Is(err, fs.ErrNotExist) {
		return "", library(file)
	}
	if err == nil && !verified {
		err = kept(file)
	}
	return strings.TrimSpace(string(said)), err
}

// library says what is wrong with a file that cannot be a plugin or was cut short: loading it would end the process.
// The table of an ELF file's sections is at its end.
func library(file string) error {
	if runtime.GOOS != "linux" {
		_, err := os.Stat(file)
		return err
	}
	f, err := elf.Open(file)
	if err != nil {
		return fmt.Errorf("no library, or cut short (%w)", err)
	}
	return f.Close()
}
