package weights

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// kerasWeights is the file in a .keras archive that has the weights.
const kerasWeights = "model.weights.h5"

// parseKeras reads the weights of a whole model as Keras 3 saves it.
func parseKeras(b []byte) (map[string]Tensor, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("it is no .keras archive: %w", err)
	}
	for _, f := range z.File {
		if f.Name != kerasWeights {
			continue
		}
		// Keras stores weights as they are or deflated a little: what claims to be far larger than the archive is not its.
		if f.UncompressedSize64 > uint64(len(b))*100 {
			return nil, fmt.Errorf("%s claims %d bytes in an archive of %d: damaged", kerasWeights, f.UncompressedSize64, len(b))
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kerasWeights, err)
		}
		defer r.Close()
		content, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kerasWeights, err)
		}
		return parseH5(content)
	}
	return nil, errors.New("it has no " + kerasWeights + ": save the model with model.save(\"NAME.keras\") of Keras 3")
}
