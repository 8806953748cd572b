package quiz

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"poolbench/harness/chart"
)

// measure is how people write numbers of a unit.
type measure struct {
	// what names it, with an example.
	what, example string
	// bare is the unit of a number without one, where the question does not name another.
	bare string
	// shown are the units that an error lists.
	shown string
	// factors are what numbers are multiplied by, by unit in small letters.
	factors map[string]float64
}

// Units as they are typed, with examples that no question is likely to have as its answer. "b" and "kb" are decimal and "kib" is binary, as in IEC 80000-13.
var (
	durations = measure{"a time", "7ns, 0.7us or 70 ms", "ns", "ns, us, ms or s", map[string]float64{
		"ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "sec": 1e9, "min": 6e10,
		"nanosecond": 1, "microsecond": 1e3, "millisecond": 1e6, "second": 1e9,
		"nanoseconds": 1, "microseconds": 1e3, "milliseconds": 1e6, "seconds": 1e9,
	}}
	sizes = measure{"a size", "7 B or 0.7 KiB", "B", "B, KiB, MiB, GiB, kB, MB or GB", map[string]float64{
		"b": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "kb": 1e3, "mb": 1e6, "gb": 1e9,
		"byte": 1, "bytes": 1, "kibibytes": 1 << 10, "mebibytes": 1 << 20, "gibibytes": 1 << 30,
	}}
	shares = measure{"a share", "7%", "%", "%", map[string]float64{"%": 0.01, "percent": 0.01}}
	ratios = measure{"a ratio", "0.7x", "×", "x", map[string]float64{"×": 1, "x": 1, "times": 1}}
	counts = measure{"a number", "7, 0.7k or 70M", "", "k, M or G", map[string]float64{"": 1, "k": 1e3, "m": 1e6, "g": 1e9}}
)

func measureOf(unit chart.Unit) measure {
	switch unit {
	case chart.Nanoseconds:
		return durations
	case chart.Bytes:
		return sizes
	case chart.Percent:
		return shares
	case chart.Ratio:
		return ratios
	default:
		return counts
	}
}

// typed is a number, and what follows it: its unit, or something else.
var typed = regexp.MustCompile(`^([0-9]+\.?[0-9]*|\.[0-9]+)((?:[eE][+-]?[0-9]+)?)\s*([^0-9.,+-].*)?$`)

// Parse reads a number as people type it, "250", "0.25us", "1.5x", "3 KiB", "98%", in the base of
// the unit: nanoseconds, bytes, 1. A number without a unit is in bare, or in the base unit of
// times and sizes and per cent of shares if that is empty. Errors are one line that says what is
// allowed.
func Parse(text string, unit chart.Unit, bare string) (float64, error) {
	m := measureOf(unit)
	if bare == "" {
		bare = m.bare
	}
	refuse := fmt.Errorf("%s is not %s: type a number, alone or with %s, such as %s", quote(text), m.what, m.shown, m.example)
	parts := typed.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return 0, refuse
	}
	name := strings.ToLower(strings.TrimSpace(parts[3]))
	if name == "" {
		name = strings.ToLower(bare)
	}
	factor, known := m.factors[name]
	value, err := strconv.ParseFloat(parts[1]+parts[2], 64)
	if value *= factor; err != nil || !known || math.IsInf(value, 0) {
		return 0, refuse
	}
	return value, nil
}

// BareUnit is the unit that the text of a prediction asks for, "ms" where it begins with milliseconds
// or says "in milliseconds", and otherwise that in which numbers of this unit are stored. It is what a
// number without a unit is in; empty for plain numbers. Units elsewhere are those of settings: "with
// tasks of fifteen microseconds".
func BareUnit(unit chart.Unit, text string) string {
	m := measureOf(unit)
	before := ""
	for i, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		factor, known := m.factors[word]
		if known && (i == 0 || before == "in" || before == "many") {
			for _, short := range []string{"ns", "µs", "ms", "s", "B", "KiB", "MiB", "GiB"} {
				if f, ok := m.factors[strings.ToLower(short)]; ok && f == factor {
					return short
				}
			}
		}
		before = word
	}
	return m.bare
}

// quoted is how much of a line an error repeats.
const quoted = 40

// quote repeats what was typed, without control characters and not all of it if it is long.
func quote(text string) string {
	text = strings.TrimSpace(text)
	if letters := []rune(text); len(letters) > quoted {
		text = string(letters[:quoted]) + "…"
	}
	return strconv.QuoteToGraphic(text)
}
