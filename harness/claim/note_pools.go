package claim

import (
	"fmt"
	"slices"

	"poolbench/variants/catalog"
)

// noteOnPools are the claims of the study note about pools.
func (p plan) noteOnPools() []Claim {
	cores := p.workers(1)
	return []Claim{
		{
			ID: "S07", Quote: "workers in a pool: the expected answer", Source: node, Kind: Throughput, Chart: "compare-grain.png",
			Hypothesis: "for tasks of 0, 1.5, 15 and 150 µs each some pool is at least 10 % faster than a goroutine per task",
			Why: "A pool saves the start of a goroutine and pays for handing the task over. Both are some hundred nanoseconds, so the " +
				"difference can only matter where tasks are not much larger than that.",
			Parts: per([]string{"0", "1.5us", "15us", "150us"}, func(grain string) Part {
				at := in("grain", grain)
				return anyOf("grain "+grain, tests(pools(), func(row string) Test {
					return ratio(timePerTask, at.row("spawn"), at.row(row), atLeast(1.1))
				})...)
			}),
		},
		{
			ID: "S13", Quote: "a pool saves the cost of creation", Source: node, Kind: Throughput, Chart: "overhead.png",
			Hypothesis: "an empty task takes at least 3 % less time through the pool than with a goroutine of its own",
			Why: "It saves the start of a goroutine; it adds a queue that all workers share, and often the waking of one. Which is more " +
				"depends on the queue.",
			Parts: per(pools(), func(row string) Part {
				at := in("overhead", "1")
				return all("", ratio(timePerTask, at.row(row), at.row("spawn"), atMost(0.97)))
			}),
		},
		{
			ID: "S14", Quote: "workers take tasks as they come", Source: node, Kind: Throughput, Needs: two, Chart: "handoff.png",
			Hypothesis: "while tasks wait, at least 0.95 × GOMAXPROCS of them run at a time, with a worker per processor and one more",
			Why: "A worker that finds no task goes to sleep, and until it is awake again its processor is idle, which counts beside tasks of " +
				"15 µs. How often that happens depends on the queue, and on whether the submitter gets a processor in time. How many " +
				"run is inline's time per task divided by the row's. The cpu/wall of the arms is higher: it counts the submitter, and " +
				"processors that search for work.",
			Parts: p.busy(),
		},
		{
			ID: "S15", Quote: "four workers", Source: node, Kind: Throughput, Chart: "workers.png",
			Hypothesis: "4 workers take at most 5 % longer than any other number of them",
			Why: "Four is libuv's default and a guess at the number of processors. For tasks that only compute, workers beyond the " +
				"processors do not help, and fewer leave some idle.",
			Parts: p.sizing("4", func(w []string) []string { return without(w, "4") }, atMost(1.05)),
		},
		{
			ID: "S16", Quote: "as many workers as cores", Source: node, Kind: Throughput, Needs: two, Chart: "workers.png",
			Hypothesis: fmt.Sprintf("%s workers take at most 5 %% longer than any other number of them", cores),
			Why: "For tasks that compute nothing can be gained by more workers than processors, except while the submitter needs one of " +
				"them: then one worker more or less decides, the sooner the smaller the tasks.",
			Parts: p.sizing(cores, func(w []string) []string { return without(w, cores) }, atMost(1.05)),
		},
		{
			ID: "S17", Quote: "the queue makes sure that no task fails", Source: node, Kind: Memory, Chart: "burst.png",
			Hypothesis: "ten million waiting tasks fit into the memory limit of the run, where a pool has a queue for them",
			Why: "A queue without a bound fails as a whole, later: what has to wait has to be somewhere. How long it lasts depends on the " +
				"bytes per waiting task, and on the limit.",
			Parts: per(both(p.rows(in("burst", "1e7")), queues()), func(row string) Part { return all("", fits(in("burst", "1e7").row(row))) }),
		},
		{
			ID: "S19", Quote: "the pool survives a failing task", Source: node, Kind: Behaviour,
			Hypothesis: "after tasks have panicked, the pool still runs as many tasks at once as before",
			Why: "A panic that nobody recovers ends the program (https://go.dev/ref/spec#Handling_panics). Libraries differ in whether they " +
				"recover it, and in whether the worker that ran the task is replaced.",
			Parts: p.rule("failure.capacity_after_panics", false),
		},
		{
			ID: "S21", Quote: "a library is as fast as a plain channel", Source: Source{"after Piscina's README", "https://github.com/piscinajs/piscina"},
			Kind: Throughput, Chart: "overhead.png",
			Hypothesis: "some library takes at most 3 % longer for an empty task than workers that range over a buffered channel",
			Why: "Libraries have to be general: options, counters, purging of idle workers, results. The baseline here has the contract's " +
				"checks, but nothing of that, and channels are part of the runtime (https://go.dev/src/runtime/chan.go).",
			Parts: []Part{anyOf("", tests(libraries(), func(row string) Test {
				return ratio(timePerTask, in("overhead", "1").row(row), in("overhead", "1").row(catalog.Baseline), atMost(1.03))
			})...)},
		},
		{
			ID: "S29", Quote: "a waiting goroutine costs little memory", Source: guide, Kind: Memory, Chart: "memory.png",
			Hypothesis: "a goroutine that waits costs at most 3 KiB of live memory, and of resident memory in a channel, for a timer, and after its stack has grown",
			Why: "The study note warns of the memory of many workers. A new goroutine has a stack of 2 KiB (https://go.dev/src/runtime/stack.go, " +
				"stackMin), and the runtime's record of it some hundred bytes; a timer has a record too. A stack that has grown to " +
				"16 KiB has them until a collection takes half of it away, if less than a quarter is used (shrinkstack), and the next one half of the rest.",
			Parts: []Part{
				all("live", level(bytesPerWaiting, in("burst", "1e5").row("spawn"), atMost(3072))),
				all("resident in a channel", level(residentPerGoroutine, waitingIn("channel", "1e5"), atMost(3072))),
				all("resident for a timer", level(residentPerGoroutine, waitingIn("timer", "1e5"), atMost(3072))),
				all("resident after growth", level(residentPerGoroutine, waitingIn("stack", "1e4"), atMost(3072))),
			},
		},
		{
			ID: "S32", Quote: "a library keeps these rules unwrapped", Source: node, Kind: Behaviour,
			Hypothesis: "a library, as documented, breaks no more of this suite's rules than the channel pool, which was written and tested against them",
			Why: "An unfair contest, and said so: the channel pool is at none by construction, and a library never promised these rules. " +
				"The study note prefers a library to a pool of one's own, and thirty lines without such tests usually break more. What a " +
				"library promises itself is in the conformance table.",
			Parts: per(libraries(), func(row string) Part {
				return all("", Fewer{Of: p.rulesOf(row), Than: p.rulesOf(catalog.Baseline)})
			}),
		},
		{
			ID: "S34", Quote: "pools are for large scale", Source: node, Kind: Memory, Chart: "burst.png",
			Hypothesis: "with 500,000 waiting tasks a goroutine each needs at least 10 × the memory; in a batch of 1.5 µs tasks a pool takes at most 1.1 × the time",
			Why: "A waiting task is a stack and a record in one case, and a function value in a queue in the other: some 2.5 KiB against 8 to " +
				"some tens of bytes.",
			Parts: append(
				per([]string{"memory channel", "memory batched"}, func(label string) Part {
					at := in("burst", "5e5")
					return all("", ratio(bytesPerWaiting, at.row("spawn"), at.row(label[len("memory "):]), atLeast(10)))
				}),
				per([]string{"time channel", "time batched"}, func(label string) Part {
					at := in("grain", "1.5us")
					return all("", ratio(timePerTask, at.row(label[len("time "):]), at.row("spawn"), atMost(1.1)))
				})...),
		},
	}
}

// busy are the parts of S14: all rows of the two blocks that have them, but inline, and spawn,
// whose tasks are goroutines and need no worker to be awake.
func (p plan) busy() []Part {
	var parts []Part
	for _, group := range []string{"15us.P", "15us.Pplus1"} {
		at := within("handoff", "task="+group, "64")
		parts = append(parts, per(without(without(p.rows(at), "spawn"), catalog.Serial), func(row string) Part {
			return all(group[len("15us."):]+" "+row, ratio(timePerTask, at.row(catalog.Serial), at.row(row), atLeast(0.95*float64(p.procs))))
		})...)
	}
	return parts
}

// rule makes a part of each row that a rule of the contract applies to.
func (p plan) rule(name string, broken bool) []Part {
	at := in("behaviour", name)
	return per(p.rows(at), func(row string) Part { return all("", Kept{Of: at.row(row), Broken: broken}) })
}

// ownRule is the same for the strategies written here alone: for rules of variants.Map, which
// no library has.
func (p plan) ownRule(name string) []Part {
	at := in("behaviour", name)
	return per(both(p.rows(at), own()), func(row string) Part { return all("", Kept{Of: at.row(row)}) })
}

// rulesOf are the rules that apply to a row.
func (p plan) rulesOf(row string) []Arm {
	var rules []Arm
	for _, name := range p.values("behaviour", "") {
		if at := in("behaviour", name); slices.Contains(p.rows(at), row) {
			rules = append(rules, at.row(row))
		}
	}
	return rules
}
