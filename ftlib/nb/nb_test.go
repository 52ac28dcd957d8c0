package nb

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParam(t *testing.T) {
	for name, value := range map[string]string{"n": "20", "seed": "7", "rate": " 1e-3 ", "full": "true", "net": "vgg16", "rows": "6,16", "none": ""} {
		t.Setenv("FT_SET_"+name, value)
	}
	check := func(got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	check(Param("n", 1), 20)
	check(Param("seed", uint32(1)), uint32(7))
	check(Param("rate", 1.0), 0.001)
	check(Param("full", false), true)
	check(Param("net", "resnet50"), "vgg16")
	check(Param("rows", []int{3}), []int{6, 16})
	check(Param("none", []int{3}), []int{})
	check(Param("rows", []string(nil)), []string{"6", "16"})
	check(Param("absent", 3), 3)
}

func TestParseSaysWhatIsRight(t *testing.T) {
	if _, err := parse[int]("many"); err == nil || err.Error() != "a whole number" {
		t.Errorf("got %v", err)
	}
	if _, err := parse[[]int]("6;16"); err == nil || !strings.Contains(err.Error(), "commas") {
		t.Errorf("got %v", err)
	}
	if _, err := parse[uint32]("-1"); err == nil {
		t.Error("a negative seed was taken")
	}
}

func TestLiveRedrawsAtMostEvery300Milliseconds(t *testing.T) {
	clock := time.Unix(0, 0)
	var shown []string
	l := NewLive()
	l.now = func() time.Time { return clock }
	l.show = func(id, html string) { shown = append(shown, html) }
	for i := range 10 {
		l.Update(func() string { return fmt.Sprint(i) })
		clock = clock.Add(100 * time.Millisecond)
	}
	l.Final("end")
	if got := strings.Join(shown, " "); got != "0 3 6 9 end" {
		t.Errorf("got %q", got)
	}
}
