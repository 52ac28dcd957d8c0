package dataset

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/golden"
)

// shared finds a file that is handed to the project beside its checkout; the test is skipped where it is absent.
func shared(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("reference files are absent: ", err)
	}
	return path
}

// differences compares bytes: mean and worst absolute difference, shares that are equal and that are at most 1 apart.
func differences(got, want []byte) (mean float64, worst int, equal, one float64) {
	var sum, same, near int
	for i := range want {
		d := int(got[i]) - int(want[i])
		if d < 0 {
			d = -d
		}
		sum += d
		worst = max(worst, d)
		if d == 0 {
			same++
		}
		if d <= 1 {
			near++
		}
	}
	n := float64(len(want))
	return float64(sum) / n, worst, float64(same) / n, float64(near) / n
}

// TestPixelsOfPillow holds the JPEG decoder and the nearest resize to what Keras sees.
func TestPixelsOfPillow(t *testing.T) {
	_, want := golden.Array(t, "pixels.npy")
	root := shared(t, "data", "cats-dogs-horses-humans")
	var got []byte
	for _, f := range golden.Read(t).Files {
		p, err := LoadImage(filepath.Join(root, filepath.FromSlash(f)), 224, "nearest")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p...)
	}
	if len(got) != len(want) {
		t.Fatalf("got %d bytes, want %d", len(got), len(want))
	}
	mean, worst, equal, one := differences(got, want)
	t.Logf("mean difference %.4f, worst %d, equal %.2f %%, at most 1 %.3f %%", mean, worst, 100*equal, 100*one)
	// The package comment has the measured values.
	if mean > 0.026 || worst > 3 || equal < 0.975 || one < 0.996 {
		t.Error("farther from Pillow than the package comment says")
	}
}
