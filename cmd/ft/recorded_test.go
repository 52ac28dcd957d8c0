//go:build cgo

package main

import (
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

func TestBesideRecord(t *testing.T) {
	made := func(loss float64, kernels string) *run.Run {
		r := &run.Run{History: []run.Epoch{{Epoch: 1, Loss: 2, ValAccuracy: 0.5}, {Epoch: 2, Loss: loss, ValAccuracy: 0.75}}}
		r.Result = &run.Result{Hardware: run.Hardware{Backend: "xla:cpu", Device: "some processor", Threads: 2},
			Versions: map[string]string{"go": "go1.26", "kernels": kernels}}
		return r
	}
	for _, c := range []struct {
		now  *run.Run
		want string
	}{
		{made(1, "avx2"), "bit for bit"},
		{made(1.5, "avx512"), "from epoch 2 on, validation accuracy after 2: 75.00 % recorded, 75.00 % here; made with " +
			"other versions or hardware, which may round otherwise: kernels avx512 (recorded: avx2)"},
		{made(1.5, "avx2"), "as far as it names them"},
	} {
		if got := besideRecord(made(1, "avx2"), c.now); !strings.HasSuffix(got, c.want) {
			t.Errorf("%q does not end in %q", got, c.want)
		}
	}
}
