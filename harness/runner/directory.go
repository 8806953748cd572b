package runner

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"

	"poolbench/harness/sample"
)

// claim takes the destination out for this process, until release is called: two runs at once
// would disturb each other, and one would move the other's directory aside.
func claim(out string) (release func(), err error) {
	path := filepath.Clean(out) + ".lock"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot write to %s: %w", out, err)
	}
	if err := sample.Lock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot write to %s: %w", out, err), f.Close())
	}
	return func() {
		_ = os.Remove(path) // while it is locked: whoever comes next makes a new one
		_ = f.Close()
	}, nil
}

// prepare makes the directory that a run for out is written to, and proves that it can be
// written.
func prepare(out string) (string, error) {
	if err := destination(out); err != nil {
		return "", err
	}
	dir := Unfinished(out)
	if err := sample.InUse(dir); err != nil {
		return "", fmt.Errorf("cannot write to %s: %w", dir, err)
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

// destination returns an error unless a finished run can be moved to out.
func destination(out string) error {
	switch clean := filepath.Clean(out); {
	case clean == previous(out):
		return fmt.Errorf("%s is where the run before moves to: choose another directory", out)
	case slices.Contains([]string{".", "..", string(filepath.Separator)}, filepath.Base(clean)):
		return fmt.Errorf("%q is no directory that can be replaced: give one by its name", out)
	}
	return cmp.Or(replaceable(out), replaceable(previous(out)))
}

// makeRoom moves an unfinished run in dir aside: nothing measured is lost.
func makeRoom(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, sample.SamplesFile)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.Rename(dir, aside(dir)); err != nil {
		return fmt.Errorf("cannot move the unfinished run aside: %w", err)
	}
	return os.Mkdir(dir, 0o755)
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

// export writes bench.txt beside the samples, replaced whole: a reader sees the old one or the
// new one.
func export(dir string) error {
	file, err := sample.Read(dir)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := sample.WriteBench(&text, file); err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, sample.BenchFile), text.Bytes(), 0o644)
}

// publish moves the finished run in dir to out, and what out held to "previous" beside it.
func publish(dir, out string) error {
	if entries, err := os.ReadDir(out); err == nil && len(entries) == 0 {
		if err := os.Remove(out); err != nil { // not a run: what is in previous stays
			return err
		}
	} else if err == nil {
		if err := os.RemoveAll(previous(out)); err != nil {
			return err
		}
		if err := os.Rename(out, previous(out)); err != nil {
			return err
		}
	}
	return os.Rename(dir, out)
}
