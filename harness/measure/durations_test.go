package measure

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDurationsAreUnsetAtFirst(t *testing.T) {
	assert.Equal(t, []int64{unset, unset, unset}, newDurations(3))
	assert.Equal(t, 3, result{latencies: append(newDurations(3), 0, 5)}.missing())
}
