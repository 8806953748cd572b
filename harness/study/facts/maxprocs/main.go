// Maxprocs shows that GOMAXPROCS has a default of its own: the processors that this process may use,
// and no more than the CPU limit of its container allows.
//
// Before Go 1.25 a program in a container with a limit of 2 CPUs on a machine with 64 ran 64 threads
// of Go code, and the kernel stopped all of them for most of each period. Now the limit of the cgroup,
// rounded up and at least 2, is the default, and it is looked at again while the program runs; a number
// set by hand or by the environment switches that off.
//
// Source: https://go.dev/doc/go1.25#container-aware-gomaxprocs, runtime/cgroup_linux.go
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

func main() {
	fmt.Println("processors that this process may use, runtime.NumCPU:", runtime.NumCPU())
	if limit, err := os.ReadFile("/sys/fs/cgroup/cpu.max"); err == nil {
		fmt.Println("quota and period of the cgroup in µs, cpu.max:", strings.TrimSpace(string(limit)))
	} else {
		fmt.Println("no file with a limit of the cgroup to be read here")
	}
	fmt.Println("GOMAXPROCS at the start:", runtime.GOMAXPROCS(0))

	byHand := runtime.NumCPU() + 7
	runtime.GOMAXPROCS(byHand)
	fmt.Println("GOMAXPROCS set by hand:", runtime.GOMAXPROCS(0))

	runtime.SetDefaultGOMAXPROCS() // ignores the environment, too
	standard := runtime.GOMAXPROCS(0)
	if standard < 1 || standard > runtime.NumCPU() {
		fmt.Printf("not shown: the default is %d with %d processors\n", standard, runtime.NumCPU())
		os.Exit(1)
	}
	fmt.Printf("proof: whatever was set, %d is the default here, at most NumCPU\n", standard)
}
