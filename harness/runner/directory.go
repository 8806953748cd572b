package runner

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"poolbench/harness/sample"
)

// prepare makes the directory that a run for out is written to, and proves that it can be
// written. An unfinished run that is there already moves aside: nothing measured is lost.
func prepare(out string) (string, error) {
	dir := Unfinished(out)
	for _, replaced := range []string{out, previous(out)} {
		if err := replaceable(replaced); err != nil {
			return "", err
		}
	}
	if filepath.Clean(out) == previous(out) {
		return "", fmt.Errorf("%s is where the run before moves to: choose another directory", out)
	}
	if _, err := os.Stat(filepath.Join(dir, sample.SamplesFile)); err == nil {
		if err := os.Rename(dir, aside(dir)); err != nil {
			return "", fmt.Errorf("cannot move the unfinished run aside: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("cannot write to %s: %w", dir, err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return "", fmt.Errorf("cannot write to %s: %w", dir, err)
	}
	_ = probe.Close()
	return dir, os.Remove(probe.Name())
}

// previous is where the run moves that out holds when a new one is finished.
func previous(out string) string { return filepath.Join(filepath.Dir(filepath.Clean(out)), "previous") }

// replaceable refuses to displace anything but a run: a mistyped --out must not move a home
// directory.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("cannot use %s: %w", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, sample.SamplesFile)); err != nil {
		return fmt.Errorf("%s exists and holds no %s: it is not a run, so it is not replaced", dir, sample.SamplesFile)
	}
	return nil
}

// aside is the first free name among dir-1, dir-2 and so on.
func aside(dir string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s-%d", dir, n)
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
}

// export writes bench.txt beside the samples, through a temporary file: a reader sees the
// old one or the new one.
func export(dir string) error {
	file, err := sample.Read(dir)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := sample.WriteBench(&text, file); err != nil {
		return err
	}
	path := filepath.Join(dir, sample.BenchFile)
	if err := os.WriteFile(path+".tmp", text.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// publish moves the finished run in dir to out, and what out held to "previous" beside it.
func publish(dir, out string) error {
	if _, err := os.Stat(out); err == nil {
		if err := os.RemoveAll(previous(out)); err != nil {
			return err
		}
		if err := os.Rename(out, previous(out)); err != nil {
			return err
		}
	}
	return os.Rename(dir, out)
}
