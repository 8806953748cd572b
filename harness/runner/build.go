package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// describeBuild reads what this executable was built from. What the build did not record
// stays empty.
func describeBuild() (sample.Build, error) {
	hash, err := hashExecutable()
	if err != nil {
		return sample.Build{}, err
	}
	build := sample.Build{Go: runtime.Version(), Binary: hash, Libraries: map[string]string{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build, nil
	}
	build.Commit = commit(info)
	for _, row := range catalog.Rows() {
		for _, module := range info.Deps {
			if module.Path == row.Module {
				build.Libraries[row.Module] = version(module)
			}
		}
	}
	return build, nil
}

// version names what a replaced module was replaced by.
func version(module *debug.Module) string {
	if module.Replace != nil {
		return module.Version + " => " + module.Replace.Path
	}
	return module.Version
}

func commit(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision != "" && settings["vcs.modified"] == "true" {
		revision += "+dirty"
	}
	return revision
}

func hashExecutable() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // opened for reading
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
