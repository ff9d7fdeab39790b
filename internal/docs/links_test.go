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
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)|\bsrc(?:set)?="([^"\s]+)"`)
	code    = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	unslug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

	reference  = regexp.MustCompile(`(?m)^#+ .*?\[([^\]]+)\](?:[^(\n]|$)|\]\[([^\]]+)\]`)
	definition = regexp.MustCompile(`(?m)^\[([^\]]+)\]: +(\S+)$`)
)

// onGitHub are the prefixes of links to files of this project, in pages that are also on a registry.
var onGitHub = []string{
	"https://github.com/proton-deployments/terraform-provider-proton/blob/main/",
	"https://github.com/proton-deployments/terraform-provider-proton/tree/main/",
	"https://raw.githubusercontent.com/proton-deployments/terraform-provider-proton/main/",
}

// TestLinks shows that the target of every link between files of the project exists, including a heading, and that of every
// picture.
func TestLinks(t *testing.T) {
	t.Parallel()
	links := 0
	for _, file := range files(t, ".md") {
		text := code.ReplaceAllString(read(t, file), "")
		for _, link := range linksOf(text) {
			target, inProject := resolve(file, link)
			if !inProject {
				continue
			}
			links++
			checkLink(t, file, link, target)
		}
	}
	if links < 20 {
		t.Errorf("found only %d links: the regular expression must be wrong", links)
	}
}

// linksOf returns the targets of the links and pictures of a page, including those of link definitions.
func linksOf(text string) (links []string) {
	for _, match := range link.FindAllStringSubmatch(text, -1) {
		links = append(links, match[1]+match[2])
	}
	for _, match := range definition.FindAllStringSubmatch(text, -1) {
		links = append(links, match[2])
	}
	return links
}

// TestLinkDefinitions shows that every reference link, and every heading in brackets, has a definition. Without one, GitHub shows
// the brackets.
func TestLinkDefinitions(t *testing.T) {
	t.Parallel()
	references := 0
	for _, file := range files(t, ".md") {
		text := code.ReplaceAllString(read(t, file), "")
		defined := map[string]bool{}
		for _, match := range definition.FindAllStringSubmatch(text, -1) {
			defined[strings.ToLower(match[1])] = true
		}
		for _, match := range reference.FindAllStringSubmatch(text, -1) {
			references++
			if name := match[1] + match[2]; !defined[strings.ToLower(name)] {
				t.Errorf("%s: the link [%s] has no definition", file, name)
			}
		}
	}
	if references == 0 {
		t.Error("found no reference link: the regular expression must be wrong")
	}
}

// resolve returns the target of a link to a file of the project, including its anchor.
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
		return "", false // a page of GitHub, not a file
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
		t.Errorf("%s: the file of the link %s does not exist", file, link)
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
	t.Errorf("%s: the heading of the link %s does not exist", file, link)
}

// slug returns the anchor of a heading.
func slug(heading string) string {
	return strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), ""), " ", "-")
}
