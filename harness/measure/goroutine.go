package measure

import (
	"bytes"
	"runtime"
	"strconv"
)

// goroutineID returns the number of the goroutine that calls it, which no other one of this process has or
// will have; 0 if the runtime does not tell. Go has no function for it on purpose, since programs
// should not depend on it; but the first line of each stack trace begins with "goroutine 18 [running]:".
func goroutineID() uint64 {
	var line [64]byte // for the longest number there is
	return parseGoroutineID(line[:runtime.Stack(line[:], false)])
}

// parseGoroutineID is 0 for what is no first line of a stack trace.
func parseGoroutineID(line []byte) uint64 {
	rest, found := bytes.CutPrefix(line, []byte("goroutine "))
	digits, _, more := bytes.Cut(rest, []byte(" "))
	id, err := strconv.ParseUint(string(digits), 10, 64)
	if !found || !more || err != nil {
		return 0
	}
	return id
}
