package variantstest

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes sure that neither the suite nor any broken pool leaves a goroutine.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
