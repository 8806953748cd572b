package service

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/munnerz/goautoneg"
)

// Answer is the body of a result, as JSON. As text it is the same fields, a line each.
type Answer struct {
	// Workload and N are what was computed, with the default for what was not asked for.
	Workload string `json:"workload"`
	N        uint64 `json:"n"`
	// Result has up to 64 bits. In JSON it is a string, since numbers beyond 2^53 do not
	// survive every reader of JSON (RFC 8259, section 6).
	Result uint64 `json:"result,string"`
	// QueueingNS is from admission until the task began, ComputeNS from the beginning of the
	// computation to its end, in nanoseconds. What the HTTP server needs before and after is in
	// neither, nor is what a task does in between: preparing a kernel for its first request.
	QueueingNS int64 `json:"queueing_ns"`
	ComputeNS  int64 `json:"compute_ns"`
}

// Values of headers that do not change. net/http only reads them, so all answers share them;
// Header.Set would make a slice for each.
var (
	textType    = []string{"text/plain; charset=utf-8"}
	jsonType    = []string{"application/json"}
	problemType = []string{"application/problem+json"}
	noStore     = []string{"no-store"} // times of a computation are of that computation
	varyAccept  = []string{"Accept"}
)

// write answers with a in the format that accept prefers.
func (a Answer) write(w http.ResponseWriter, accept string) {
	header := w.Header()
	header["Cache-Control"] = noStore
	header["Vary"] = varyAccept
	var room [256]byte
	if prefersJSON(accept) {
		header["Content-Type"] = jsonType
		_, _ = w.Write(a.appendJSON(room[:0]))
		return
	}
	header["Content-Type"] = textType
	_, _ = w.Write(a.appendText(room[:0]))
}

// appendJSON is what encoding/json would write, which a test checks, for a fraction of its
// price: names of workloads have nothing to escape.
func (a Answer) appendJSON(b []byte) []byte {
	b = append(append(b, `{"workload":"`...), a.Workload...)
	b = strconv.AppendUint(append(b, `","n":`...), a.N, 10)
	b = strconv.AppendUint(append(b, `,"result":"`...), a.Result, 10)
	b = strconv.AppendInt(append(b, `","queueing_ns":`...), a.QueueingNS, 10)
	b = strconv.AppendInt(append(b, `,"compute_ns":`...), a.ComputeNS, 10)
	return append(b, "}\n"...)
}

func (a Answer) appendText(b []byte) []byte {
	b = append(append(b, "workload: "...), a.Workload...)
	b = strconv.AppendUint(append(b, "\nn: "...), a.N, 10)
	b = strconv.AppendUint(append(b, "\nresult: "...), a.Result, 10)
	b = strconv.AppendInt(append(b, "\nqueueing_ns: "...), a.QueueingNS, 10)
	b = strconv.AppendInt(append(b, "\ncompute_ns: "...), a.ComputeNS, 10)
	return append(b, '\n')
}

// formats are what an answer can be written as. The first is for a client that takes anything,
// or that wants something else: a person with curl or a browser asks that way, and nobody is
// answered 406, which RFC 9110 (section 12.5.1) leaves to the server.
var formats = []string{"text/plain", "application/json"}

// prefersJSON reports whether an Accept header asks for JSON rather than text.
func prefersJSON(accept string) bool {
	if accept == "" || accept == "*/*" { // most, and they need no parser
		return false
	}
	return goautoneg.Negotiate(strings.ToLower(accept), formats) == formats[1]
}
