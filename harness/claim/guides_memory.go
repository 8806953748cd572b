package claim

// guidesOnMemory are claims about goroutines that do nothing.
func (p plan) guidesOnMemory() []Claim {
	return []Claim{
		{
			ID: "G29", Quote: "idle goroutines slow the collector down", Source: Source{"after Go issue 14420", "https://github.com/golang/go/issues/14420"},
			Kind: Latency, Chart: "memory.png",
			Hypothesis: "a garbage collection beside 100,000 goroutines that wait takes at least twice as long as beside one",
			Why: "Stacks are roots: the collector stops each goroutine, if only for a moment, and looks through its stack for pointers (https://go.dev/src/runtime/mgcmark.go, markroot, scanstack), " +
				"some hundred nanoseconds for a small one. It does that with a quarter of the processors, or with all that are idle. The other cycle has next to nothing to do, so a factor is easily reached: read the " +
				"milliseconds beside it.",
			Parts: one(ratio(collection, waitingIn("channel", "1e5"), waitingIn("channel", "1"), atLeast(2))),
		},
	}
}

// waitingIn is the cell of so many goroutines that wait in some way.
func waitingIn(way, goroutines string) Arm {
	return within("memory", "in="+way, goroutines).row("spawn")
}
