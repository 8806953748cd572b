package conformance

// Promise is a rule of the contract that a library's own documentation states.
type Promise struct {
	Variant string
	Case    string
	// Source is what is stated, and where.
	Source string
	// Issue is the report of the broken promise at the library's tracker; empty if we know
	// of none.
	Issue string
}

// Promises returns the rules that libraries state and do not keep in every case. They were
// found by running the suite and then reading what the documentation of the pinned version
// says about each rule that was not kept. All three are races: a table may miss them.
func Promises() []Promise {
	return []Promise{
		{
			Variant: "pond", Case: "close/racing-submits",
			Source: "Go returns ErrPoolStopped once the pool has been stopped (https://github.com/alitto/pond/blob/v2.7.1/pool.go, Pool.Go)",
		},
		{
			Variant: "conc", Case: "failure/panics-of-8-submitters",
			Source: "Go blocks until the task can be started (https://github.com/sourcegraph/conc/blob/v0.3.0/pool/pool.go, Pool.Go)",
		},
		{
			Variant: "gopool", Case: "workers/racing-first-submits",
			Source: "the capacity is the largest number of goroutines that work (https://github.com/bytedance/gopkg/blob/v0.1.4/util/gopool/pool.go, pool.cap)",
			Issue:  "https://github.com/bytedance/gopkg/pull/231",
		},
	}
}
