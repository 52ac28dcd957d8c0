package run

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// Files of a run folder.
const (
	ConfigFile  = "config.json"
	HistoryFile = "history.csv"
	TimingFile  = "timing.csv" // apart from the history, so that a resumed history stays the same byte for byte
	ResultFile  = "result.json"
)

// Run is a run folder as read.
type Run struct {
	Dir          string
	Config       Config
	History      []Epoch
	EpochSeconds []float64 // of each epoch with its evaluation, in the order of History
	Result       *Result   // nil while the run is unfinished

	manifest *manifest // nil in runs older than it
}

// ErrUnfinished says that something takes a run's result, which there is not yet.
var ErrUnfinished = errors.New("the run is unfinished")

// Name is the name of the run's folder.
func (r *Run) Name() string { return filepath.Base(r.Dir) }

// Diverged says whether the last epoch's training loss is no number: such a run is over without a result. After the
// very last step only the validation loss tells; early stopping has better weights to go back to.
func (r *Run) Diverged() bool {
	if len(r.History) == 0 {
		return false
	}
	last := r.History[len(r.History)-1]
	none := func(loss float64) bool { return math.IsNaN(loss) || math.IsInf(loss, 0) }
	return none(last.Loss) || none(last.ValLoss) && r.Result == nil && r.Config.EarlyStopping.Patience == 0
}

// maxText bounds the files of a run that are text, far above any real one.
const maxText = 256 << 20

// Read reads the run folder dir. Only its config.json must be there. What it has is checked, so that nobody who draws a
// run or counts its images meets a class that there is not, and verified where there is a manifest.
func Read(dir string) (*Run, error) {
	for tries := 1; ; tries++ {
		m, text, err := readManifest(dir)
		if err != nil {
			return nil, err
		}
		r, err := read(dir, m)
		if err == nil || tries == 5 {
			return r, err
		}
		if _, now, _ := readManifest(dir); bytes.Equal(now, text) { // else a training has written meanwhile
			return nil, err
		}
	}
}

func read(dir string, m *manifest) (*Run, error) {
	r := &Run{Dir: dir, manifest: m}
	texts := map[string][]byte{} // nil: not there
	for _, file := range []string{ConfigFile, HistoryFile, TimingFile, ResultFile} {
		text, err := fetch.ReadFile(filepath.Join(dir, file), maxText)
		missing := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
		if file == ConfigFile && missing {
			return nil, fmt.Errorf("%s is no run folder: it has no %s", dir, ConfigFile)
		}
		if err != nil && !missing {
			return nil, err
		}
		now := absent
		if !missing {
			texts[file] = append([]byte{}, text...)
			now = fmt.Sprintf("%08x", checksum.Of(text))
		}
		if err := m.check(dir, file, now); err != nil { // before it is understood: what is damaged is no matter of repair
			return nil, err
		}
	}
	if err := readJSON(filepath.Join(dir, ConfigFile), texts[ConfigFile], &r.Config); err != nil {
		return nil, err
	}
	err := readCSV(filepath.Join(dir, HistoryFile), texts[HistoryFile],
		func(get func(string) float64, has func(string) bool) {
			e := Epoch{
				Epoch: count(get("epoch")), Loss: get("loss"), Accuracy: get("accuracy"),
				ValLoss: get("val_loss"), ValAccuracy: get("val_accuracy"), ValCorrect: count(get("val_correct")),
			}
			if has("learning_rate") { // where there is a schedule
				e.LearningRate = get("learning_rate")
			}
			r.History = append(r.History, e)
		})
	if err != nil {
		return nil, err
	}
	err = readCSV(filepath.Join(dir, TimingFile), texts[TimingFile], func(get func(string) float64, _ func(string) bool) {
		r.EpochSeconds = append(r.EpochSeconds, get("seconds"))
	})
	if err != nil {
		return nil, err
	}
	if texts[ResultFile] != nil {
		r.Result = &Result{}
		if err := readJSON(filepath.Join(dir, ResultFile), texts[ResultFile], r.Result); err != nil {
			return nil, err
		}
		if r.Result.Epochs != len(r.History) {
			return nil, fmt.Errorf("%s is of %d epochs and %s of %d: repair the files or train the run again",
				filepath.Join(dir, ResultFile), r.Result.Epochs, HistoryFile, len(r.History))
		}
	}
	if file, err := r.check(); err != nil {
		return nil, fmt.Errorf("%s: %w: repair the file or train the run again", filepath.Join(dir, file), err)
	}
	return r, nil
}

// count is a number of images or epochs, -1 if it is none.
func count(v float64) int {
	if v < 0 || v > math.MaxInt32 || v != math.Trunc(v) { // NaN is unequal to itself
		return -1
	}
	return int(v)
}

func readJSON(path string, text []byte, into any) error {
	if err := json.Unmarshal(text, into); err != nil {
		if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) { // its text names types of Go
			err = fmt.Errorf("%s where something else belongs, byte %d", wrong.Value, wrong.Offset)
		}
		return fmt.Errorf("%s: %w: repair the file or train the run again", path, err)
	}
	return nil
}

// readCSV calls row for each row of a file of numbers, with what its columns have and whether there is one. A missing
// file has no rows.
func readCSV(path string, text []byte, row func(get func(column string) float64, has func(column string) bool)) error {
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w: repair the file or train the run again", path, err)
	}
	if len(records) == 0 {
		return nil
	}
	columns := map[string]int{}
	for i, name := range records[0] {
		columns[name] = i
	}
	for n, record := range records[1:] {
		var bad error
		row(func(column string) float64 {
			i, ok := columns[column]
			if !ok {
				bad = fmt.Errorf("%s has no column %q: train the run again", path, column)
				return 0
			}
			v, err := strconv.ParseFloat(record[i], 64)
			if err != nil {
				bad = fmt.Errorf("%s, row %d: %s %q is no number: repair the file or train the run again", path, n+1, column,
					record[i])
			}
			return v
		}, func(column string) bool {
			_, ok := columns[column]
			return ok
		})
		if bad != nil {
			return bad
		}
	}
	return nil
}
