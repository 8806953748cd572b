package threads

import "golang.org/x/sys/unix"

// lowest is the lowest priority of a thread that the kernel shares fairly.
const lowest = 19

// lowerPriority has the kernel prefer other threads to the calling one, which has to belong to its
// goroutine. On Linux a priority is a thread's own, against what POSIX says (setpriority(2)), and
// nobody needs a permission to lower it.
func lowerPriority() error { return unix.Setpriority(unix.PRIO_PROCESS, 0, lowest) }
