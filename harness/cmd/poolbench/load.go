package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"poolbench/harness/runner"
	"poolbench/harness/service/load"
)

// What load offers where nothing is said: little enough for any service here, for long
// enough that its p99 is that of a thousand requests.
const (
	loadRate     = 100
	loadDuration = 10 * time.Second
)

// loadFlags are the flags of load as they were given.
type loadFlags struct {
	c                        load.Config
	constant, public, asJSON bool
}

// loadReport is what load prints as JSON.
type loadReport struct {
	Config load.Config `json:"config"`
	Result load.Result `json:"result"`
	// Interrupted: the run ended before all requests of the configuration had arrived, or
	// before all of those had been answered.
	Interrupted bool `json:"interrupted,omitempty"`
}

func loadCommand() *cobra.Command {
	f := &loadFlags{}
	cmd := &cobra.Command{
		Use:   "load URL",
		Short: "Send requests at a rate, and say how long the answers took",
		Long: "load is an open loop: requests arrive at a rate whatever becomes of earlier ones, and the time\n" +
			"that an answer takes counts from the moment at which its request was to be sent. So what a server\n" +
			"that stalls does to all who come meanwhile is in the percentiles. URL is http://HOST:PORT/PATH.\n\n" +
			"Status 2xx is an answer, 503 is a rejection, everything else is a failure. A run is saturated if\n" +
			"less than 99 % of the offered rate was answered. The exit code is 1 if nothing was. Requests go\n" +
			"out from a process of their own, this one; on the server's machine they compete with it.\n\n" +
			"--callers makes it a closed loop instead, which keeps a server busy: so many ask again as soon as\n" +
			"they are answered. It tells how many a server can answer per second. Its percentiles leave out\n" +
			"what a stall would do to those who would have come meanwhile, and are marked.",
		Example: "  poolbench load 'http://127.0.0.1:8080/compute?workload=sum&n=1000000'\n" +
			"  poolbench load http://127.0.0.1:8080/ --rate 2000 --duration 30s --json\n" +
			"  poolbench load http://127.0.0.1:8080/ --constant --rate 500 --requests 5000\n" +
			"  poolbench load 'http://127.0.0.1:8080/compute?workload=sum' --callers 8",
		Args: exactArgs(1, "one URL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.c.URL = args[0]
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&f.c.Rate, "rate", loadRate, "requests per second")
	flags.DurationVar(&f.c.Duration, "duration", loadDuration, "how long requests arrive; with --requests until they have")
	flags.BoolVar(&f.constant, "constant", false, "equal gaps between requests; otherwise a Poisson process")
	flags.IntVar(&f.c.Requests, "requests", 0, "how many requests at most (default rate × duration)")
	flags.IntVar(&f.c.Callers, "callers", 0, "so many ask again as soon as they are answered, at no rate")
	flags.DurationVar(&f.c.Timeout, "timeout", load.DefaultTimeout, "how long an answer is waited for")
	flags.IntVar(&f.c.Connections, "connections", load.DefaultConnections,
		fmt.Sprintf("open these before; more when all are in use, up to %d", load.DefaultMaxConnections))
	flags.Uint64Var(&f.c.Seed, "seed", 0, "arrivals of the Poisson process (default: random, and printed)")
	flags.BoolVar(&f.asJSON, "json", false, "print as JSON; times in nanoseconds")
	flags.BoolVar(&f.public, "public", false, "allow a URL on another machine")
	return cmd
}

func (f *loadFlags) run(cmd *cobra.Command) error {
	if err := f.config(cmd.Flags().Changed); err != nil {
		return usageError{err}
	}
	show := newProgress(cmd.ErrOrStderr())
	c := f.c
	c.Progress = func(arrived, total int) {
		show.update(runner.Progress{Phase: "sending", Done: arrived, Total: total})
	}
	r, err := load.Run(cmd.Context(), c)
	show.end()
	if err != nil {
		return err
	}
	report := loadReport{f.c, r, cmd.Context().Err() != nil}
	if f.asJSON {
		err = printJSON(cmd.OutOrStdout(), report)
	} else {
		report.print(cmd.OutOrStdout())
	}
	switch {
	case err != nil:
		return err
	case report.Interrupted:
		return runner.ErrInterrupted
	case r.Answered == 0:
		return errors.New("nothing was answered")
	default:
		return nil
	}
}

// config completes what the flags ask for, or says what is wrong with them.
func (f *loadFlags) config(given func(string) bool) error {
	c := &f.c
	if f.constant {
		c.Arrivals = load.Constant
	} else if !given("seed") && !given("callers") {
		c.Seed = rand.Uint64N(maxSeed)
	}
	for _, it := range []struct {
		flag string
		is   bool
	}{{"duration", c.Duration > 0}, {"requests", c.Requests > 0}, {"timeout", c.Timeout > 0}, {"connections", c.Connections > 0}, {"callers", c.Callers > 0}} {
		if given(it.flag) && !it.is { // 0 means something else to a configuration
			return fmt.Errorf("--%s: it has to be more than 0", it.flag)
		}
	}
	if given("requests") && !given("duration") {
		c.Duration = 0
	}
	if given("callers") { // what was not asked for is not refused beside them
		c.Rate, c.Connections = zeroUnless(given("rate"), c.Rate), zeroUnless(given("connections"), c.Connections)
		if given("seed") {
			return errors.New("--seed: nothing is left to chance with --callers")
		}
	}
	target := load.Target{URL: c.URL}
	if err := c.Validate(); err != nil {
		return err
	}
	if !target.Loopback() && !f.public {
		return fmt.Errorf("%s is not on this machine: allowed is an address such as 127.0.0.1, or any with --public", c.URL)
	}
	return nil
}

// zeroUnless is value if it was given.
func zeroUnless[N int | float64](given bool, value N) N {
	if given {
		return value
	}
	return 0
}
