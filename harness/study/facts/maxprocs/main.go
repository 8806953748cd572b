// Maxprocs shows that GOMAXPROCS has a default of its own: the processors that this process may use,
// and no more than the CPU limit of its container allows, where there is one.
//
// Before Go 1.25 a program in a container with a limit of 2 CPUs on a machine with 64 ran 64 threads
// of Go code, and the kernel stopped all of them for most of each period. Now the limit of the cgroup,
// rounded up and at least 2, is the default. It takes a go line of 1.25 or later in go.mod.
//
// Source: https://go.dev/doc/go1.25#container-aware-gomaxprocs, runtime/cgroup_linux.go
package main

import (
	"fmt"
	"math"
	"os"
	"path"
	"runtime"
	"strings"
)

// limit is quota ÷ period of the cgroup of this process (version 2); false if there is none to be read.
func limit() (float64, bool) {
	groups, _ := os.ReadFile("/proc/self/cgroup")
	_, dir, _ := strings.Cut("\n"+string(groups), "\n0::")
	dir, _, _ = strings.Cut(dir, "\n")
	const mount = "/sys/fs/cgroup"
	for dir = path.Join(mount, dir); dir != mount; dir = path.Dir(dir) { // a container may see only its own end of the path
		if _, err := os.Stat(dir); err == nil {
			break
		}
	}
	text, _ := os.ReadFile(path.Join(dir, "cpu.max"))
	var quota, period float64
	n, _ := fmt.Sscan(string(text), &quota, &period) // "max" is no number: no limit
	return quota / period, n == 2
}

func main() {
	fmt.Printf("runtime.NumCPU: %d, GOMAXPROCS at the start: %d\n", runtime.NumCPU(), runtime.GOMAXPROCS(0))
	want := runtime.NumCPU()
	processors, limited := limit()
	if limited {
		fmt.Printf("the cgroup may use %.2f processors\n", processors)
		want = min(want, max(2, int(math.Ceil(processors))))
	}
	runtime.GOMAXPROCS(runtime.NumCPU() + 7)
	runtime.SetDefaultGOMAXPROCS() // ignores the environment, too
	standard := runtime.GOMAXPROCS(0)
	fmt.Printf("set by hand to NumCPU + 7, and back to the default: %d\n", standard)
	switch {
	case standard > want || limited && standard != want:
		fmt.Printf("not shown: the default should be %d\n", want)
		os.Exit(1)
	case limited:
		fmt.Println("proof: the default is the smaller of NumCPU and the limit of the cgroup, rounded up and at least 2")
	default:
		fmt.Println("proof: the default is at most NumCPU, and comes back; there is no cpu.max with a limit here to follow")
	}
}
