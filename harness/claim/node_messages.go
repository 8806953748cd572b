package claim

import nodejs "poolbench/harness/node"

// nodeOnMessages are the claims about giving a worker its data.
func (p plan) nodeOnMessages() []Claim {
	by := func(way, size string) Arm { return within("node-transfer", "way="+way, size).row(nodejs.Pool) }
	const tick = 50_000
	near := func(way string) Test {
		return Ratio{Metric: timePerTask, Of: by(way, "64MiB"), To: by(way, "1KiB"), Plus: tick, Bound: atMost(1)}
	}
	return []Claim{
		{
			ID: "N08", Quote: "Node.js: handing over is free, a copy not", Source: node, Kind: Latency, Needs: onNode, Chart: "node-transfer.png",
			Hypothesis: "64 MiB that are transferred or shared cost at most 50 µs more than 1 KiB, and those that are copied at least 1 ms more",
			Why: "A worker has a heap of its own. postMessage clones what it is given (https://nodejs.org/api/worker_threads.html, port.postMessage), which is one copy into the message and another out of it; a transfer " +
				"takes the bytes away from one side and gives them to the other, and a SharedArrayBuffer is there for both: neither moves a byte. S08 allows 1 µs in Go, where the time of a call " +
				"varies less than that of a message. Data comes back with the answer: what is measured is both ways.",
			Parts: []Part{
				all("transfer", near("transfer")),
				all("share", near("share")),
				all("copy", Ratio{Metric: timePerTask, Of: by("copy", "64MiB"), To: by("copy", "1KiB"), Plus: 1e6, Bound: atLeast(1)}),
			},
		},
		{
			ID: "N23", Quote: "Node.js: transfer large data, do not copy", Source: Source{"MDN, transferable objects", "https://developer.mozilla.org/en-US/docs/Web/API/Web_Workers_API/Transferable_objects"},
			Kind: Latency, Needs: onNode, Chart: "node-transfer.png",
			Hypothesis: "copying takes at least twice as long as a transfer from 64 KiB on, and at most 5 % longer at 1 KiB",
			Why: "A copy costs its bytes, and the memory that they go to; a transfer the same at all sizes, and more than nothing: the buffer is detached here and made there " +
				"(https://tc39.es/ecma262/#sec-detacharraybuffer). Up to some size the way to a worker and back hides the copy.",
			Parts: per([]string{"1KiB", "64KiB", "1MiB", "64MiB"}, func(size string) Part {
				bound := atLeast(2)
				if size == "1KiB" {
					bound = atMost(1.05)
				}
				return all("", ratio(timePerTask, by("copy", size), by("transfer", size), bound))
			}),
		},
	}
}
