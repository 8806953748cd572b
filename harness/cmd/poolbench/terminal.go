package main

import (
	"os"

	"golang.org/x/term"
)

// terminalOf is the descriptor of a stream that is one; false for anything else. Its argument is an
// [io.Reader] or an [io.Writer].
func terminalOf(stream any) (fd int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// colourful tells whether a stream may be coloured: a terminal, unless NO_COLOR is set
// (https://no-color.org).
func colourful(stream any) bool {
	_, ok := terminalOf(stream)
	return ok && os.Getenv("NO_COLOR") == ""
}
