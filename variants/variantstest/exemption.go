package variantstest

import "poolbench/variants"

// exemption returns why a case does not apply to a pool with these traits, or "".
type exemption func(variants.Traits) string

// needs exempts the pools that do not have what a case is about.
func needs(has func(variants.Traits) bool, reason string) exemption {
	return func(traits variants.Traits) string {
		if has(traits) {
			return ""
		}
		return reason
	}
}

// The exemptions, named for what a case needs.
var (
	needsAsync = needs(func(t variants.Traits) bool { return t.Async },
		"it declares that Submit returns only after the task has run")
	needsSync = needs(func(t variants.Traits) bool { return !t.Async },
		"it declares that Submit returns before the task has run")
	needsParallel = needs(func(t variants.Traits) bool { return t.Workers != variants.One },
		"it declares that it runs one task at a time")
	needsWorkerBound = needs(func(t variants.Traits) bool { return t.Workers != variants.Unbounded },
		"it declares that any number of tasks may run at once")
	needsBound = needs(func(t variants.Traits) bool {
		return t.Workers != variants.Unbounded && t.Queue != variants.Unbounded
	}, "it declares no bound on accepted tasks, so it is never full")
	needsQueue = needs(func(t variants.Traits) bool {
		return t.Workers != variants.Unbounded && t.Queue != variants.None
	}, "it declares that no task waits in it")
	needsConfiguredQueue = needs(func(t variants.Traits) bool {
		return t.Workers != variants.Unbounded && t.Queue == variants.AsConfigured
	}, "it declares that its queue does not depend on the Config")
	needsFIFO = needs(func(t variants.Traits) bool { return t.FIFO },
		"it declares no order of execution")
	needsReuse = needs(func(t variants.Traits) bool { return t.Reuses == variants.Always },
		"it does not declare that its goroutines run many tasks each")
	needsGoexit = needs(func(t variants.Traits) bool { return t.GoexitSafe },
		"it declares that runtime.Goexit in a task costs the submitter or a worker")
)
