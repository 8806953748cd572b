package report

// ledger is the place of the claims that the run decides, right behind whether it can be
// believed. There are none yet.
func (v *view) ledger(*document) {}
