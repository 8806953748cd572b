package variants

import "embed"

// Source holds the Go files of every package directly below this one, as "inline/inline.go".
// Reports count their lines and show them, so they travel with the binary.
//
//go:embed */*.go
var Source embed.FS
