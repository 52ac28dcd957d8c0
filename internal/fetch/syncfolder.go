package fetch

import "os"

// SyncFolder makes the names in a folder durable. File systems that cannot do it keep them in their own way.
func SyncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Sync() //nolint:errcheck // EINVAL on some network file systems
	return nil
}
