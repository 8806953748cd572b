package measure

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/variants/freelist"
	"poolbench/variants/variantstest"
)

// Both openings measure in all shapes that open the pool of a row.
func TestReuseIsFreelists(t *testing.T) {
	for _, job := range []Job{TakeSample, RequestReply, SubmitBatch, OpenToClose, Calibrate, CalibrateRequests} {
		for _, reuse := range []sample.Reuse{sample.Newest, sample.Oldest} {
			spec := validSpec()
			spec.Job, spec.Variant, spec.Reuse = job, "freelist", reuse
			if job == Calibrate || job == CalibrateRequests {
				require.Nil(t, ask(t, spec).Failure, "%s, %s", job, reuse)
				continue
			}
			require.Nil(t, serve(t, spec).Failure, "%s, %s", job, reuse)
		}
	}
}

// The opening is the one that was asked for; what it does is for the tests of freelist.
func TestReuseOpensWhatItNames(t *testing.T) {
	for reuse, want := range map[sample.Reuse]variantstest.Open{
		"": freelist.Open, sample.Newest: freelist.Open, sample.Oldest: freelist.OpenOldestFirst,
	} {
		spec := validSpec()
		spec.Variant, spec.Reuse = "freelist", reuse
		row, err := spec.row()
		require.NoError(t, err)
		assert.Equal(t, reflect.ValueOf(want).Pointer(), reflect.ValueOf(row.Open).Pointer(), "reuse %q", reuse)
	}
}

func TestReuseThatCannotBeIsRefused(t *testing.T) {
	for want, change := range map[string]func(*Spec){
		`refused: unknown reuse "random": allowed are "newest" and "oldest"`:                   func(s *Spec) { s.Variant, s.Reuse = "freelist", "random" },
		`refused: reuse "oldest": only freelist can choose among idle workers, channel cannot`: func(s *Spec) { s.Reuse = sample.Oldest },
		`refused: reuse "newest": only freelist can choose among idle workers, channel cannot`: func(s *Spec) { s.Reuse = sample.Newest },
	} {
		for _, job := range []Job{TakeSample, RequestReply, OpenToClose} {
			spec := validSpec()
			spec.Job = job
			change(&spec)
			outcome := serve(t, spec)
			require.NotNil(t, outcome.Failure)
			assert.Equal(t, want, outcome.Failure.String())
		}
	}
}
