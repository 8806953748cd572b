package quiz_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/study/quiz"
)

// Numbers are read in the ways people type them.
func TestNumbersAsTheyAreTyped(t *testing.T) {
	for _, c := range []struct {
		text string
		unit chart.Unit
		bare string
		want float64
	}{
		{"250", chart.Nanoseconds, "", 250},
		{"250ns", chart.Nanoseconds, "ms", 250},
		{"0.25us", chart.Nanoseconds, "", 250},
		{"0.25µs", chart.Nanoseconds, "", 250}, // the micro sign
		{"0.25μs", chart.Nanoseconds, "", 250}, // the Greek letter
		{" 2.5 ms ", chart.Nanoseconds, "", 2.5e6},
		{"2.5", chart.Nanoseconds, "ms", 2.5e6},
		{"3 MS", chart.Nanoseconds, "", 3e6},
		{".5s", chart.Nanoseconds, "", 5e8},
		{"2 seconds", chart.Nanoseconds, "", 2e9},
		{"1e3", chart.Nanoseconds, "", 1000},
		{"1e-3s", chart.Nanoseconds, "", 1e6},
		{"2.", chart.Nanoseconds, "", 2},
		{"0", chart.Nanoseconds, "", 0},
		{"3 KiB", chart.Bytes, "", 3072},
		{"3kib", chart.Bytes, "", 3072},
		{"3 kB", chart.Bytes, "", 3000},
		{"300", chart.Bytes, "", 300},
		{"300", chart.Bytes, "KiB", 300 * 1024},
		{"300 bytes", chart.Bytes, "KiB", 300},
		{"1.5x", chart.Ratio, "", 1.5},
		{"1.5×", chart.Ratio, "", 1.5},
		{"1.5", chart.Ratio, "", 1.5},
		{"98%", chart.Percent, "", 0.98},
		{"98 %", chart.Percent, "", 0.98},
		{"98", chart.Percent, "", 0.98},
		{"12", chart.Count, "", 12},
		{"300k", chart.Count, "", 300_000},
		{"1.2 M", chart.Count, "", 1_200_000},
		{"1024", chart.Number, "", 1024},
	} {
		got, err := quiz.Parse(c.text, c.unit, c.bare)
		if assert.NoError(t, err, c.text) {
			assert.InEpsilon(t, 1+c.want, 1+got, 1e-9, c.text)
		}
	}
}

// What is no number of the unit is refused in one line that shows how it is done.
func TestNonsenseIsNoNumber(t *testing.T) {
	for _, text := range []string{
		"", "fast", "-3", "+3", "1,5", "1 000", "3 apples", "ns", "nan", "inf", "0x10", "1e999", "1e308 s", "1.2.3", "5 KiB", "5%",
		"\x1b[2J", strings.Repeat("9", 10_000), "250 ns of course", "٣",
	} {
		_, err := quiz.Parse(text, chart.Nanoseconds, "")
		if assert.Error(t, err, text) {
			assert.Contains(t, err.Error(), "is not a time: type a number, alone or with ns, us, ms or s, such as ")
			assert.NotContains(t, err.Error(), "\n")
			assert.NotContains(t, err.Error(), "\x1b", "nothing reaches the terminal as it came")
			assert.Less(t, len(err.Error()), 200)
		}
	}
	for text, unit := range map[string]chart.Unit{"5 ns": chart.Bytes, "5x": chart.Percent, "5 B": chart.Count, "5 ms": chart.Ratio} {
		_, err := quiz.Parse(text, unit, "")
		assert.Error(t, err, text)
	}
}

// A number alone is in the unit that the question asks for.
func TestUnitThatAQuestionAsksFor(t *testing.T) {
	for text, want := range map[string]string{
		"Nanoseconds per task":                  "ns",
		"How many microseconds until it starts": "µs",
		"The 99th percentile in milliseconds":   "ms",
		"Seconds until the queue is empty":      "s",
		"Time in µs":                            "µs",
		"Time per empty task":                   "ns",
		"Time per task of fifteen microseconds": "ns", // that is a setting
		"Time per 1.5-µs task in ms":            "ms",
		"The pool's time":                       "ns", // an s is no second
		"KiB of it":                             "ns", // a size is no time
		"Microseconds beside tasks of seconds":  "µs",
	} {
		assert.Equal(t, want, quiz.BareUnit(chart.Nanoseconds, text), text)
	}
	assert.Equal(t, "KiB", quiz.BareUnit(chart.Bytes, "KiB per waiting task"))
	assert.Equal(t, "B", quiz.BareUnit(chart.Bytes, "Bytes per waiting task"))
	assert.Equal(t, "%", quiz.BareUnit(chart.Percent, "Milliseconds"))
	assert.Empty(t, quiz.BareUnit(chart.Count, "Goroutines in seconds"))
}

func TestChoicesAsTheyAreTyped(t *testing.T) {
	for text, want := range map[string]int{"a": 0, "B": 1, " c ": 2, "1": 0, "3": 2, "b)": 1, "2.": 1} {
		got, err := quiz.ParseChoice(text, 3)
		assert.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "d", "4", "0", "-1", "ab", "channel", "1.5", "é", "`"} {
		_, err := quiz.ParseChoice(text, 3)
		assert.ErrorContains(t, err, "is no choice: type a letter, a to c, or a number, 1 to 3", text)
	}
}

func TestVerdictsAsTheyAreTyped(t *testing.T) {
	for text, want := range map[string]claim.Verdict{
		"holds": claim.Supported, "fails": claim.Refuted, "depends": claim.Split, "cannot tell": claim.NotTestable,
		"HOLDS": claim.Supported, "h": claim.Supported, "dep": claim.Split, " cannot   tell ": claim.NotTestable, "cannot": claim.NotTestable,
		"1": claim.Supported, "2": claim.Refuted, "3": claim.Split, "4": claim.NotTestable,
	} {
		got, err := quiz.ParseVerdict(text)
		assert.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "5", "0", "true", "holds not"} {
		_, err := quiz.ParseVerdict(text)
		assert.ErrorContains(t, err, "is no verdict: type holds, fails, depends or cannot tell", text)
	}
}

func TestPlainTextHasNoMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"see [variants/spawn](../../variants/spawn)": "see variants/spawn",
		"see [go.dev](https://go.dev/ref/mem)":       "see go.dev (https://go.dev/ref/mem)",
		"call `Submit`, **never** twice, *ever*":     "call Submit, never twice, ever",
		"2 * 3 and 4 * 5":                            "2 * 3 and 4 * 5",
		"254 ns [234 ns, 684 ns] †":                  "254 ns [234 ns, 684 ns] †",
		"**a**, **b**":                               "a, b",
	} {
		assert.Equal(t, want, quiz.Plain(text))
	}
}
