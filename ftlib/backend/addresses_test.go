package backend

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestLimitedAddresses opens a backend under ulimit -v, in a process of its own.
func TestLimitedAddresses(t *testing.T) {
	if os.Getenv("FT_TEST_LIMITED") != "" {
		_, err := Open(t.Context(), Options{})
		if !errors.Is(err, ErrAddresses) {
			t.Error(err)
		}
		return
	}
	out, err := exec.Command("sh", "-c", `ulimit -v 2000000; FT_TEST_LIMITED=1 exec "$0" -test.run=TestLimitedAddresses`,
		os.Args[0]).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("%v %s", err, out)
	}
}
