// Package load sends requests to a server, at a rate that does not depend on the answers or without a
// pause, and says what became of each.
//
// # Model
//
// An open loop: requests arrive by a schedule of package openloop, and a request is due when
// the schedule says so, whatever the server does. One goroutine, the generator, hands each of
// them to a worker, and a worker has one connection: it sends, reads the answer to its end
// and takes the next one. If no worker is free a new one opens another connection, up to a bound,
// as browsers do; beyond it requests wait here. Latency counts from the intended arrival to
// the end of the answer, so that all of this waiting is in it: whoever starts the clock when a
// request is sent leaves out what a slow server does to everybody who could not be sent
// (coordinated omission; G. Tene, "How NOT to Measure Latency",
// https://www.infoq.com/presentations/latency-response-time/).
//
// Beside it there is a closed loop, to keep a server busy: so many callers, each with a connection, ask
// again as soon as they are answered. It offers exactly what the server can answer, and so its latencies
// are marked (Result.Closed): while the server stalls callers wait and send nothing, and a stall that a
// hundred users would have suffered is in the percentiles as often as there are callers. That is
// coordinated omission. Use it for how many are answered per second, and an open loop for how long that takes.
// A caller who gets no answer, however bad, asks no more: he would ask in vain without a pause.
//
// An answer with a status of 2xx is answered, 503 is rejected, everything else has failed, for
// one of few reasons. Sent = answered + rejected + failed, always, and no request is sent twice.
//
// The first connections are greeted before the first arrival: HTTP servers with OPTIONS *,
// which net/http answers itself, and echo servers with a byte. A server that is busy
// takes a while to take up a connection, and it would be the first requests that waited.
//
// # Why not a library
//
// vegeta is an open loop too, but its clock starts late: v12.12.0 takes a request's time when a
// worker has received it (https://github.com/tsenart/vegeta/blob/v12.12.0/lib/attack.go#L554) and
// not when it was due. So how late the generator is, and how long all of its workers are busy, if
// their number is bounded, is not in its latencies. And it sleeps with time.Sleep: see
// openloop.Alarm.
//
// http.Transport sends a GET again when a connection that has been used breaks before an answer
// (net/http, Transport, as its documentation says): the server gets more requests than were sent, and
// a failure is not seen. And each of its connections has two goroutines besides the caller's, whose
// switches cost processor time that a server on the same machine lacks. So a worker writes the bytes
// of its request itself and leaves the reading to http.ReadResponse. Processor time per request at
// 2000 per second, server not included (medians of 7; the benchmarks of this package, 2 processors
// that others were using as well):
//
//	                          GOMAXPROCS=1   GOMAXPROCS=2
//	waiting for arrivals             46 µs          58 µs
//	… and asking, as Run does        84 µs         102 µs
//	… and with http.Transport        97 µs         130 µs
//
// Most of it is the price of going to sleep and waking up in time, which a second processor that
// looks for work in vain makes dearer. A client that shares the server's processors should
// have GOMAXPROCS=1.
//
// # What it is not
//
// No user: it sends one GET over and over, follows no redirect, keeps no cookie, speaks no TLS.
// No protection for the server either: it offers what it was told to, within bounds. And it never
// belongs into the process of the server, whose processors and collector it would use.
package load
