package fit

import "encoding/json"

// WriteClasses is the text for class names in the metadata of a model file. Names of folders may contain anything.
func WriteClasses(names []string) string {
	text, err := json.Marshal(names)
	if err != nil {
		panic(err) // strings can always be written
	}
	return string(text)
}

// ReadClasses is the inverse of [WriteClasses]; nil where the text is none of its.
func ReadClasses(text string) (names []string) {
	if json.Unmarshal([]byte(text), &names) != nil {
		return nil
	}
	return names
}
