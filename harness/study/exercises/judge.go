package exercises

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// limit is how long the test of one exercise may run. They end within seconds, and those that
// wait for what hangs give up long before.
const limit = 2 * time.Minute

// Options say what is judged. The zero value judges the reader's file.
type Options struct {
	// Solution judges the solution in place of the reader's file.
	Solution bool
	// Go is the go command, a path or a name to look up; empty is "go".
	Go string
}

// Judge runs the tests of exercises, one after the other because some of them measure, and returns
// a verdict for each. What the reader got wrong is in the verdict; an error means that go test could not
// be run. It blocks until the tests have ended, or ctx has.
func Judge(ctx context.Context, all []Exercise, o Options) ([]Verdict, error) {
	if len(all) == 0 {
		return nil, nil
	}
	// GOFLAGS may ask for the race detector, which changes what is measured.
	args := []string{"test", "-race=false", "-tags", "exercise", "-count=1", "-json", "-p=1", "-timeout", limit.String()}
	if o.Solution {
		overlay, err := overlay(all)
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.Remove(overlay) }() // in the system's directory for such files
		args = append(args, "-overlay", overlay)
	}
	for _, e := range all {
		args = append(args, "./"+e.Name)
	}
	out, err := goTest(ctx, cmp.Or(o.Go, "go"), all[0].dir, args)
	if err != nil {
		return nil, err
	}
	verdicts := make([]Verdict, len(all))
	for i, e := range all {
		verdicts[i].Exercise = e
	}
	if err := newReader(verdicts).read(out); err != nil {
		return nil, err
	}
	for _, v := range verdicts {
		if len(v.Tests)+len(v.Compile)+len(v.Ended) == 0 {
			return nil, fmt.Errorf("exercise %s: go test ran no test", v.Exercise.Name)
		}
	}
	return verdicts, nil
}

// goTest returns the events that go test prints. That tests fail is no error.
func goTest(ctx context.Context, command, dir string, args []string) ([]byte, error) {
	path, err := exec.LookPath(command)
	if err == nil {
		path, err = filepath.Abs(path) // it is to run in another directory
	}
	if err != nil {
		return nil, fmt.Errorf("cannot run go test: %w", err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that go ends what it has started
	cmd.WaitDelay = 5 * time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && len(out) > 0 {
		return out, nil
	}
	if err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, fmt.Errorf("cannot run go test: %w: %s", err, line)
	}
	return out, nil
}

// overlay writes the file that tells the go command to read solutions in place of the readers'
// files, and returns its path.
func overlay(all []Exercise) (string, error) {
	replace := map[string]string{}
	for _, e := range all {
		of, err := filepath.Abs(e.Path())
		if err != nil {
			return "", err
		}
		by, err := filepath.Abs(e.Solution())
		if err != nil {
			return "", err
		}
		replace[of] = by
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "solutions-*.json")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	return f.Name(), errors.Join(err, f.Close())
}
