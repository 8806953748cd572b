package cluster

import (
	"errors"
	"fmt"
	"slices"
)

// several are the errors of several processes: to errors.Is and errors.As all of them, and in words the
// first one and how many there are, since an error is printed as a line.
type several []error

// Error returns one line.
func (s several) Error() string { return fmt.Sprintf("%v, and %d more", s[0], len(s)-1) }

// Unwrap returns all of them.
func (s several) Unwrap() []error { return s }

// inOneLine returns those of errs that are not nil, as one error, or nil if all are. A crash loop comes
// first: the others may have had to drain for it.
func inOneLine(errs []error) error {
	errs = slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil })
	slices.SortStableFunc(errs, func(a, b error) int { return rank(a) - rank(b) })
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	default:
		return several(errs)
	}
}

func rank(err error) int {
	if errors.Is(err, ErrCrashLoop) {
		return 0
	}
	return 1
}
