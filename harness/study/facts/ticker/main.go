// Ticker shows that a ticker that nobody refers to is collected, although it was never stopped.
//
// Since Go 1.23 a timer with a channel is in the runtime's heap of timers only while somebody waits for
// the channel. Before, time.After in a worker's select kept a timer alive until it fired, for each task.
// time.AfterFunc is different: its function has to run, so its timer stays until then.
//
// Source: runtime/time.go, needsAdd; https://go.dev/doc/go1.23#timer-changes
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
	"weak"
)

const tickers = 1000

// forgotten makes tickers that are not stopped and refers to them weakly.
func forgotten() []weak.Pointer[time.Ticker] {
	all := make([]weak.Pointer[time.Ticker], tickers)
	for i := range all {
		all[i] = weak.Make(time.NewTicker(time.Hour))
	}
	return all
}

func main() {
	all := forgotten()
	kept := time.NewTicker(time.Hour)
	reached := weak.Make(kept)
	runtime.GC()
	runtime.GC()
	gone := 0
	for _, t := range all {
		if t.Value() == nil {
			gone++
		}
	}
	fmt.Printf("of %d tickers that nobody stopped or refers to, %d are gone after a collection\n", tickers, gone)
	fmt.Println("one that is still referred to is there:", reached.Value() != nil)
	runtime.KeepAlive(kept)
	if gone != tickers {
		fmt.Println("not shown: some are kept")
		os.Exit(1)
	}
	fmt.Println("proof: all were collected without a call of Stop")
}
