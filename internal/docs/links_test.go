package docs_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

var (
	link    = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)
	code    = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	unslug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// onGitHub are the beginnings of links to files of this project from pages that are shown elsewhere too.
var onGitHub = []string{
	"https://github.com/proton-deployments/terraform-provider-proton/blob/main/",
	"https://github.com/proton-deployments/terraform-provider-proton/tree/main/",
}

// TestLinks shows that every link from one file of the project to another leads somewhere, to a heading if it says so.
func TestLinks(t *testing.T) {
	t.Parallel()
	links := 0
	for _, file := range files(t, ".md") {
		text := code.ReplaceAllString(read(t, file), "")
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			target, inProject := resolve(file, match[1])
			if !inProject {
				continue
			}
			links++
			checkLink(t, file, match[1], target)
		}
	}
	if links < 20 {
		t.Errorf("found %d links: the expression that finds them must be wrong", links)
	}
}

// resolve gives the file of the project that a link leads to, and its anchor.
func resolve(from, to string) (target string, inProject bool) {
	for _, prefix := range onGitHub {
		if rest, ok := strings.CutPrefix(to, prefix); ok {
			return rest, true
		}
	}
	switch {
	case strings.Contains(to, "://"), strings.HasPrefix(to, "mailto:"):
		return "", false
	case strings.HasPrefix(to, "../../security/"):
		return "", false // a page of GitHub's, beside the files
	case strings.HasPrefix(to, "#"):
		return from + to, true
	default:
		return path.Join(path.Dir(from), to), true
	}
}

func checkLink(t *testing.T, file, link, target string) {
	t.Helper()
	target, anchor, _ := strings.Cut(target, "#")
	if _, err := os.Stat(filepath.Join(acctest.Root(), filepath.FromSlash(target))); err != nil {
		t.Errorf("%s: the link %s leads nowhere", file, link)
		return
	}
	if anchor == "" {
		return
	}
	text := read(t, target)
	if strings.Contains(text, `<a id="`+anchor+`">`) {
		return
	}
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		if slug(h[1]) == anchor {
			return
		}
	}
	t.Errorf("%s: the link %s leads to no heading", file, link)
}

// slug is the anchor that a heading gets.
func slug(heading string) string {
	return strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), ""), " ", "-")
}
