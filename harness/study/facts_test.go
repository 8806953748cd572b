package study_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/study"
)

// maxProgram is how many lines a program has at most, its comment included: what one reads in a minute.
const maxProgram = 60

// facts are those of all chapters.
func facts() []study.Fact {
	var all []study.Fact
	for _, c := range study.Chapters() {
		all = append(all, c.Facts...)
	}
	return all
}

// goRoot is the directory of the Go tool chain. A test that needs it is skipped where there is none, as
// with a test binary that was copied to another machine.
func goRoot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no Go tool chain here to look into: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// declared are the names of the functions, methods, types, constants, variables and fields of a file.
func declared(t *testing.T, path string) map[string]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	names := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		var found []*ast.Ident
		switch n := n.(type) {
		case *ast.FuncDecl:
			found = []*ast.Ident{n.Name}
		case *ast.TypeSpec:
			found = []*ast.Ident{n.Name}
		case *ast.ValueSpec:
			found = n.Names
		case *ast.Field:
			found = n.Names
		}
		for _, name := range found {
			names[name.Name] = true
		}
		return true
	})
	return names
}

// The symbols that facts point to are declared in Go's source, and other sources are Go's own documents.
func TestSourcesOfFactsExist(t *testing.T) {
	source := filepath.Join(goRoot(t), "src")
	require.GreaterOrEqual(t, len(facts()), 12)
	seen := map[string]bool{}
	for _, f := range facts() {
		t.Run(f.ID, func(t *testing.T) {
			assert.False(t, seen[f.ID], "the ID is unique")
			seen[f.ID] = true
			assert.NotEmpty(t, f.Says)
			assert.NotEmpty(t, f.Text)
			assert.NotEmpty(t, f.Sources)
			for _, s := range f.Sources {
				assert.True(t, strings.HasPrefix(s.Link(), "https://go.dev/"), s.Link())
				if s.File == "" {
					continue
				}
				assert.Empty(t, s.URL, "a place in the source has its own link")
				require.NotEmpty(t, s.Symbol)
				assert.Contains(t, declared(t, filepath.Join(source, filepath.FromSlash(s.File))), s.Symbol, s.File)
			}
		})
	}
}

// There is a program for each fact that says so, and no other, and each is short.
func TestProgramsBelongToFacts(t *testing.T) {
	var said []string
	for _, f := range facts() {
		if f.Program {
			said = append(said, f.ID)
		}
	}
	entries, err := os.ReadDir("facts")
	require.NoError(t, err)
	var there []string
	for _, e := range entries {
		there = append(there, e.Name())
		text, err := os.ReadFile(filepath.Join("facts", e.Name(), "main.go"))
		require.NoError(t, err)
		assert.Less(t, strings.Count(string(text), "\n"), maxProgram, e.Name())
		assert.Contains(t, string(text), "// Source: ", e.Name())
	}
	assert.ElementsMatch(t, said, there)
}

// Each program shows what it is for, whatever GOMAXPROCS it is started with: 0 stands for none. They are
// built without the race detector, which shuffles what some of them show.
func TestProgramsProveTheirFacts(t *testing.T) {
	goRoot(t)
	bin := t.TempDir()
	// -s -w leaves out what only debuggers read: linking takes less time.
	out, err := exec.Command("go", "build", "-race=false", "-ldflags=-s -w", "-o", bin+string(filepath.Separator), "./facts/...").CombinedOutput()
	require.NoError(t, err, string(out))
	var plain []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GOMAXPROCS=") && !strings.HasPrefix(v, "GODEBUG=") {
			plain = append(plain, v)
		}
	}
	for _, f := range facts() {
		if !f.Program {
			continue
		}
		t.Run(f.ID, func(t *testing.T) {
			for _, env := range [][]string{nil, {"GOMAXPROCS=1"}, {"GOMAXPROCS=2"}} {
				patience, cancel := context.WithTimeout(t.Context(), time.Minute) // they take a tenth of a second
				defer cancel()
				cmd := exec.CommandContext(patience, filepath.Join(bin, f.ID))
				cmd.Env = append(plain[:len(plain):len(plain)], env...)
				out, err := cmd.CombinedOutput()
				require.NoError(t, err, "%v: %s", env, out)
				lines := strings.Split(strings.TrimSpace(string(out)), "\n")
				assert.Greater(t, len(lines), 1, "it says what it saw")
				assert.True(t, strings.HasPrefix(lines[len(lines)-1], "proof: "), "%v: %s", env, out)
			}
		})
	}
}
