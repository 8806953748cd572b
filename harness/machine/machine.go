// Package machine says what this machine is and how busy others keep it right now.
//
// # Model
//
// [Describe] is taken once per run and travels with the results. [Read] is taken before and
// after each timed window; the difference, a [Noise], tells what somebody else did meanwhile. Most readings exist on Linux only. A reading that cannot be taken
// is unknown, a nil pointer or an empty string: a third state, never a good value.
//
// # What it is not
//
// It judges nothing and changes nothing: no pinning, no governor, no priorities.
package machine

import "runtime"

// Info describes the machine, without anything that identifies its owner.
type Info struct {
	OS   string `json:"os"`
	Arch string `json:"arch"`
	// CPU is the processor's name as the system gives it; empty if unknown.
	CPU string `json:"cpu,omitempty"`
	// Cores is the number of logical processors this process may use.
	Cores int `json:"cores"`
	// MemoryBytes is the installed memory; 0 if unknown.
	MemoryBytes uint64 `json:"memory_bytes,omitempty"`
	// Kernel is the kernel's release; empty if unknown.
	Kernel string `json:"kernel,omitempty"`
}

// Describe reads what this machine is. It never fails: what cannot be read stays empty.
func Describe() Info {
	info := Info{OS: runtime.GOOS, Arch: runtime.GOARCH, Cores: runtime.NumCPU()}
	describe(&info)
	return info
}
