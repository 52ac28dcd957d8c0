package weights

import (
	"strings"
	"testing"

	manifest "github.com/finetune-go/ft/weights"
)

func TestNames(t *testing.T) {
	names := map[string]map[string]string{
		"vgg16": {
			"/block1_conv1/block1_conv1_W_1:0":                         "block1_conv1/kernel",
			"block5_conv3/block5_conv3_b_1:0":                          "block5_conv3/bias",
			"model_weights/block1_conv2/block1_conv2/kernel:0":         "block1_conv2/kernel",
			"model_weights/vgg16/block1_conv2/bias":                    "block1_conv2/bias",
			"functional_1/block2_conv1_1/convolution/ReadVariableOp:0": "block2_conv1/kernel",
			"functional_1/block2_conv1_1/Squeeze:0":                    "block2_conv1/bias",
			"vgg16/block2_conv1/BiasAdd/ReadVariableOp:0":              "block2_conv1/bias",
			"block3_conv1.weight":                                      "block3_conv1/kernel",
			"block3_conv1_kernel":                                      "block3_conv1/kernel",
			"layers/dense/vars/0":                                      "",
			"fc1/kernel":                                               "",
			"optimizer_weights/block1_conv1/kernel":                    "",
			"optimizer/vars/3":                                         "",
			"block1_conv1/kernel/m:0":                                  "",
			"block1_conv1/gamma":                                       "",
		},
		"resnet50": {
			"conv1/kernel":                                     "conv1_conv/kernel",
			"conv1/conv1_W_1:0":                                "conv1_conv/kernel",
			"bn_conv1/bn_conv1_running_std:0":                  "conv1_bn/moving_variance",
			"res2a_branch1/kernel":                             "conv2_block1_0_conv/kernel",
			"res5c_branch2c/bias":                              "conv5_block3_3_conv/bias",
			"bn4f_branch2b/moving_mean":                        "conv4_block6_2_bn/moving_mean",
			"bn2a_branch2a/bn2a_branch2a_running_mean_1:0":     "conv2_block1_1_bn/moving_mean",
			"conv2_block1_1_bn/conv2_block1_1_bn/gamma:0":      "conv2_block1_1_bn/gamma",
			"fc1000/kernel":                                    "",
			"res2d_branch2a/kernel":                            "", // stage 2 has three blocks
			"conv2_block1_1_conv/convolution/ReadVariableOp:0": "conv2_block1_1_conv/kernel",
		},
	}
	for network, cases := range names {
		entry, err := manifest.Of(network)
		if err != nil {
			t.Fatal(err)
		}
		n := newNaming(entry)
		for in, want := range cases {
			if got := n.of(in); got != want {
				t.Errorf("%s: %s became %q, want %q", network, in, got, want)
			}
		}
		for _, tensor := range entry.Tensors {
			if got := n.of(tensor.Name); got != tensor.Name {
				t.Errorf("%s: our own %s became %q", network, tensor.Name, got)
			}
		}
	}
}

// tiny is a manifest entry of one layer with VGG16's first name.
func tiny() (manifest.Network, map[string]Tensor) {
	tensors := map[string]Tensor{
		"block1_conv1/kernel": {[]int{1, 1, 1, 2}, []float32{1, 2}},
		"block1_conv1/bias":   {[]int{2}, []float32{3, 4}},
	}
	return manifest.Network{Digest: Digest(tensors), Tensors: []manifest.Tensor{
		{Name: "block1_conv1/kernel", Shape: []int{1, 1, 1, 2}}, {Name: "block1_conv1/bias", Shape: []int{2}}}}, tensors
}

func TestTranslateErrors(t *testing.T) {
	entry, good := tiny()
	n := newNaming(entry)
	kernel, bias := good["block1_conv1/kernel"], good["block1_conv1/bias"]
	if got, err := n.translate(map[string]Tensor{"block1_conv1_W:0": kernel, "block1_conv1_b:0": bias,
		"fc1/kernel": kernel}); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	for want, raw := range map[string]map[string]Tensor{
		"1 of the network's 2 tensors are missing": {"block1_conv1/kernel": kernel},
		"has shape [2]":               {"block1_conv1/kernel": bias, "block1_conv1/bias": bias},
		"look like block1_conv1/bias": {"block1_conv1/bias": bias, "block1_conv1_b:0": bias},
		"none of its 1 tensors":       {"features.0.weight": kernel},
		"with a layer block3_conv4": {"block1_conv1/kernel": kernel, "block1_conv1/bias": bias,
			"block3_conv4/block3_conv4_W_1:0": kernel},
		"names by their number": {"layers/conv2d/vars/0": bias},
		"it has no tensors":     {},
	} {
		if _, err := n.translate(raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
