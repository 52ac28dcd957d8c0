package main

import (
	"regexp"
	"strings"
)

// plainWord is what no shell takes for anything but itself.
var plainWord = regexp.MustCompile(`^[\w./+:@%,-]+$`)

// quoted writes a word of a command so that a shell takes it as it is: between double quotes a $ and a back-quote would
// have their own meaning.
func quoted(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
