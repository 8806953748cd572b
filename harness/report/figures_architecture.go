package report

import "poolbench/harness/chart"

// The colours of the architecture: boxes of one colour play the same part in both lanes.
var (
	outside  = chart.StyleAt(-1).Color // what is no part of the program
	network  = chart.StyleAt(2).Color  // connections
	health   = chart.StyleAt(4).Color  // GET /
	entrance = chart.StyleAt(1).Color  // what decides whether and when work begins
	compute  = chart.StyleAt(3).Color  // the work
	hardware = chart.StyleAt(0).Color  // what everything runs on
)

// architectureColumns divide a lane finely enough for the way of a refusal: from admission
// down to the answer, past the pool.
const architectureColumns = 12

// Architecture is the compute service in Go, and its counterpart in Node.js beside it: the
// way of a request from the client to a worker and back. The report draws it, and the README
// has it as Mermaid.
//
// Sources: a goroutine per connection (net/http, Server.Serve); who polls the network, and the
// 10 ms to 20 ms until a goroutine is preempted (runtime/proc.go: findRunnable, sysmon, forcePreemptNS,
// and retake, which counts them from when the monitor first saw it run; a thread that was
// idle in the poller when the last processor became busy still delivers once, hence "can"); the
// primary that passes connections on in turn, except on Windows (https://nodejs.org/api/cluster.html); what worker threads share
// (https://nodejs.org/api/worker_threads.html); maxQueue, without limit by default
// (https://github.com/piscinajs/piscina).
func Architecture() chart.Diagram {
	return chart.Diagram{
		Meta: chart.Meta{
			Title:    "A compute service in Go, and its counterpart in Node.js",
			Subtitle: "What a request passes and where it waits. Boxes of one colour play the same part in both.",
			Footer: "Drawn from code and documentation, not measured. HTTP/1.1. N processes, W workers, P processors, Q places in the queue " +
				"and the limit A are settings.",
		},
		Columns: architectureColumns,
		Lanes:   []chart.Lane{goLane(), nodeLane()},
	}
}

// pictures are all that a report draws: the charts of its samples, and the one drawing that is
// the same in every report.
func (v *view) pictures() []figure {
	return append(v.figures(), figure{"architecture", "the compute service in Go, and its counterpart in Node.js", Architecture()})
}

// architecture shows it after the experiments.
func architecture(d *document, show func(name string)) {
	d.paragraph("## The compute service")
	d.paragraph("What a CPU-bound task passes where a server hands it out, and what `GET /` passes beside it:")
	show("architecture")
}

// at is a place one row high.
func at(row, column, columns int) chart.Place {
	return chart.Place{Row: row, Column: column, Columns: columns}
}

func goLane() chart.Lane {
	const all = architectureColumns
	return chart.Lane{
		Title: "Go",
		Frames: []chart.Frame{{
			Title: "N processes, each with one heap",
			Text: "All goroutines share it: a task and its result are passed by pointer, without a copy. " +
				"Any processor may run any goroutine.",
			At: chart.Place{Row: 2, Rows: 5, Columns: all}, Pile: true,
		}},
		Boxes: []chart.Box{
			{Title: "clients", Text: "GET / and GET /compute", At: at(0, 0, all), Color: outside},
			{Title: "load balancer", Text: "Stands in front, and spreads requests over the processes.", At: at(1, 0, all), Color: outside},
			{
				Title: "net/http: a goroutine per connection", At: at(2, 0, all), Color: network,
				Text: "It runs the handlers of its requests. While it waits for bytes it is parked at the network poller and holds no thread.",
			},
			{Title: "GET /", Text: "Answered at once. Needs only a free processor.", At: at(3, 0, 4), Color: health},
			{
				Title: "GET /compute: admission", At: at(3, 4, 8), Color: entrance,
				Text: "At most A requests are inside and wait for a result. Others are refused.",
			},
			{Title: "answer", Text: "Written by the goroutine of the connection.", At: at(4, 0, 6), Color: network},
			{Title: "pool: a bounded queue", Text: "Q places. Submit waits while all are taken.", At: at(4, 6, 6), Color: entrance},
			{
				Title: "W workers", At: at(5, 0, all), Color: compute, Pile: true,
				Text: "Goroutines: take a task, compute it, take the next.",
			},
			{
				Title: "P processors (GOMAXPROCS)", At: at(6, 0, all), Color: hardware,
				Text: "What delays GET /: while all P compute, some 10 ms can pass until the system monitor polls the network. What it wakes " +
					"waits in the queue of all P, at which one with goroutines of its own looks every 61st turn.",
			},
		},
		Arrows: []chart.Arrow{
			{From: "clients", To: "load balancer", Both: true},
			{From: "load balancer", To: "N processes, each with one heap", Both: true},
			{From: "net/http: a goroutine per connection", To: "GET /"},
			{From: "net/http: a goroutine per connection", To: "GET /compute: admission"},
			{From: "GET /", To: "answer"},
			{From: "GET /compute: admission", To: "answer", Label: "503, Retry-After"},
			{From: "GET /compute: admission", To: "pool: a bounded queue", Label: "admitted"},
			{From: "pool: a bounded queue", To: "W workers", Label: "task"},
			{From: "W workers", To: "answer", Label: "result"},
			{From: "W workers", To: "P processors (GOMAXPROCS)", Label: "run on, as all goroutines do"},
		},
	}
}

func nodeLane() chart.Lane {
	const all = architectureColumns
	return chart.Lane{
		Title: "Node.js",
		Frames: []chart.Frame{
			{Title: "N processes, each with a heap per thread", At: chart.Place{Row: 2, Rows: 5, Columns: all}, Pile: true},
			{
				Title: "main thread: one engine, one event loop", At: chart.Place{Row: 2, Rows: 3, Columns: all},
				Text: "Handlers and callbacks run here, one after the other.",
			},
		},
		Boxes: []chart.Box{
			{Title: "clients", Text: "GET / and GET /compute", At: at(0, 0, all), Color: outside},
			{
				Title: "load balancer, or the primary of node:cluster", At: at(1, 0, all), Color: outside,
				Text: "The primary process passes connections on, by default in turn.",
			},
			{
				Title: "HTTP server on the event loop", At: at(2, 0, all), Color: network,
				Text: "The loop polls all sockets (libuv), and calls a handler for each request.",
			},
			{Title: "GET /", Text: "Answered at once. Needs only a free event loop.", At: at(3, 0, 4), Color: health},
			{
				Title: "GET /compute", At: at(3, 4, 8), Color: entrance,
				Text: "Awaits the promise of a result. A limit on how many is up to the program.",
			},
			{Title: "answer", Text: "Written by a callback on the event loop.", At: at(4, 0, 6), Color: network},
			{Title: "WorkerPool, Piscina", Text: "A queue, unbounded unless limited.", At: at(4, 6, 6), Color: entrance},
			{
				Title: "W worker threads", At: at(5, 0, all), Color: compute, Pile: true,
				Text: "An engine, a heap and an event loop each. Messages are copied; buffers may be transferred or shared.",
			},
			{
				Title: "threads of the operating system", At: at(6, 0, all), Color: hardware,
				Text: "What delays GET /: code that computes on the main thread, the copying of messages included. " +
					"Worker threads that compute hardly do: the kernel soon runs the thread that slept.",
			},
		},
		Arrows: []chart.Arrow{
			{From: "clients", To: "load balancer, or the primary of node:cluster", Both: true},
			{From: "load balancer, or the primary of node:cluster", To: "N processes, each with a heap per thread", Both: true},
			{From: "HTTP server on the event loop", To: "GET /"},
			{From: "HTTP server on the event loop", To: "GET /compute"},
			{From: "GET /", To: "answer"},
			{From: "GET /compute", To: "WorkerPool, Piscina"},
			{From: "WorkerPool, Piscina", To: "W worker threads", Label: "task, as a message"},
			{From: "W worker threads", To: "answer", Label: "result, as a message"},
			{From: "W worker threads", To: "threads of the operating system", Label: "one each, as the main thread"},
		},
	}
}
