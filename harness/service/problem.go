package service

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// Reasons that a problem can have, for programs: they stay as they are. A status of 503 has
// several.
const (
	BadQuery   = "bad-query"          // 400: a parameter is wrong
	BadBody    = "unexpected-body"    // 400: a GET with content
	NotFound   = "not-found"          // 404
	BadMethod  = "method-not-allowed" // 405
	TaskFailed = "task-failed"        // 500: the task panicked
	Overloaded = "overloaded"         // 503: admission is full
	Deadline   = "deadline"           // 503: the deadline was over while the task was waiting
	ClientGone = "client-gone"        // 503: nobody was waiting for the task any more
	ClosedDown = "shutting-down"      // 503: the service is closing
)

// Problem is the body of every answer that is no result, as JSON: the problem details of RFC
// 9457, whose extensions are from Reason on. Type is left out, which there means that Title
// is that of the status.
type Problem struct {
	// Title is the status in words, Status its code.
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail is what went wrong, for people.
	Detail string `json:"detail"`
	// Reason is what went wrong, for programs: one of the constants of this package.
	Reason string `json:"reason"`
	// Parameter is the one that was wrong, and Allowed what it may be; empty where nothing of
	// the query was.
	Parameter string `json:"parameter,omitempty"`
	Allowed   string `json:"allowed,omitempty"`
	// RequestID is that of the header X-Request-Id.
	RequestID string `json:"request_id,omitempty"`
}

// problem is a Problem on its way, with what belongs into the header.
type problem struct {
	Problem
	retryAfter int    // seconds; 0: no such header
	allow      string // methods; empty: no such header
	hangUp     bool   // the connection cannot be used any further
}

func newProblem(status int, reason, detail string) *problem {
	return &problem{Problem: Problem{Title: http.StatusText(status), Status: status, Detail: detail, Reason: reason}}
}

func badQuery(parameter, detail, allowed string) *problem {
	p := newProblem(http.StatusBadRequest, BadQuery, detail)
	p.Parameter, p.Allowed = parameter, allowed
	return p
}

// write answers with p.
func (p *problem) write(w http.ResponseWriter, id string) {
	p.RequestID = id
	header := w.Header()
	header["Content-Type"] = problemType
	header["Cache-Control"] = noStore
	if p.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.allow != "" {
		header.Set("Allow", p.allow)
	}
	if p.hangUp {
		header.Set("Connection", "close")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p.Problem) // who cannot be told has gone
}
