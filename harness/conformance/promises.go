package conformance

// Promise is a rule of the contract that a library's own documentation states.
type Promise struct {
	Variant string
	Case    string
	// Source is where it is stated.
	Source string
	// Issue is the report of the broken promise at the library's tracker; empty if we know
	// of none.
	Issue string
}

// Promises returns the rules that libraries state and do not keep in every case.
func Promises() []Promise { return nil }
