// Stack shows that a goroutine starts with a small stack, which is copied to a larger one whenever it
// does not suffice.
//
// Each function checks on entry whether its frame still fits; if not, the runtime allocates a stack of
// twice the size, copies everything, and adjusts the pointers into it. A goroutine that serves many tasks
// pays for that once, and a goroutine for each task every time.
//
// Source: runtime/stack.go, newstack and copystack
package main

import (
	"fmt"
	"os"
	"unsafe"
)

// moves counts how often what p points to had another address than before: at is the last one.
func moves(p *int, at uintptr, depth int) int {
	var frame [1024]byte // what makes the stack grow
	frame[depth%len(frame)] = 1
	moved := 0
	if now := uintptr(unsafe.Pointer(p)); now != at {
		fmt.Printf("with %4d KiB on the stack, the variable is at %#x and no longer at %#x\n", depth*len(frame)/1024, now, at)
		moved, at = 1, now
	}
	if depth == 1000 {
		return moved
	}
	return moved + moves(p, at, depth+1) + int(frame[(depth+1)%len(frame)])
}

func main() {
	moved, value := make(chan int), make(chan int)
	go func() {
		local := 42 // stays on the stack of this goroutine
		n := moves(&local, uintptr(unsafe.Pointer(&local)), 0)
		moved <- n
		value <- local
	}()
	n, v := <-moved, <-value
	if n < 3 || v != 42 {
		fmt.Printf("not shown: a local variable moved %d times and is %d\n", n, v)
		os.Exit(1)
	}
	fmt.Printf("proof: the same local variable moved %d times and is still %d\n", n, v)
}
