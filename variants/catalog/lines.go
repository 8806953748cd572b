package catalog

import (
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"strings"

	"poolbench/variants"
)

// Lines returns how many lines of Go a variant's package has, without comments, blank
// lines and tests. For a library that is the adapter alone. An unknown variant is an error.
func Lines(variant string) (int, error) {
	entries, err := fs.ReadDir(variants.Source, variant)
	if err != nil {
		return 0, fmt.Errorf("catalog: no source of %q: %w", variant, err)
	}
	total := 0
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		text, err := variants.Source.ReadFile(variant + "/" + entry.Name())
		if err != nil {
			return 0, err
		}
		total += codeLines(text)
	}
	return total, nil
}

// codeLines counts the lines on which a token other than a comment begins or ends.
func codeLines(source []byte) int {
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0) // mode 0 skips comments
	lines := map[int]bool{}
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return len(lines)
		}
		if tok == token.SEMICOLON && literal == "\n" { // inserted, not written
			continue
		}
		first := set.Position(pos).Line
		for line := range strings.Count(literal, "\n") + 1 { // a raw string may span lines
			lines[first+line] = true
		}
	}
}
