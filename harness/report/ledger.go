package report

import "poolbench/harness/claim"

// ledger is the claims that the run decides, right behind whether it can be believed.
func (v *view) ledger(d *document) { d.line("%s", claim.Markdown(claim.EvaluateWith(v.table, v.node))) }
