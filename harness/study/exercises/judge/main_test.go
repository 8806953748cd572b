package main

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

// dir is where the exercises are, as seen from here.
const dir = ".."

func TestCommandLine(t *testing.T) {
	t.Setenv("CGO_ENABLED", "0")
	for _, c := range []struct {
		args      []string
		code      int
		out, errs string
	}{
		{[]string{"--list"}, exitGreen, "   1  textbook-pool         The textbook pool\n", ""},
		{[]string{"1", "--hint", "1"}, exitGreen, "Say for each line", ""},
		{[]string{"--help"}, exitGreen, "--solution", ""},
		{[]string{"1"}, exitRed, "✗ however many inputs", ""},
		{[]string{"1", "--solution"}, exitGreen, "Solved: all 4 rules are kept.", ""},
		{nil, exitUsage, "", "one number of an exercise is asked for"},
		{[]string{"1", "2"}, exitUsage, "", "one number of an exercise is asked for"},
		{[]string{"1", "--list"}, exitUsage, "", "--list alone"},
		{[]string{"77"}, exitUsage, "", `no exercise "77": there are 1 to`},
		{[]string{"1", "--hint", "4"}, exitUsage, "", "no hint 4: allowed are 1 to 3"},
		{[]string{"--nonsense"}, exitUsage, "", "unknown flag"},
	} {
		var out, errs bytes.Buffer
		assert.Equal(t, c.code, run(t.Context(), dir, c.args, &out, &errs), "%q: %s%s", c.args, &out, &errs)
		assert.Contains(t, out.String(), c.out, "%q", c.args)
		assert.Contains(t, errs.String(), c.errs, "%q", c.args)
		if c.errs == "" {
			assert.Empty(t, errs.String(), "%q", c.args)
		}
	}
	var out, errs bytes.Buffer
	assert.Equal(t, exitUsage, run(t.Context(), dir, []string{"1", "--go", "no-such-go"}, &out, &errs), "no such command")
	assert.Equal(t, exitUsage, run(t.Context(), t.TempDir(), []string{"1"}, &out, &errs), "no exercises there")
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWhatCannotBePrintedIsNoSuccess(t *testing.T) {
	t.Setenv("CGO_ENABLED", "0")
	for _, args := range [][]string{{"--list"}, {"1", "--hint", "1"}, {"1", "--solution"}} {
		var errs bytes.Buffer
		assert.Equal(t, exitUsage, run(t.Context(), dir, args, full{}, &errs), "%q", args)
		assert.Contains(t, errs.String(), "no space left", "%q", args)
	}
}
