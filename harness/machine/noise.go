package machine

// Reading is a look at counters that only ever grow. What cannot be read is nil.
type Reading struct {
	// CPU are the processors' counters since boot.
	CPU *CPU
	// PressureSeconds is for how long some thread on this machine has waited for a processor.
	PressureSeconds *float64
	// Throttled is how often the control group of this process used up its quota.
	Throttled *int64
}

// CPU are the processors' counters since boot.
type CPU struct {
	// BusySeconds is the time all processors together spent on anything but idling and
	// waiting for disks. Time stolen by a hypervisor counts as busy.
	BusySeconds float64
	// StolenSeconds is the part of it that a hypervisor gave to other machines.
	StolenSeconds float64
}

// Noise is what others did between two readings. Nil is unknown.
type Noise struct {
	// ForeignCPU is how many processors' worth of time others used: 0.5 means half a core.
	// The kernel counts in ticks of 10 ms, so a window of 100 ms is off by up to 0.2. Small
	// negative differences are such errors and given as 0.
	ForeignCPU *float64
	// StolenCPU is the part of it that a hypervisor took.
	StolenCPU *float64
	// Pressure is the share of the time in which some thread waited for a processor.
	Pressure *float64
	// Throttled is how often the quota was used up.
	Throttled *int64
}

// Since returns what others did from before to r, which are wall seconds apart and of which
// this process used own processor seconds. Without time between them nothing is known.
func (r Reading) Since(before Reading, own, wall float64) Noise {
	var n Noise
	if wall <= 0 {
		return n
	}
	share := func(seconds float64) *float64 {
		s := max(0, seconds/wall)
		return &s
	}
	if r.CPU != nil && before.CPU != nil {
		n.ForeignCPU = share(r.CPU.BusySeconds - before.CPU.BusySeconds - own)
		n.StolenCPU = share(r.CPU.StolenSeconds - before.CPU.StolenSeconds)
	}
	if r.PressureSeconds != nil && before.PressureSeconds != nil {
		n.Pressure = share(*r.PressureSeconds - *before.PressureSeconds)
	}
	if r.Throttled != nil && before.Throttled != nil {
		times := *r.Throttled - *before.Throttled
		n.Throttled = &times
	}
	return n
}
