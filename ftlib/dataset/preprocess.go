package dataset

// CaffeMeanBGR are the mean blue, green and red of ImageNet that Keras' 'caffe' preprocessing subtracts
// (imagenet_utils.py, _preprocess_numpy_input), in steps of 0 to 255.
var CaffeMeanBGR = [3]float32{103.939, 116.779, 123.68}

// PreprocessCaffe is Keras' preprocess_input of VGG16 and ResNet50 on the host: RGB bytes become float32 in the order
// blue, green, red, less the means; the range stays about -124 to 151.
func PreprocessCaffe(rgb []byte) []float32 {
	out := make([]float32, len(rgb)/3*3)
	for i := 0; i < len(out); i += 3 {
		for c := range 3 {
			out[i+c] = float32(rgb[i+2-c]) - CaffeMeanBGR[c]
		}
	}
	return out
}
