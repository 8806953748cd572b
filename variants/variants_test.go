package variants_test

import (
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/variants"
)

func TestConfigValidate(t *testing.T) {
	for _, cfg := range []variants.Config{{Workers: 1}, {Workers: 1, Queue: 1}, {Workers: 1 << 20, Queue: 1 << 20}} {
		assert.NoErrorf(t, cfg.Validate(), "%+v", cfg)
	}
	for _, c := range []struct {
		cfg     variants.Config
		mention string
	}{
		{variants.Config{}, "Workers is 0"},
		{variants.Config{Workers: -3, Queue: 1}, "Workers is -3"},
		{variants.Config{Workers: 1, Queue: -1}, "Queue is -1"},
	} {
		assert.ErrorContainsf(t, c.cfg.Validate(), c.mention, "%+v", c.cfg)
	}
}

func TestPanicErrorIsOneLine(t *testing.T) {
	err := &variants.PanicError{Value: 42, Stack: []byte("goroutine 1\nmain.main")}
	assert.EqualError(t, err, "variants: task panicked: 42")
}

func TestPanicErrorUnwrapsErrorsOnly(t *testing.T) {
	assert.ErrorIs(t, &variants.PanicError{Value: io.EOF}, io.EOF)
	assert.NoError(t, errors.Unwrap(&variants.PanicError{Value: "EOF"}))
	assert.NoError(t, errors.Unwrap(&variants.PanicError{}))
}
