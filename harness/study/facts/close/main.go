// Close shows that what is in a channel when it is closed can still be received, and that only then ok
// is false.
//
// Closing sets a flag and wakes all who wait; a receive takes from the buffer first and looks at the
// flag only when that is empty. So closing drains a pool's queue, for range ends by itself, and who sends
// afterwards panics, which is why the senders have to be done before.
//
// Source: runtime/chan.go, closechan and chanrecv
package main

import (
	"fmt"
	"os"
)

func main() {
	tasks := make(chan int, 3)
	for task := range 3 {
		tasks <- task
	}
	close(tasks)
	drained := 0
	for task := range tasks {
		fmt.Println("received after close: task", task)
		drained++
	}
	zero, ok := <-tasks
	fmt.Printf("then: %d, %t, as often as one asks\n", zero, ok)
	refused := func() (r any) {
		defer func() { r = recover() }()
		tasks <- 3
		return nil
	}()
	fmt.Println("and a send panics:", refused)
	if drained != 3 || ok || refused == nil {
		fmt.Println("not shown: the channel is not drained first")
		os.Exit(1)
	}
	fmt.Println("proof: all tasks came out of the closed channel, and none went in")
}
