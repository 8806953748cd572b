package ants_test

import (
	"testing"

	"go.uber.org/goleak"
)

// ants starts two goroutines for its package-level pool when it is imported. They are
// there before the tests and for good.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }
