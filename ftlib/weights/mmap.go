package weights

import (
	"fmt"
	"os"
	"syscall"
)

// mapFile returns the bytes of a file without reading them: pages come in when they are touched. The mapping is private,
// so a change does not reach the file, and stays until the process ends, since tensors lie in it.
func mapFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	if info.Size() == 0 {
		return nil, fmt.Errorf("%s is empty", path)
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE)
	if err != nil {
		// Some network file systems cannot be mapped.
		return os.ReadFile(path)
	}
	return b, nil
}
