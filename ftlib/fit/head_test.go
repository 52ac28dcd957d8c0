package fit

import (
	"context"
	"path/filepath"
	"testing"
)

// TestPartOfTheHead trains some layers of a head alone: the others stay as they are drawn.
func TestPartOfTheHead(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t)}
	for _, trainable := range []string{"1", "fc1"} {
		c := small()
		c.Trainable, c.Epochs = trainable, 1
		r, err := s.Run(context.Background(), c, Options{Dir: filepath.Join(t.TempDir(), "small")})
		if err != nil {
			t.Fatalf("trainable %s: %v", trainable, err)
		}
		if want := map[string]int{"1": 64*4 + 4, "fc1": 2048*64 + 64}[trainable]; r.Result.Parameters.Trainable != want {
			t.Errorf("trainable %s: %d parameters, should be %d", trainable, r.Result.Parameters.Trainable, want)
		}
	}
}
