package cluster

import (
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestErrorsOfSeveralProcessesAreALine(t *testing.T) {
	loop := fmt.Errorf("%w: process 2", ErrCrashLoop)
	for _, c := range []struct {
		errs []error
		want string
	}{
		{[]error{nil, io.EOF, nil}, "EOF"},
		{[]error{io.EOF, nil, io.ErrClosedPipe, io.ErrNoProgress}, "EOF, and 2 more"},
		{[]error{io.EOF, loop}, "cluster: crash loop: process 2, and 1 more"},
	} {
		err := inOneLine(c.errs)
		assert.EqualError(t, err, c.want)
		for _, one := range c.errs {
			if one != nil {
				assert.ErrorIs(t, err, one)
			}
		}
	}
	assert.NoError(t, inOneLine([]error{nil, nil}))
}
