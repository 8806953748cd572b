// Package service is a small HTTP server that computes: GET /compute hands a task to a pool
// of the catalog and answers with its result, GET / answers health checks in the meantime.
//
// # Model
//
// A request passes, in this order: the parser of its query; admission, a limit on how many
// may be in computing at once; Submit of the pool; the pool's own queue; a worker. Turning
// away those beyond the limit with 503 is load shedding; a Submit that blocks while the pool
// is full is backpressure, which reaches a client as a wait only. From
// admission to its end it is either waiting or running. Waiting ends in one of three ways,
// decided by one atomic exchange between worker and handler: the task begins; the client
// has gone; the deadline is over. A task that has begun runs to its end, since nothing can
// stop a computing goroutine; a task that nobody waits for any more never begins.
//
// Every request that passed the parser ends in exactly one [Summary] count, and in the
// metric of the same name. [Service.Serve] ends with a graceful shutdown: it lets nobody in
// any more and answers those who are.
//
// # Which rows may serve
//
// All of them. What the contract of package variants asks for and native rows lack, the
// service does itself: it recovers panics inside the task, refuses requests once it closes,
// waits for what is under way, and closes the pool once. One thing it cannot do: a native
// Submit that blocks knows no context. So on errgroup, ants, conc and pond natively, a
// request whose deadline ends while the pool is full is told so only when Submit returns;
// its task still never runs. An admission limit of no more than what the pool takes at once
// (workers, and its queue if it has one) makes that rare, but cannot exclude it: an abandoned
// task has left admission and keeps its place in the pool's queue until a worker has passed
// over it.
//
// # What it is not
//
// No framework: no TLS, no authentication, no cache; so poolbench serve keeps to loopback unless told
// otherwise. It is one process, and its admission counts for itself alone: several that share a port,
// and the one who starts them again, are package cluster. And no load: that is package load.
// What is no HTTP request at all, or has too large a header, is answered by net/http itself,
// in plain text.
package service
