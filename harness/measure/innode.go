package measure

import "errors"

// inNode is to come.
func (s Spec) inNode() Outcome { return Outcome{Failure: refused(errors.New("node: not there yet"))} }
