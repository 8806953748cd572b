package machine

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
	"strings"
)

// userHZ is the unit of /proc/stat. The kernel's ABI fixes it at 100 per second on every
// architecture that Go supports, whatever the kernel's own tick is.
const userHZ = 100

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

// ReadCPU reads the processors' counters; nil if they cannot be read.
func ReadCPU() *CPU {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil
	}
	return parseStat(string(stat))
}

// parseStat sums up the first line of /proc/stat: user, nice, system, (idle, iowait,) irq,
// softirq and steal. The guest columns after them are contained in user and nice.
func parseStat(stat string) *CPU {
	line, _, _ := strings.Cut(stat, "\n")
	columns := strings.Fields(line)
	if len(columns) < 9 || columns[0] != "cpu" {
		return nil
	}
	ticks := uint64(0)
	for i, column := range columns[1:9] {
		n, err := strconv.ParseUint(column, 10, 64)
		if err != nil {
			return nil
		}
		if idle := i == 3 || i == 4; !idle {
			ticks += n
		}
	}
	return &CPU{BusySeconds: float64(ticks) / userHZ}
}

// PeakRSS returns the largest resident set of this process so far in bytes (VmHWM); nil if
// it cannot be read. A parent must not ask for it through rusage: the figure a child
// inherits there starts at the parent's own size.
func PeakRSS() *uint64 {
	kib, _, ok := strings.Cut(field("/proc/self/status", "VmHWM"), " kB")
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
