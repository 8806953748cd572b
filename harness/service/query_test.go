package service_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
)

// What is wrong is named, with what is allowed; nothing is computed, and nothing goes to the
// pool.
func TestWrongQueriesAre400(t *testing.T) {
	s, err := service.Open(baseline(t))
	require.NoError(t, err)
	const range1e9 = "a whole number from 1 to 6000000000 for workload sum"
	cases := map[string]struct{ query, parameter, detail, allowed string }{
		"unknown workload":    {"workload=sleep", "workload", `unknown workload "sleep"`, "blur, copy-16MiB, "},
		"no name":             {"workload=", "workload", `unknown workload ""`, "sum, sum-1e5, "},
		"case":                {"workload=SUM", "workload", `unknown workload "SUM"`, "sum"},
		"never ends":          {"workload=block-channel", "workload", `workload "block-channel" is not offered: it waits for a measurement`, "sum"},
		"parked":              {"workload=park-timer", "workload", `workload "park-timer" is not offered`, "sum"},
		"of workers":          {"workload=pingpong", "workload", `workload "pingpong" is not offered`, "sum"},
		"negative":            {"n=-1", "n", `n is "-1"`, range1e9},
		"zero":                {"n=0", "n", `n is "0"`, range1e9},
		"exponent":            {"n=1e30", "n", `n is "1e30"`, range1e9},
		"small exponent":      {"n=1e3", "n", `n is "1e3"`, range1e9},
		"words":               {"n=abc", "n", `n is "abc"`, range1e9},
		"nothing":             {"n=", "n", `n is ""`, range1e9},
		"no value":            {"n", "n", `n is ""`, range1e9},
		"fraction":            {"n=1.5", "n", `n is "1.5"`, range1e9},
		"sign":                {"n=%2B5", "n", `n is "+5"`, range1e9},
		"space":               {"n=+5", "n", `n is " 5"`, range1e9},
		"underscore":          {"n=1_000", "n", `n is "1_000"`, range1e9},
		"hexadecimal":         {"n=0x10", "n", `n is "0x10"`, range1e9},
		"other digits":        {"n=%D9%A1", "n", `n is "١"`, range1e9},
		"one too many":        {"n=6000000001", "n", `n is "6000000001"`, range1e9},
		"overflow of 64 bits": {"n=18446744073709551616", "n", `n is "18446744073709551616"`, range1e9},
		"wraps to 1":          {"n=18446744073709551617", "n", `n is "18446744073709551617"`, range1e9},
		"kernel":              {"workload=blur&n=1000000", "n", `n is "1000000"`, "a whole number from 1 to 47619 for workload blur"},
		"empty twice":         {"workload=empty&n=2", "n", `n is "2"`, "a whole number from 1 to 1 for workload empty"},
		"repeated n":          {"n=1&n=2", "n", "parameter n appears more than once", "each parameter at most once"},
		"repeated, the same":  {"n=1&n=1", "n", "parameter n appears more than once", "each parameter at most once"},
		"repeated, disguised": {"n=1&%6E=1", "n", "parameter n appears more than once", "each parameter at most once"},
		"repeated workload":   {"workload=sum&workload=empty", "workload", "parameter workload appears more than once", "each parameter at most once"},
		"unknown parameter":   {"workload=sum&m=1", "query", `unknown parameter "m"`, "workload, n"},
		"case of a parameter": {"N=1", "query", `unknown parameter "N"`, "workload, n"},
		"no key":              {"=1", "query", `unknown parameter ""`, "workload, n"},
		"bad escape":          {"n=%zz", "query", `the query cannot be decoded: invalid URL escape "%zz"`, "percent-encoded"},
		"bad escape in key":   {"%z=1", "query", "the query cannot be decoded", "percent-encoded"},
		"semicolon":           {"workload=sum;n=1", "query", "a semicolon has to be written as %3B", "percent-encoded"},
		"a long story":        {"workload=" + strings.Repeat("x", 3000), "workload", "xxxxx…", "sum"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := ask(t.Context(), s, http.MethodGet, "/compute?"+c.query)
			require.Equal(t, http.StatusBadRequest, w.Code)
			p := problemOf(t, w)
			assert.Equal(t, service.BadQuery, p.Reason)
			assert.Equal(t, c.parameter, p.Parameter)
			assert.Contains(t, p.Detail, c.detail)
			assert.Contains(t, p.Allowed, c.allowed)
			assert.Less(t, len(p.Detail), 300, "an answer does not grow with the question")
		})
	}
	assert.Equal(t, service.Summary{Invalid: int64(len(cases))}, s.Summary())
	require.NoError(t, s.Close())
}

func TestQueriesThatAreUnderstood(t *testing.T) {
	s, err := service.Open(baseline(t))
	require.NoError(t, err)
	cases := map[string]struct {
		query, workload string
		n               uint64
	}{
		"nothing":       {"", "sum", 100_000_000},
		"size alone":    {"n=5", "sum", 5},
		"name alone":    {"workload=sum", "sum", 100_000_000},
		"both":          {"workload=sum&n=1", "sum", 1},
		"other order":   {"n=6000000000&workload=sum", "sum", 6_000_000_000},
		"once":          {"workload=spin-1.5us", "spin-1.5us", 1},
		"often":         {"workload=spin-1.5us&n=20", "spin-1.5us", 20},
		"escapes":       {"%77orkload=spin%2D1.5us&n=%32", "spin-1.5us", 2},
		"empty pairs":   {"&&n=3&", "sum", 3},
		"leading zeros": {"n=007", "sum", 7},
		"empty":         {"workload=empty", "empty", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			workload, n, p := service.Parse(s, c.query)
			require.Nil(t, p)
			assert.Equal(t, c.workload, workload)
			assert.Equal(t, c.n, n)
		})
	}
	require.NoError(t, s.Close())
}

// net/url is the judge: what it reads as exactly one known workload and one n in range has to
// be understood, in the same way, and nothing else.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "workload=sum&n=100000000", "workload=empty", "n=-1", "n=0", "n=1e30", "n=abc", "n=18446744073709551616",
		"n=1&n=2", "workload=sum;n=1", "%6E=%31", "n=%zz", "m=1", "&&", "=", "n", "workload=block-socket", "n=+1", "workload=blur&n=47619",
	} {
		f.Add(seed)
	}
	s, err := service.Open(baseline(f))
	require.NoError(f, err)
	f.Cleanup(func() { assert.NoError(f, s.Close()) })
	f.Fuzz(func(t *testing.T, query string) {
		name, n, problem := service.Parse(s, query)
		wantName, wantN, ok := reference(s, query)
		require.Equal(t, ok, problem == nil, "%q: %+v", query, problem)
		if ok {
			assert.Equal(t, wantName, name)
			assert.Equal(t, wantN, n)
			return
		}
		assert.NotEmpty(t, problem.Allowed)
		assert.NotEmpty(t, problem.Parameter)
		assert.True(t, !utf8.ValidString(query) || utf8.ValidString(problem.Detail), problem.Detail)
	})
}

// reference reads a query with net/url.
func reference(s *service.Service, query string) (name string, n uint64, ok bool) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", 0, false
	}
	for key, all := range values {
		if key != "workload" && key != "n" || len(all) != 1 {
			return "", 0, false
		}
	}
	name = "sum"
	if values.Has("workload") {
		name = values.Get("workload")
	}
	limit, known := service.Limit(s, name)
	if !known {
		return "", 0, false
	}
	if !values.Has("n") {
		if name == "sum" {
			return name, 100_000_000, true
		}
		return name, 1, true
	}
	n, err = strconv.ParseUint(values.Get("n"), 10, 64)
	return name, n, err == nil && n >= 1 && n <= limit
}
