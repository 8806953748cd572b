package measure

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

func validSpec() Spec {
	return Spec{
		Job: TakeSample, Variant: "channel", Face: "own", Workload: "empty",
		Workers: 2, Queue: 64, Submitters: 1, Tasks: 100, Window: time.Millisecond,
	}
}

// Every row passes every kind of work, checked: a sample is only measured if all tasks ran
// and their answers add up.
func TestEveryRowIsMeasured(t *testing.T) {
	for _, row := range catalog.Rows() {
		for _, work := range []string{"empty", "spin-150ns"} {
			for _, submitters := range []int{1, 3} {
				spec := validSpec()
				spec.Variant, spec.Face, spec.Workload, spec.Submitters, spec.Tasks = row.Variant, string(row.Face), work, submitters, 301
				outcome := serve(t, spec)
				require.Nil(t, outcome.Failure, "%s, %s", row.Key(), work)
				m := outcome.Measured
				require.NotNil(t, m, row.Key())
				assert.Equal(t, 301, m.Tasks)
				assert.Positive(t, m.WallNS)
				assert.Positive(t, m.PeakGoroutines, "the submitter at least")
				assert.GreaterOrEqual(t, m.UserNS, int64(0))
				assert.GreaterOrEqual(t, m.SystemNS, int64(0))
				assert.GreaterOrEqual(t, m.Preempted, int64(0))
			}
		}
	}
}

// Tasks that differ are checked like those that do not: in whichever order a row runs them,
// and although the last turn is not complete.
func TestEveryKernelIsMeasured(t *testing.T) {
	for _, work := range workload.All() {
		if work.Open == nil {
			continue
		}
		for _, job := range []Job{TakeSample, SubmitBatch, OpenToClose} {
			spec := validSpec()
			spec.Job, spec.Workload, spec.Submitters, spec.Tasks = job, work.Name, 3, work.Inputs+1
			outcome := serve(t, spec)
			require.Nil(t, outcome.Failure, "%s, %s", work.Name, job)
			assert.Zero(t, outcome.Measured.Tasks%(work.Inputs+1))
		}
	}
}

func TestAChildAnswersOnStandardOutput(t *testing.T) {
	outcome := ask(t, validSpec())
	require.NotNil(t, outcome.Measured)
	assert.Equal(t, 100, outcome.Measured.Tasks)
}

func TestWhatASpecAsksForInVainIsRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*Spec)
		detail string
	}{
		"job":              {func(s *Spec) { s.Job = "dance" }, `unknown job "dance"`},
		"no job":           {func(s *Spec) { s.Job = "" }, `unknown job ""`},
		"variant":          {func(s *Spec) { s.Variant = "tunny" }, "no row tunny/own"},
		"face":             {func(s *Spec) { s.Face = "guarded" }, "no row channel/guarded"},
		"workload":         {func(s *Spec) { s.Workload = "sleep" }, `unknown workload "sleep"`},
		"submitters":       {func(s *Spec) { s.Submitters = 0 }, "0 submitters: at least 1"},
		"tasks":            {func(s *Spec) { s.Tasks = 0 }, "0 tasks: at least 1"},
		"workers":          {func(s *Spec) { s.Workers = 0 }, "Workers is 0"},
		"queue":            {func(s *Spec) { s.Queue = -1 }, "Queue is -1"},
		"calibrate":        {func(s *Spec) { s.Job, s.Variant = Calibrate, "tunny" }, "no row tunny/own"},
		"callers":          {func(s *Spec) { s.Job, s.Submitters = RequestReply, 0 }, "0 submitters: at least 1"},
		"negative callers": {func(s *Spec) { s.Job, s.Submitters = CalibrateRequests, -2 }, "-2 submitters: at least 1"},
		"calls":            {func(s *Spec) { s.Job, s.Tasks = RequestReply, 0 }, "0 tasks: at least 1"},
		"early clock":      {func(s *Spec) { s.Job, s.Tasks = SubmitBatch, 0 }, "0 tasks: at least 1"},
		"late clock":       {func(s *Spec) { s.Job, s.Workers = OpenToClose, 0 }, "Workers is 0"},
		"late clock row":   {func(s *Spec) { s.Job, s.Variant = OpenToClose, "tunny" }, "no row tunny/own"},
		"blocked task":     {func(s *Spec) { s.Workload = "block-channel" }, `only "blocked" does that`},
		"way to block":     {func(s *Spec) { s.Job = BlockTasks }, `workload "empty" is no way to block`},
		"blocked tasks":    {func(s *Spec) { s.Job, s.Workload, s.Tasks = BlockTasks, "block-channel", 0 }, "0 tasks: at least 1"},
		"blocked row":      {func(s *Spec) { s.Job, s.Variant = BlockTasks, "tunny" }, "no row tunny/own"},
		"open files":       {func(s *Spec) { s.Job, s.Workload, s.Tasks = BlockTasks, "block-socket", 1<<40 }, "block-socket: 2199023255584 open files are needed"},
		"case":             {func(s *Spec) { s.Job, s.Workload = CheckRule, "close/softly" }, `unknown case "close/softly"`},
		"case's row":       {func(s *Spec) { s.Job, s.Variant = CheckRule, "tunny" }, "no row tunny/own"},
		"nobody counting":  {func(s *Spec) { s.Job, s.Workers = CountCompletion, 0 }, "0 workers: at least 1"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			spec := validSpec()
			c.change(&spec)
			outcome := serve(t, spec)
			require.NotNil(t, outcome.Failure)
			assert.Equal(t, sample.Refused, outcome.Failure.Kind)
			assert.Contains(t, outcome.Failure.Detail, c.detail)
			assert.Equal(t, Outcome{Failure: outcome.Failure}, outcome, "a failure and nothing else")
		})
	}
}

func TestABadRequestIsAnErrorInOneLine(t *testing.T) {
	for _, request := range []string{"", "{", "hello", `{"Tasks":"many"}`, `{"Tasks":-1e99}`} {
		_, err := Serve([]byte(request))
		require.Error(t, err, request)
		assert.Regexp(t, `\Acannot read the request: [^\n]*\z`, err.Error(), request)
	}
}
