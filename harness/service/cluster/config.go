package cluster

import (
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"poolbench/harness/service"
	"poolbench/harness/threads"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// MostProcesses bounds what a slip of the finger starts: each process is some ten MB and some ten
// threads, and there are few machines with more processors.
const MostProcesses = 256

// mostDrain is longer than any task here computes by far. There has to be some limit: a drain and its
// margin are added up, and the sum of the longest duration and anything is negative.
const mostDrain = 24 * time.Hour

// Config says what a cluster consists of. The zero value of Drain and Log means none.
type Config struct {
	// Processes is how many there are, 1 to [MostProcesses].
	Processes int
	// Each is what every one of them serves with.
	Each Settings
	// Drain is how long a process gives what is under way when it is to end, as in
	// [service.Service.Serve]: 24 h at most.
	Drain time.Duration
	// Log gets starts and deaths, and with the number of the process what the processes log,
	// down to the level that it is enabled for. Nil: nothing is logged.
	Log *slog.Logger
}

// Settings are what a process of the cluster is opened with: a [service.Config] that can travel.
type Settings struct {
	// Variant and Face name the row of the catalog that computes.
	Variant, Face string
	// Workers and Queue are those of the pool of one process.
	Workers, Queue int
	// Admission is how many requests may be in computing at once in one process; 0: no limit.
	Admission int
	// Deadline is how long an accepted request may wait for its task to begin; 0: no limit.
	Deadline time.Duration
	// Nice and Profile are as in [service.Config].
	Nice, Profile bool
	// GOMAXPROCS of a process; 0: that of the supervisor.
	GOMAXPROCS int
}

// Validate returns an error that names the field and what it allows, or nil. It finds what
// every process would refuse, before one is started.
func (c Config) Validate() error {
	switch {
	case c.Processes < 1 || c.Processes > MostProcesses:
		return fmt.Errorf("cluster: Processes is %d, but it must be 1 to %d", c.Processes, MostProcesses)
	case c.Drain < 0 || c.Drain > mostDrain:
		return fmt.Errorf("cluster: Drain is %v, but it must be 0s to %v", c.Drain, mostDrain)
	case c.Each.GOMAXPROCS < 0:
		return fmt.Errorf("cluster: GOMAXPROCS is %d, but it must be 1 or more, or 0 for that of the supervisor", c.Each.GOMAXPROCS)
	}
	each, err := c.Each.service()
	if err != nil {
		return err
	}
	nice := each.Nice
	each.Nice = false // would be compared with the GOMAXPROCS of this process
	if err := each.Validate(); err != nil || !nice {
		return err
	}
	if procs := c.Each.procs(); procs <= c.Each.Workers {
		return fmt.Errorf("cluster: Nice with %d workers and GOMAXPROCS %d in each process, but GOMAXPROCS must be %d or more, so that one is left to answer",
			c.Each.Workers, procs, c.Each.Workers+1)
	}
	if err := threads.Suits(each.Row); err != nil {
		return fmt.Errorf("cluster: Nice: %w", err)
	}
	return nil
}

// service returns what the service of one process is opened with, but for its log.
func (s Settings) service() (service.Config, error) {
	row, err := catalog.Find(s.Variant, catalog.Face(s.Face))
	return service.Config{
		Row: row, Pool: variants.Config{Workers: s.Workers, Queue: s.Queue},
		Admission: s.Admission, Deadline: s.Deadline, Nice: s.Nice, Profile: s.Profile,
	}, err
}

func (s Settings) procs() int {
	if s.GOMAXPROCS > 0 {
		return s.GOMAXPROCS
	}
	return runtime.GOMAXPROCS(0)
}

// Share is the part of a total for each of n processes, rounded up: 0 would mean no limit. It is 0 for
// a total of 0.
func Share(total, n int) int { return (total + n - 1) / n }
