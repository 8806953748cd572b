package study_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/study"
)

// mdLink is a link in Markdown.
var mdLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// hosts are who may be linked to: documentation and sources of those that the guide is about.
var hosts = []string{"go.dev", "nodejs.org", "tc39.es", "github.com"}

// Links of the guide lead to a heading of it, to a file of the repository, to a file of Go's source
// that exists, or to documentation. Addresses elsewhere are not opened: tests need no network.
func TestLinksOfTheGuideLeadSomewhere(t *testing.T) {
	t.Chdir(root)
	b, err := study.Open([]string{"results/reference"}, "")
	require.NoError(t, err)
	text, err := study.Render(b, "results/reference", ".")
	require.NoError(t, err)
	source := filepath.Join(goRoot(t), "src")
	headings := anchors(text)
	links := mdLink.FindAllStringSubmatch(text, -1)
	require.NotEmpty(t, links)
	for _, m := range links {
		u, err := url.Parse(m[1])
		require.NoError(t, err, m[1])
		switch file, isSource := strings.CutPrefix(u.Path, "/src/"); {
		case u.Host == "" && u.Path == "":
			assert.Contains(t, headings, u.Fragment)
		case u.Host == "":
			assert.FileExists(t, asFile(filepath.Join("results/reference", u.Path)))
		case u.Host == "go.dev" && isSource:
			assert.FileExists(t, filepath.Join(source, file))
		default:
			assert.Equal(t, "https", u.Scheme, m[1])
			assert.Contains(t, hosts, u.Host, m[1])
		}
	}
}

// anchors are what the headings of a text are linked by, as GitHub makes them: lower case, without
// punctuation, with dashes for spaces.
func anchors(text string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		kept := regexp.MustCompile(`[^\p{L}\p{N}\s_-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(kept, " ", "-"))
	}
	return all
}

// asFile stands a directory for the first file somewhere in it.
func asFile(path string) string {
	for {
		entries, err := os.ReadDir(path)
		if err != nil || len(entries) == 0 {
			return path
		}
		path = filepath.Join(path, entries[0].Name())
	}
}
