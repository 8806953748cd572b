package runner_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/node"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// nodeScript plays node: it says a version, and answers a request for a batch at once. A task takes perTask ns.
const nodeScript = `#!/bin/sh
if [ "$1" = --version ]; then echo VERSION; exit; fi
read -r request
case $request in
*find-batch*) echo '{"result":{"tasks":8,"perTaskNS":PERTASK}}' ;;
*) tasks=$(expr "$request" : '.*"tasks":\([0-9]*\)')
	echo '{"ready":true,"processes":['$$']}'
	read -r go
	echo '{"result":{"tasks":'$tasks',"wallNS":'$((tasks * PERTASK))',"userUS":7,"systemUS":1}}' ;;
esac
read -r end
`

// installNode makes a checkout with the program the working directory, and puts a node of a version on the PATH
// that can do nothing but play batches.
func installNode(t *testing.T, version string, perTaskNS int) {
	t.Helper()
	root := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o755))
	}
	write("bin/node", strings.NewReplacer("VERSION", version, "PERTASK", strconv.Itoa(perTaskNS)).Replace(nodeScript))
	write("harness/node/sample.mjs", "")
	write("harness/node/package-lock.json", `{"packages":{"node_modules/piscina":{"version":"5.3.2"},"node_modules/workerpool":{"version":"10.0.3"}}}`)
	write("harness/node/node_modules/piscina/package.json", `{"version":"5.3.2"}`)
	write("harness/node/node_modules/workerpool/package.json", `{"version":"10.0.3"}`)
	t.Chdir(root)
	t.Setenv("PATH", filepath.Join(root, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// besideNode is a run of the hand-written pools in both languages.
func besideNode(t *testing.T, out string) runner.Options {
	t.Helper()
	empty, err := workload.Find("empty")
	require.NoError(t, err)
	theirs, err := node.Find(node.Pool)
	require.NoError(t, err)
	ours, err := catalog.Find(catalog.Baseline, catalog.Own)
	require.NoError(t, err)
	o := small(out)
	for _, row := range []catalog.Row{theirs, ours} {
		o.Cells = append(o.Cells, experiment.Cell{
			Experiment: "node-mine", Parameter: "task", Block: experiment.Block{Value: "empty", Submitters: 1},
			Row: row, Shape: experiment.Batch, Workload: empty, Across: true,
		})
	}
	return o
}

func TestARunBesideNodeSaysWithWhich(t *testing.T) {
	const perTask = 900_000 // ns: 8 tasks fill the window of 2 ms
	installNode(t, "v20.20.2", perTask)
	log := filepath.Join(t.TempDir(), "requests")
	t.Setenv(requests, log)
	out := filepath.Join(t.TempDir(), "latest")
	require.NoError(t, runner.Run(t.Context(), besideNode(t, out)))
	file, err := sample.Read(out)
	require.NoError(t, err)
	assert.Equal(t, "v20.20.2", file.Run.Build.Node)
	assert.Equal(t, map[string]string{"piscina": "5.3.2", "workerpool": "10.0.3"}, file.Run.Build.NodePackages)

	const cell = "node-mine/task=empty/node-pool/own"
	require.Empty(t, file.Failures(cell))
	require.Len(t, file.Of(cell), 2)
	m := file.Of(cell)[0]
	assert.Equal(t, int64(8*perTask), m.WallNS)
	assert.Nil(t, m.Scheduler)
	assert.Len(t, file.Of("node-mine/task=empty/channel/own"), 2)

	text, err := os.ReadFile(log)
	require.NoError(t, err)
	again := len(slices.DeleteFunc(file.Dropped, func(s sample.Sample) bool { return s.Cell != cell }))
	assert.Equal(t, 1+2+again, strings.Count(string(text), `"Job":"sample","Variant":"node-pool"`), "one rehearsal, two rounds, and what was taken again")
	exported, err := os.ReadFile(filepath.Join(out, sample.BenchFile))
	require.NoError(t, err)
	assert.Contains(t, string(exported), "BenchmarkNode-mine/variant=node-pool/face=own/task=empty-")
}

// Whatever is missing is said before anything is measured, in one line.
func TestARunBesideNodeNeedsIt(t *testing.T) {
	for want, spoil := range map[string]func(t *testing.T){
		"no node was found on the PATH":                    func(t *testing.T) { t.Setenv("PATH", t.TempDir()) },
		"is Node.js v18.1.0: these experiments need 20":    func(t *testing.T) { installNode(t, "v18.1.0", 1) },
		"no harness/node/sample.mjs here: run it from the": func(t *testing.T) { t.Chdir(t.TempDir()) },
		"piscina is not installed: make bench-node does":   func(t *testing.T) { require.NoError(t, os.RemoveAll("harness/node/node_modules")) },
		"piscina 4.0.0 is installed, and the lock file has": func(t *testing.T) {
			place := "harness/node/node_modules/piscina/package.json"
			require.NoError(t, os.WriteFile(place, []byte(`{"version":"4.0.0"}`), 0o644))
		},
	} {
		t.Run(want, func(t *testing.T) {
			installNode(t, "v20.20.2", 1)
			parent := t.TempDir()
			o := besideNode(t, filepath.Join(parent, "latest"))
			o.Report = func(runner.Progress) { t.Error("measured") }
			spoil(t)
			err := runner.Run(t.Context(), o)
			require.ErrorContains(t, err, want)
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, []string{parent}, entries(t, parent), "nothing is left behind")
		})
	}
}

// A run without them never asks for Node.js.
func TestARunWithoutNodeDoesNotNeedIt(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PATH", t.TempDir())
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Rounds = 1
	require.NoError(t, runner.Run(t.Context(), o))
	file, err := sample.Read(o.Out)
	require.NoError(t, err)
	assert.Empty(t, file.Run.Build.Node)
	assert.Empty(t, file.Run.Build.NodePackages)
}

func TestARunGoesOnWithTheSameNodeOnly(t *testing.T) {
	installNode(t, "v20.20.2", 1_000_000)
	out := filepath.Join(t.TempDir(), "latest")
	require.NoError(t, runner.Run(t.Context(), besideNode(t, out)))
	file, err := sample.Read(out)
	require.NoError(t, err)
	place(t, runner.Unfinished(out), func(r *sample.Run) {
		r.Build, r.Machine = file.Run.Build, machine.Describe()
		r.Build.Node = "v22.0.0"
	})
	err = runner.Resume(t.Context(), out, nil, func(string) {})
	require.ErrorContains(t, err, "the run began with Node.js v22.0.0")
	require.ErrorContains(t, err, "start a new run")
	assert.NotContains(t, err.Error(), "\n")
}
