// Panic shows that nobody but the goroutine that panics can recover: otherwise the process ends.
//
// A panic runs the deferred calls of its own goroutine; when none of them has recovered, the runtime
// prints it and exits with status 2. recover in main, in the submitter, or in an HTTP handler sees nothing
// of it, so a pool's worker needs its own, around each task.
//
// Source: runtime/panic.go, fatalpanic; https://go.dev/ref/spec#Handling_panics
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// child is main of a second process: it recovers, but in the wrong goroutine.
func child() {
	defer func() { fmt.Println("main recovered:", recover()) }()
	go func() { panic("the task failed") }()
	select {}
}

func main() {
	if os.Getenv("PROOF_CHILD") != "" {
		child()
	}
	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		panic("the task failed")
	}()
	fmt.Println("recovered by the goroutine itself:", <-done)

	self, err := os.Executable()
	if err != nil {
		fmt.Println("not shown:", err)
		os.Exit(1)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PROOF_CHILD=1", "GOTRACEBACK=single")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || strings.Contains(string(out), "main recovered") {
		fmt.Printf("not shown: %v, %s\n", err, out)
		os.Exit(1)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	fmt.Printf("a process whose main recovers and whose other goroutine panics: %q, status %d\n", line, exit.ExitCode())
	fmt.Println("proof: recover in another goroutine did not save the process")
}
