package quiz

import (
	"fmt"
	"io"
	"strings"
)

// console writes lines, and remembers the first error. The zero value is of no use.
type console struct {
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

func (c *console) write(text string) {
	if c.err != nil {
		return
	}
	if _, err := io.WriteString(c.out, text); err != nil {
		c.err = fmt.Errorf("cannot write: %w", err)
	}
}

// line writes one as it is.
func (c *console) line(format string, args ...any) { c.write(fmt.Sprintf(format, args...) + "\n") }

// fold writes a paragraph: all of its lines are indented.
func (c *console) fold(indent, format string, args ...any) { c.painted("", indent, format, args...) }

// text writes paragraphs, and the items of lists, which begin with "- ", each with its further lines
// below its first letter.
func (c *console) text(indent, text string) {
	var block []string
	flush := func() {
		for i, line := range fold(strings.Join(block, " "), c.width-letters(indent)-2) {
			if i > 0 && strings.HasPrefix(block[0], "- ") {
				line = "  " + line
			}
			if line != "" {
				c.line("%s%s", indent, line)
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
func (c *console) paint(code, format string, args ...any) { c.painted(code, "", format, args...) }

func (c *console) painted(code, indent, format string, args ...any) {
	for _, line := range fold(fmt.Sprintf(format, args...), c.width-letters(indent)) {
		if code != "" && c.colour {
			line = "\x1b[" + code + "m" + line + "\x1b[0m"
		}
		c.line("%s%s", indent, line)
	}
}
