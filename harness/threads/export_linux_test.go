package threads

import "golang.org/x/sys/unix"

// Priority is that of the calling thread, 19 for the lowest. The system call returns 20 minus it,
// so that no priority looks like an error (getpriority(2)).
func Priority() int {
	n, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		panic(err)
	}
	return 20 - n
}
