package provider_test

import (
	"archive/zip"
	"encoding/base64"
	"io"
	"regexp"
	"strings"
	"testing"
)

// planFileText returns the content of all files in a saved plan, which is a ZIP archive. It leaves out one copy of the
// configuration: Terraform saves the folder's *.tf files in every plan, with the secrets that a user wrote into them.
func planFileText(t *testing.T, name, config string) string {
	t.Helper()
	archive, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close() //nolint:errcheck // it was only read
	var all strings.Builder
	for _, member := range archive.File {
		opened, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(opened)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(member.Name + "\n" + string(text) + "\n")
	}
	before, after, found := strings.Cut(all.String(), config)
	if !found {
		t.Errorf("the plan file does not have the configuration:\n%q", all.String())
	}
	return withDecoded(before + after)
}

var base64Word = regexp.MustCompile(`"[0-9A-Za-z+/]{8,}={0,2}"`)

// withDecoded returns a text, and what its words in base64 encode: a provider's private data has this form in JSON, in the state
// once more.
func withDecoded(text string) string {
	all := text
	for _, word := range base64Word.FindAllString(text, -1) {
		if plain, err := base64.StdEncoding.DecodeString(strings.Trim(word, `"`)); err == nil {
			all += "\n" + withDecoded(string(plain))
		}
	}
	return all
}
