package quiz

import (
	"fmt"
	"io"
	"strings"
)

// page writes lines, and remembers the first error. The zero value is of no use.
type page struct {
	out    io.Writer
	width  int
	colour bool
	err    error
}

// What marks lines on a terminal: colours are those of its own palette.
const (
	bold   = "1"
	green  = "32"
	yellow = "33"
	red    = "31"
)

func (p *page) write(text string) {
	if p.err != nil {
		return
	}
	if _, err := io.WriteString(p.out, text); err != nil {
		p.err = fmt.Errorf("cannot write: %w", err)
	}
}

// line writes one as it is.
func (p *page) line(format string, args ...any) { p.write(fmt.Sprintf(format, args...) + "\n") }

// fold writes a paragraph: all of its lines are indented.
func (p *page) fold(indent, format string, args ...any) { p.painted("", indent, format, args...) }

// text writes paragraphs, and the items of lists, which begin with "- ", each with its further lines
// below its first letter.
func (p *page) text(indent, text string) {
	var block []string
	flush := func() {
		for i, line := range fold(strings.Join(block, " "), p.width-letters(indent)-2) {
			if i > 0 && strings.HasPrefix(block[0], "- ") {
				line = "  " + line
			}
			if line != "" {
				p.line("%s%s", indent, line)
			}
		}
		block = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "- ") {
			flush()
		}
		block = append(block, line)
	}
	flush()
}

// paint writes a paragraph in a colour.
func (p *page) paint(code, format string, args ...any) { p.painted(code, "", format, args...) }

func (p *page) painted(code, indent, format string, args ...any) {
	for _, line := range fold(fmt.Sprintf(format, args...), p.width-letters(indent)) {
		if code != "" && p.colour {
			line = "\x1b[" + code + "m" + line + "\x1b[0m"
		}
		p.line("%s%s", indent, line)
	}
}
