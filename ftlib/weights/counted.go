package weights

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Keras 3's .weights.h5 names a variable by its container (the model, or one nested in it), the class of its layer, how
// many layers of that class stand before it in the container, and its place in the layer:
// "layers/functional/layers/conv2d_7/vars/0". Whatever else is in the container counts along.
var counted = regexp.MustCompile(`^(.*/)?(conv2d|batch_normalization|dense)(?:_(\d+))?/vars/(\d)$`)

// order has the variables of a layer in the order in which Keras makes them.
var order = map[string][]string{"conv2d": {"kernel", "bias"}, "dense": {"kernel", "bias"},
	"batch_normalization": {"gamma", "beta", "moving_mean", "moving_variance"}}

// container is one model in a file: its layers with counted names, by class.
type container map[string][][]string // names in the file, by layer and by variable; "" for what is missing

// containers sorts the counted names of a file.
func containers(raw map[string]Tensor) map[string]container {
	all := map[string]container{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		m := counted.FindStringSubmatch(strings.TrimPrefix(name, "/"))
		if m == nil || optimizer.MatchString(name) {
			continue
		}
		k, _ := strconv.Atoi(m[3]) // no number is the first
		v, _ := strconv.Atoi(m[4])
		if k > maxLayers || v >= len(order[m[2]]) {
			continue
		}
		within := path.Clean("/" + m[1])
		if all[within] == nil {
			all[within] = container{}
		}
		layers := all[within][m[2]]
		for len(layers) <= k {
			layers = append(layers, make([]string, len(order[m[2]])))
		}
		layers[k][v] = name
		all[within][m[2]] = layers
	}
	return all
}

// maxLayers is more than any network has of a class.
const maxLayers = 10000

// base finds the network among the containers: in one of them all of its layers follow each other with the right
// shapes, with any others before and behind. It returns our names by those in the file; nil where none or several are
// it.
func (n naming) base(raw map[string]Tensor, all map[string]container) (names map[string]string, err error) {
	var found []string
	for _, within := range slices.Sorted(maps.Keys(all)) {
		of := map[string]string{}
		whole := true
		for kind, layers := range n.byKind {
			whole = whole && n.place(raw, all[within][kind], kind, layers, of)
		}
		if whole {
			found, names = append(found, within), of
		}
	}
	if len(found) > 1 {
		return nil, fmt.Errorf("%d whole networks of this kind are in it, the first two in %s and %s: save one of them alone",
			len(found), found[0], found[1])
	}
	return names, nil
}

// place notes the layers of a class in of where they stand one after the other in the file.
func (n naming) place(raw map[string]Tensor, file [][]string, kind string, layers []string, of map[string]string) bool {
	for from := 0; from+len(layers) <= len(file); from++ {
		fits := true
		for k, layer := range layers {
			for v, variable := range order[kind] {
				want, known := n.shapes[layer+"/"+variable]
				name := file[from+k][v]
				if known && (name == "" || !slices.Equal(raw[name].Shape, want)) {
					fits = false
				}
			}
		}
		if !fits {
			continue
		}
		for k, layer := range layers {
			for v, variable := range order[kind] {
				if _, known := n.shapes[layer+"/"+variable]; known {
					of[file[from+k][v]] = layer + "/" + variable
				}
			}
		}
		return true
	}
	return false
}
