package bench

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/finetune-go/ft/reproduction/peer"
)

//go:embed keras_peer.py
var kerasScript string

//go:embed torch_peer.py
var torchScript string

// programs are those that ft can be measured against: Keras, and PyTorch, whose package in Python's own index brings
// NVIDIA's libraries along: 5 GB, of which the CPU needs little.
var programs = []peer.Program{
	{Name: "keras", Packages: peer.Keras, Script: kerasScript},
	{Name: "torch", Packages: []string{"torch==2.7.1", "numpy==2.2.6"}, Script: torchScript},
}

// Peers are the names of the programs that ft can be measured against.
func Peers() (names []string) {
	for _, p := range programs {
		names = append(names, p.Name)
	}
	return names
}

func programNamed(name string) (peer.Program, error) {
	for _, p := range programs {
		if p.Name == name {
			return p, nil
		}
	}
	return peer.Program{}, fmt.Errorf("no peer %q: choose %s", name, strings.Join(Peers(), ", "))
}
