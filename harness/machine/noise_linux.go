package machine

import (
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// userHZ is the unit of /proc/stat. The kernel's ABI fixes it at 100 per second on every
// architecture that Go supports, whatever the kernel's own tick is.
const userHZ = 100

// cgroups is where control groups are mounted: with version 2 directly, with version 1 in a
// directory per controller.
const cgroups = "/sys/fs/cgroup"

// Read takes a reading now. It never fails: what cannot be read stays nil.
func Read() Reading {
	var r Reading
	if stat, err := os.ReadFile("/proc/stat"); err == nil {
		r.CPU = parseStat(string(stat))
	}
	if pressure, err := os.ReadFile("/proc/pressure/cpu"); err == nil {
		r.PressureSeconds = parsePressure(string(pressure))
	}
	if groups, err := os.ReadFile("/proc/self/cgroup"); err == nil {
		r.Throttled = readThrottled(string(groups))
	}
	return r
}

// parseStat sums up the first line of /proc/stat: user, nice, system, (idle, iowait,) irq,
// softirq and steal. The guest columns after them are contained in user and nice.
func parseStat(stat string) *CPU {
	const idle, iowait, steal, last = 3, 4, 7, 8
	line, _, _ := strings.Cut(stat, "\n")
	columns := strings.Fields(line)
	if len(columns) <= last || columns[0] != "cpu" {
		return nil
	}
	var cpu CPU
	for i, column := range columns[1 : last+1] {
		ticks, err := strconv.ParseUint(column, 10, 64)
		if err != nil {
			return nil
		}
		if i != idle && i != iowait {
			cpu.BusySeconds += float64(ticks) / userHZ
		}
		if i == steal {
			cpu.StolenSeconds = float64(ticks) / userHZ
		}
	}
	return &cpu
}

// parsePressure takes the total of the "some" line of /proc/pressure/cpu, microseconds.
func parsePressure(text string) *float64 {
	line, _, _ := strings.Cut(text, "\n")
	kind, rest, _ := strings.Cut(line, " ")
	_, total, ok := strings.Cut(rest, "total=")
	us, err := strconv.ParseUint(total, 10, 64)
	if kind != "some" || !ok || err != nil {
		return nil
	}
	seconds := float64(us) / 1e6
	return &seconds
}

// readThrottled returns the counter of the first of this process's control groups that has
// one. groups is /proc/self/cgroup: lines of number, controllers and path; version 2 has no
// controllers in it. Inside a container the path may be that of the host, so the root of
// what is mounted is tried as well.
func readThrottled(groups string) *int64 {
	for line := range strings.Lines(groups) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		controllers := strings.Split(parts[1], ",")
		if !slices.Contains(controllers, "cpu") && parts[1] != "" {
			continue
		}
		for _, dir := range []string{parts[2], "/"} {
			stat, err := os.ReadFile(path.Join(cgroups, parts[1], dir, "cpu.stat"))
			if err != nil {
				continue
			}
			if n := parseThrottled(string(stat)); n != nil {
				return n
			}
		}
	}
	return nil
}

// parseThrottled finds nr_throttled in a cpu.stat file; nil if the group has no quota to
// count for, as the root of version 2.
func parseThrottled(stat string) *int64 {
	for line := range strings.Lines(stat) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "nr_throttled "); ok {
			if n, err := strconv.ParseInt(value, 10, 64); err == nil {
				return &n
			}
		}
	}
	return nil
}
