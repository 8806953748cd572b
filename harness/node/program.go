package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Oldest is the oldest major version of Node.js that the program is for: Piscina 5 asks for it.
const Oldest = 20

// dir is where the program lies in a checkout.
var dir = filepath.Join("harness", "node")

// Program is what a sample of a system is played with. The zero value is none.
type Program struct {
	// Executable is the path of node.
	Executable string `json:"executable,omitempty"`
	// Dir is the absolute path of the directory with sample.mjs.
	Dir string `json:"dir,omitempty"`
}

// Versions are those of what is measured.
type Versions struct {
	// Node is that of Node.js, "v20.20.2".
	Node string
	// Packages are those of the libraries by name.
	Packages map[string]string
}

// errNoNode is said where nothing can be measured for want of Node.js.
var errNoNode = fmt.Errorf("these experiments need Node.js %d or later, and no node was found on the PATH: see https://nodejs.org", Oldest)

// Locate finds Node.js on the PATH, and the program below the working directory or that of this
// executable's parent. The error is one line: what is missing, and what would help.
func Locate() (Program, Versions, error) {
	executable, err := exec.LookPath("node")
	if err != nil {
		return Program{}, Versions{}, errNoNode
	}
	p, v := Program{Executable: executable}, Versions{}
	if v.Node, err = version(executable); err != nil {
		return Program{}, Versions{}, err
	}
	if p.Dir, err = find(); err != nil {
		return Program{}, Versions{}, err
	}
	v.Packages, err = installed(p.Dir)
	return p, v, err
}

// version asks an executable for it, and refuses one that is too old.
func version(executable string) (string, error) {
	out, err := exec.Command(executable, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", executable, err)
	}
	text := strings.TrimSpace(string(out))
	major, _, _ := strings.Cut(strings.TrimPrefix(text, "v"), ".")
	if n, err := strconv.Atoi(major); err != nil || n < Oldest {
		return "", fmt.Errorf("%s is Node.js %s: these experiments need %d or later", executable, text, Oldest)
	}
	return text, nil
}

// find returns the absolute path of the program's directory.
func find() (string, error) {
	places := []string{dir}
	if executable, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(executable), "..", dir))
	}
	for _, place := range places {
		if _, err := os.Stat(filepath.Join(place, "sample.mjs")); err == nil {
			return filepath.Abs(place)
		}
	}
	return "", fmt.Errorf("no %s here: run it from the root of a checkout of poolbench", filepath.Join(dir, "sample.mjs"))
}

// installed are the versions of the libraries that the rows name. A library that is not there, or not as
// the lock file says, is an error.
func installed(dir string) (map[string]string, error) {
	lock, err := locked(dir)
	if err != nil {
		return nil, err
	}
	versions := map[string]string{}
	for _, row := range Rows() {
		if row.Module == "" {
			continue
		}
		var found struct{ Version string }
		text, err := os.ReadFile(filepath.Join(dir, "node_modules", row.Module, "package.json"))
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%s is not installed: make bench-node does, or npm ci in %s", row.Module, dir)
		}
		if err == nil {
			err = json.Unmarshal(text, &found)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot tell the version of %s: %w", row.Module, err)
		}
		if want := lock[row.Module]; found.Version != want {
			return nil, fmt.Errorf("%s %s is installed, and the lock file has %s: npm ci in %s mends it", row.Module, found.Version, want, dir)
		}
		versions[row.Module] = found.Version
	}
	return versions, nil
}

// locked are the versions of the lock file by name of the package.
func locked(dir string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct{ Version string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("cannot read the lock file: %w", err)
	}
	versions := map[string]string{}
	for path, p := range lock.Packages {
		versions[strings.TrimPrefix(path, "node_modules/")] = p.Version
	}
	return versions, nil
}
