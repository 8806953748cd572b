// Asleep shows what the runtime does when no goroutine can go on: it ends the process.
//
// When the last thread goes idle, and no timer or system call can wake anybody, all goroutines are
// asleep for ever. That is all it finds: as long as one goroutine waits for a socket, a timer or a signal, as
// in every server, a pool that waits for itself hangs silently.
//
// Source: runtime/proc.go, checkdead
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// child is main of a second process: the only worker of a pool submits to its own pool, and waits.
func child() {
	tasks, done := make(chan func()), make(chan struct{})
	go func() {
		for task := range tasks {
			task()
		}
	}()
	tasks <- func() {
		tasks <- func() { close(done) } // nobody can take it: the only worker is here
	}
	<-done
}

func main() {
	if os.Getenv("PROOF_CHILD") != "" {
		child()
		return
	}
	self, err := os.Executable()
	if err != nil {
		fmt.Println("not shown:", err)
		os.Exit(1)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PROOF_CHILD=1", "GOTRACEBACK=single")
	out, err := cmd.CombinedOutput()
	line, _, _ := strings.Cut(string(out), "\n")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(line, "all goroutines are asleep") {
		fmt.Printf("not shown: %v, %s\n", err, out)
		os.Exit(1)
	}
	fmt.Printf("a process whose worker submits to its own pool: %q, status %d\n", line, exit.ExitCode())
	fmt.Println("proof: the runtime ended a process in which nobody could go on")
}
