package machine

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
	"strings"
)

func describe(info *Info) {
	info.CPU = field("/proc/cpuinfo", "model name")
	if kib, _, ok := strings.Cut(field("/proc/meminfo", "MemTotal"), " kB"); ok {
		if n, err := strconv.ParseUint(kib, 10, 64); err == nil {
			info.MemoryBytes = n << 10
		}
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		info.Kernel = string(bytes.TrimSpace(release))
	}
}

// field returns the value of the first "key : value" line of a /proc file, or "".
func field(path, key string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // opened for reading
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if k, v, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// self is this process in /proc, whatever its id is called there.
const self = "self"

// PeakRSS returns the largest resident set of this process so far in bytes (VmHWM); nil if
// it cannot be read. A parent must not ask for it through rusage: the figure a child
// inherits there starts at the parent's own size.
func PeakRSS() *uint64 { return size(self, "status", "VmHWM") }

// PeakRSSOf is PeakRSS of another process, which has to be there still.
func PeakRSSOf(pid int) *uint64 { return size(strconv.Itoa(pid), "status", "VmHWM") }

// RSS returns the resident set of this process now in bytes; nil if it cannot be read. The kernel
// counts the pages one by one where it can (smaps_rollup). VmRSS, the other way, adds up counters that
// processors keep for themselves at first, and may be off by some hundred kilobytes (proc_pid_status(5)).
func RSS() *uint64 { return resident(self) }

// RSSOf is RSS of another process, which has to be there still.
func RSSOf(pid int) *uint64 { return resident(strconv.Itoa(pid)) }

func resident(process string) *uint64 {
	if exact := size(process, "smaps_rollup", "Rss"); exact != nil {
		return exact
	}
	return size(process, "status", "VmRSS")
}

// size returns a size that a file of a process has, in bytes; nil if it cannot be read.
func size(process, file, key string) *uint64 {
	kib, _, ok := strings.Cut(field("/proc/"+process+"/"+file, key), " kB")
	if !ok {
		return nil
	}
	n, err := strconv.ParseUint(kib, 10, 64)
	if err != nil {
		return nil
	}
	n <<= 10
	return &n
}

// Threads returns how many threads this process has now, as the kernel counts them; nil if
// that cannot be read. The runtime's own metric counts those that Go started: where cgo is
// in use that is not all of them.
func Threads() *int64 { return threads(self) }

// ThreadsOf is Threads of another process, which has to be there still.
func ThreadsOf(pid int) *int64 { return threads(strconv.Itoa(pid)) }

func threads(process string) *int64 {
	n, err := strconv.ParseInt(field("/proc/"+process+"/status", "Threads"), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}
