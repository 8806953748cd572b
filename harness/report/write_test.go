package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func TestPlotsDir(t *testing.T) {
	for dir, want := range map[string]string{
		"results/latest":              "plots/latest",
		"results/latest/":             "plots/latest",
		"/a/results/grain":            "/a/plots/grain",
		"../results/x":                "../plots/x",
		"results/latest.unfinished":   "plots/latest.unfinished",
		"elsewhere/run":               "elsewhere/run/plots",
		"results":                     "results/plots",
		"results/a/b":                 "results/a/b/plots",
		"results/node/latest":         "plots/node/latest",
		"/a/results/node/x/":          "/a/plots/node/x",
		"elsewhere/node/x":            "elsewhere/node/x/plots",
		"node/x":                      "node/x/plots",
		".":                           "plots",
		"myresults/x":                 "myresults/x/plots",
		"results/../results/./latest": "plots/latest",
	} {
		assert.Equal(t, filepath.FromSlash(want), PlotsDir(filepath.FromSlash(dir)), dir)
	}
}

var link = regexp.MustCompile(`!\[[^]]*\]\(([^)]*)\)`)

func TestWriteMakesReportAndCharts(t *testing.T) {
	for place, run := range map[string]*synthetic{"results/x": mixedRun(), "elsewhere/x": smallRun()} {
		root := t.TempDir()
		dir := run.write(t, filepath.Join(root, place))
		written, err := Write(dir)
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(dir, File), written[0])
		assert.Len(t, written, 1+len(newView(run.Table()).pictures()))

		text := contents(t, written[0])
		links := link.FindAllStringSubmatch(text, -1)
		require.Len(t, links, len(written)-1, "each chart is shown")
		for _, l := range links {
			assert.False(t, filepath.IsAbs(l[1]), l[1])
			picture := filepath.Join(dir, l[1])
			assert.Contains(t, written, picture)
			assert.Equal(t, PlotsDir(dir), filepath.Dir(picture))
			assert.True(t, strings.HasPrefix(contents(t, picture), "\x89PNG"), picture)
		}
		assert.True(t, strings.HasSuffix(text, "\n"))
		assert.NotContains(t, text, "%!", "a format and its arguments do not match")
		assert.NotContains(t, text, root, "nothing of this machine's paths")

		before := everything(t, root)
		again, err := Write(dir)
		require.NoError(t, err)
		assert.Equal(t, written, again)
		assert.Equal(t, before, everything(t, root), "the same run gives the same bytes, and nothing else")
	}
}

// everything maps each file below dir to its contents.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all[path] = contents(t, path)
		}
		return err
	}))
	return all
}

// A chart that the run before had and this one has not must not look like this one's.
func TestChartsOfAnEarlierRunDisappear(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results", "latest")
	require.NoError(t, os.MkdirAll(PlotsDir(dir), 0o755))
	for _, run := range []*synthetic{mixedRun(), nodeRun(2, 1)} {
		for _, f := range newView(run.Table()).pictures() {
			require.NoError(t, os.WriteFile(filepath.Join(PlotsDir(dir), f.name+".png"), nil, 0o644))
		}
	}
	require.NoError(t, os.WriteFile(filepath.Join(PlotsDir(dir), "mine.png"), nil, 0o644))

	written, err := Write(smallRun().write(t, dir))
	require.NoError(t, err)
	assert.Len(t, written, 3)
	charts, err := os.ReadDir(PlotsDir(dir))
	require.NoError(t, err)
	var names []string
	for _, c := range charts {
		names = append(names, c.Name())
	}
	assert.Equal(t, []string{"architecture.png", "mine.png", "overhead.png"}, names)
}

func TestAFailingWriteIsOneErrorAndKeepsTheEarlierReport(t *testing.T) {
	const earlier = "the earlier report\n"
	cases := map[string]func(t *testing.T, dir string){
		"plots is a file": func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "plots"), nil, 0o644))
		},
		"a chart cannot be replaced": func(t *testing.T, dir string) {
			require.NoError(t, os.MkdirAll(filepath.Join(dir, "plots", "overhead.png", "x"), 0o755))
		},
		"no such run": func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(filepath.Join(dir, sample.SamplesFile)))
		},
		"a record of nothing drawable": func(t *testing.T, dir string) {
			s := mixedRun()
			s.Run.Plan.GOMAXPROCS = 0 // efficiency would be infinite
			s.write(t, dir)
		},
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			dir := smallRun().write(t, t.TempDir())
			path := filepath.Join(dir, File)
			require.NoError(t, os.WriteFile(path, []byte(earlier), 0o644))
			spoil(t, dir)
			_, err := Write(dir)
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, earlier, contents(t, path))
		})
	}
}
