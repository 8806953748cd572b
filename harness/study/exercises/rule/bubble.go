package rule

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// Fate is how what ran in a [Bubble] ended.
type Fate string

// The fates, as parts of a sentence.
const (
	Ended    Fate = "ended"
	Deadlock Fate = "deadlock: every goroutine waits for another one, for ever"
	Leak     Fate = "ended, and left goroutines behind that wait for ever"
)

// Bubble runs f in a bubble of testing/synctest and returns how it ended: at once, and not after a
// time-out, also if it never would have. What is stuck then is left behind. f must use t outside of
// Bubble only, and a mutex that is never unlocked is no deadlock here: the test hangs.
func Bubble(t *testing.T, f func()) (fate Fate) {
	t.Helper()
	defer func() {
		p := recover()
		switch said := fmt.Sprint(p); {
		case p == nil:
		case strings.HasPrefix(said, "deadlock: main bubble goroutine has exited"):
			fate = Leak
		case strings.HasPrefix(said, "deadlock:"):
			fate = Deadlock
		default:
			panic(p)
		}
	}()
	synctest.Test(t, func(*testing.T) { f() })
	return Ended
}
