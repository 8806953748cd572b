package experiment

import (
	"slices"
	"strconv"
	"time"

	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// nodeExperiments are those that have systems in Node.js beside strategies in Go. They compare across
// languages and are never part of a family of Go's comparisons.
func nodeExperiments(procs int) []Experiment {
	all := []Experiment{nodeCost(), nodeWork(), nodeWorkers(), nodeSize(procs), nodeHealth(procs), nodeTransfer(), nodeErrata()}
	for i := range all {
		all[i].Node, all[i].Across = true, true
	}
	return all
}

// wakeUp is what distorts every number of tasks that go to another thread and back one at a time.
const wakeUp = "With 1 in flight a caller in Go and its worker take turns on one processor and wake nobody. A Worker is another thread: " +
	"most of the time of a short task in Node.js is waking it, and waking the main thread again, which on a virtual machine is dearer while the machine is idle, since a processor " +
	"that sleeps has to be woken through the hypervisor. With 64 in flight the workers stay awake. "

// everyNode are the keys of all systems in Node.js, pooled those that hand tasks to workers which stay.
var (
	pooled    = node.Pooled()
	everyNode = with(pooled, node.Loop, node.Spawn)
)

// with is a list of rows behind others.
func with(rows []string, others ...string) []string { return slices.Concat(rows, others) }

// nodeCost: tasks of three sizes through every system, one after the other or 64 at once.
func nodeCost() Experiment {
	block := func(task, work string, inFlight int, systems []string) Block {
		return Block{
			Group: "task=" + task, Value: strconv.Itoa(inFlight), Submitters: inFlight, Workload: mustFind(work),
			Rows: with(systems, "inline", "spawn", "channel"),
		}
	}
	return Experiment{
		Name:     "node-cost",
		Question: "What does a task cost in Go, and in Node.js?",
		Reading: "A closed loop of callers that each wait for their answer. A task for a worker thread is a message: it is serialized, sent, wakes another event " +
			"loop, and its answer comes back the same way. A task for a goroutine is a function value. " + wakeUp +
			"The empty task shows the way alone; 100 µs and 1 ms are the same 32-bit arithmetic in both languages, with the same answer. " +
			"The time per task of 64 callers is wall time: with P workers it can be a Pth of the task's own. A Worker per task gets one task from each caller: so many of them " +
			"start at once that a window lasts a second, and what their ends cost is partly after it. Inline is a lock around the task, at which 64 callers queue.",
		Parameter: "inflight",
		Shape:     Request,
		Reference: Reference{"task=empty", "64"},
		Blocks: []Block{
			block("empty", "empty", 1, everyNode), block("empty", "empty", 64, everyNode),
			block("100us", "spin32-100us", 64, with(pooled, node.Loop)), // a Worker for each costs what it does for an empty one
			block("1ms", "spin32-1ms", 64, everyNode),
		},
	}
}

// nodeWork: the note's computation, in both kinds of numbers, and a library's.
func nodeWork() Experiment {
	return Experiment{
		Name:     "node-work",
		Question: "Who computes the study note's sum to 10⁸ faster, and how much of that is the kind of number?",
		Reading: "JavaScript adds doubles. An addition of doubles takes two to four cycles, one of integers a single one, and here each has to wait for the one before. " +
			"So Go stands here twice: with integers, as its programmers would write it, and with doubles, which is what Node.js is to be compared with. " +
			"A hash is computed by a library in both, written in assembly: compare inline with node-loop there. To a pool in Node.js so short a task is mostly messages.",
		Parameter: "work",
		Shape:     Batch,
		Reference: Reference{"", "sum-double"},
		Blocks: []Block{
			{Value: "sum-integer", Submitters: 1, Workload: mustFind("sum-1e8"), Rows: []string{"inline", "channel"}},
			{Value: "sum-double", Submitters: 1, Workload: mustFind("sumf-1e8"), Rows: with(everyNode, "inline", "channel")},
			{Value: "sha256-64KiB", Submitters: 1, Workload: mustFind("sha256-64KiB"), Rows: []string{node.Loop, node.Pool, "inline", "channel"}},
		},
	}
}

// nodeWorkers: pools of one worker are opened one after the other, and each computes one task.
func nodeWorkers() Experiment {
	block := func(workers int, rows ...string) Block {
		b := Block{
			Value: strconv.Itoa(workers), Submitters: 1, Tasks: workers, Workers: 1, Workload: mustFind("empty"),
			Rows: with(rows, "channel", node.Pool),
		}
		if workers > 4 {
			b.Rounds = 6 // each takes a second or more, and hardly varies; 6 are enough for an interval of 95 %
		}
		return b
	}
	return Experiment{
		Name:     "node-workers",
		Question: "What does a worker cost: the time to start it, and the memory that it keeps?",
		Reading: "Pools of one worker are opened one after the other, each has one empty task to do, and all stay open. Start is the time from opening " +
			"to the answer. Memory is what is resident after all of them less what was before the first, over all processes of the system: a Worker of Node.js is a " +
			"thread with a JavaScript engine and heap of its own, a process of a cluster a whole Node.js, and shared pages count once for each process. " +
			"A worker in Go is a goroutine, here with a pool around it. 0 workers are the process before the first one.",
		Parameter: "workers",
		Shape:     Started,
		Reference: Reference{"", "1"},
		Blocks:    []Block{block(1, "node-piscina/native", node.Cluster), block(4, node.Cluster), block(16, "node-piscina/native", node.Cluster), block(64)},
	}
}

// nodeSize: how many workers a pool of worker threads should have.
func nodeSize(procs int) Experiment {
	sizes := []int{1, procs, procs + 1, 4, 8 * procs}
	slices.Sort(sizes)
	var blocks []Block
	for _, n := range slices.Compact(sizes) {
		blocks = append(blocks, Block{Value: strconv.Itoa(n), Submitters: 64, Workers: n, Workload: mustFind("spin32-1ms"), Rows: []string{node.Pool}})
	}
	return Experiment{
		Name:      "node-size",
		Question:  "How many worker threads should a pool in Node.js have?",
		Reading:   "64 callers, tasks of 1 ms. The main thread only hands over and takes answers, so that it needs little of a processor.",
		Parameter: "workers",
		Shape:     Request,
		Blocks:    blocks,
	}
}

const (
	// HealthWindow is how long GET / is asked for in a sample of the health of a busy server.
	HealthWindow = 400 * time.Millisecond
	// busyHealthRate is how often per second: a hundred answers give a 99th percentile of sorts.
	busyHealthRate = 250
)

// nodeHealth: GET / while others ask for /compute without a pause.
func nodeHealth(procs int) Experiment {
	block := func(group string, callers, workers int, work string, rows ...string) Block {
		return Block{
			Group: group, Value: strconv.Itoa(callers), Submitters: 1, Workers: workers, Rate: busyHealthRate, Tasks: int(busyHealthRate * HealthWindow.Seconds()),
			Busy: sample.Busy{Tasks: callers}, Workload: mustFind(work), Rows: rows,
		}
	}
	const short, long = "spin32-5ms", "spin32-20ms"
	return Experiment{
		Name:     "node-health",
		Question: "Does GET / still answer while /compute is busy?",
		Reading: "Another process asks for GET / by a schedule, and latency counts from when a request should have been sent. So many callers meanwhile ask for /compute, 5 ms each unless a group says otherwise, and " +
			"again as soon as they have an answer. In Node.js the kernel shares the processors between the main thread, which answers, and the worker threads, which compute; " +
			"whoever computes on the event loop answers nothing else meanwhile. " +
			"In Go a worker on every processor keeps each processor's own queue from running dry: every 5 ms it changes places with a handler whose caller asks again at once, too soon to be preempted, which takes 10 ms. So " +
			"goroutines that the system monitor wakes for GET / wait in the queue of all processors, of which one with work of its own takes one goroutine in 61 turns (https://go.dev/src/runtime/proc.go, findRunnable), until a gap lets all of them through " +
			"at once. With tasks of 20 ms, which are preempted, the same server answers sooner; one worker less leaves a processor that asks the network itself. " +
			"That is Go's scheduler, but under callers without a pause, next door, and with tasks just shorter than its time slice: the times say how long GET / was starved within a schedule of 0.4 s, and are no latency to expect elsewhere. " +
			"A server that nobody asks to compute is not the fastest: its processors sleep, and have to wake first. The services are not alike: Go's counts and measures each request.",
		Parameter: "callers",
		Shape:     Health,
		Reference: Reference{"workers=P", "0"},
		Blocks: []Block{
			block("workers=P", 0, procs, short, "channel", node.Loop),
			block("workers=P", 4*procs, procs, short, with(everyNode, "channel")...),
			block("workers=P-1", 4*procs, max(1, procs-1), short, "channel"),
			block("task=20ms", 4*procs, procs, long, "channel"),
		},
	}
}

// nodeTransfer: a message with data, and its answer.
func nodeTransfer() Experiment {
	var blocks []Block
	for _, way := range []struct {
		name, work string
		rows       []string
	}{
		{"copy", "copy", []string{"channel", node.Pool}},
		{"transfer", "pass", []string{"channel", node.Pool}},
		{"share", "share", []string{node.Pool}}, // in Go that is the same as handing over
	} {
		for _, size := range []string{"1KiB", "64KiB", "1MiB", "64MiB"} {
			blocks = append(blocks, Block{Group: "way=" + way.name, Value: size, Submitters: 1, Workload: mustFind(way.work + "-" + size), Rows: way.rows})
		}
	}
	return Experiment{
		Name:     "node-transfer",
		Question: "What does it cost to give a worker its data, by copy, transfer and shared memory?",
		Reading: "One caller, one task at a time; the task looks at two bytes. postMessage clones an ArrayBuffer, which is two copies, one on each side of the message, or hands it over and takes it away from the sender " +
			"(it comes back with the answer here, so that it can be sent again), or both sides see one SharedArrayBuffer. In Go a task has a slice's header, or makes one copy, into fresh memory that has to be collected. The largest copies are of pages that the kernel has to provide first. " + wakeUp,
		Parameter: "size",
		Shape:     Request,
		Reference: Reference{"way=transfer", "1KiB"},
		Blocks:    blocks,
	}
}

// Errata are the mistakes in the study note's code, by the names of the programs that show them, in harness/node/errata.
var Errata = []string{
	"leaked-worker", "crashed-worker", "exited-worker", "uncloneable-argument", "second-post", "unsettled-close",
	"shifted-queue", "relative-path", "removed-method", "four-threads",
}

// nodeErrata: code as the note has it, and corrected.
func nodeErrata() Experiment {
	var blocks []Block
	for _, code := range []string{"note", "corrected"} {
		for _, name := range Errata {
			blocks = append(blocks, Block{
				Group: "code=" + code, Value: name, Submitters: 1, Tasks: 1, Rounds: 3, // as many as a rule of the contract gets
				Workload: workload.Workload{Name: code + "/" + name, Title: name + ", " + code}, Rows: []string{node.Pool},
			})
		}
	}
	return Experiment{
		Name:     "node-errata",
		Question: "What goes wrong with the study note's code, and does it still when it is corrected?",
		Reading: "Each program does one thing that the note's code does, in code of our own, and then looks whether what its reader would expect still holds: failed is what was to be shown for " +
			"code=note, and would be a defect of this project for code=corrected. Nothing is timed, except where a long queue is the mistake. make test-node runs the same.",
		Parameter: "erratum",
		Shape:     Erratum,
		Blocks:    blocks,
	}
}
