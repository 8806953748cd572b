package cluster

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRestartsAreSpaced(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	type death struct {
		lived, wait time.Duration
		loop        bool
	}
	for name, deaths := range map[string][]death{
		"each wait is twice the last": {{0, 100 * ms, false}, {s, 200 * ms, false}, {s, 400 * ms, false}},
		"up to the most":              {{0, 100 * ms, false}, {s, 200 * ms, false}, {s, 400 * ms, false}, {s, 500 * ms, false}, {s, 500 * ms, true}},
		"a loop is five in a row":     {{0, 100 * ms, false}, {0, 200 * ms, false}, {0, 400 * ms, false}, {0, 500 * ms, false}, {0, 500 * ms, true}},
		"who has settled starts anew": {{0, 100 * ms, false}, {0, 200 * ms, false}, {10 * s, 100 * ms, false}, {0, 100 * ms, false}, {0, 200 * ms, false}},
		"nearly settled does not":     {{0, 100 * ms, false}, {10*s - 1, 200 * ms, false}},
		"old age is no crash loop":    {{time.Hour, 100 * ms, false}, {time.Hour, 100 * ms, false}, {time.Hour, 100 * ms, false}, {time.Hour, 100 * ms, false}, {time.Hour, 100 * ms, false}},
	} {
		b := backoff{pacing: usualPacing}
		b.most = 500 * ms
		for i, d := range deaths {
			wait, loop := b.died(d.lived)
			assert.Equal(t, d, death{d.lived, wait, loop}, "%s: death %d", name, i+1)
		}
	}
}
