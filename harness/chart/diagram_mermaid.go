package chart

import (
	"fmt"
	"strings"
)

// Mermaid writes the titles and arrows of a diagram as a flowchart in the language of
// https://mermaid.js.org/syntax/flowchart.html, which GitHub draws in a Markdown file.
// The texts of boxes and frames are left out. The diagram has passed Validate.
func (d Diagram) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart TB\n")
	for i, l := range d.Lanes {
		m := mermaid{Lane: l, ids: map[string]string{}, out: &b}
		for j, f := range l.Frames {
			m.ids[f.Title] = fmt.Sprintf("l%df%d", i, j)
		}
		for j, box := range l.Boxes {
			m.ids[box.Title] = fmt.Sprintf("l%db%d", i, j)
		}
		fmt.Fprintf(&b, "  subgraph l%d[%s]\n", i, quoted(l.Title))
		m.inside(nil, "    ")
		m.arrows("    ")
		b.WriteString("  end\n")
	}
	return b.String()
}

// mermaid writes one lane. Titles are free text, so everything gets an id.
type mermaid struct {
	Lane
	ids map[string]string
	out *strings.Builder
}

// inside writes what stands directly in a frame, or in the lane if it is nil.
func (m mermaid) inside(parent *Frame, indent string) {
	for _, box := range m.Boxes {
		if m.around(box.At, nil) == parent {
			fmt.Fprintf(m.out, "%s%s[%s]\n", indent, m.ids[box.Title], quoted(box.Title))
		}
	}
	for i := range m.Frames {
		f := &m.Frames[i]
		if m.around(f.At, f) == parent {
			fmt.Fprintf(m.out, "%ssubgraph %s[%s]\n", indent, m.ids[f.Title], quoted(f.Title))
			m.inside(f, indent+"  ")
			fmt.Fprintf(m.out, "%send\n", indent)
		}
	}
}

// around returns the innermost frame around a place, other than the frame that is there.
func (m mermaid) around(at Place, itself *Frame) *Frame {
	var inner *Frame
	for i := range m.Frames {
		f := &m.Frames[i]
		if f != itself && f.At.holds(at) && (inner == nil || inner.At.holds(f.At)) {
			inner = f
		}
	}
	return inner
}

// arrows writes the arrows in their order.
func (m mermaid) arrows(indent string) {
	for _, a := range m.Arrows {
		line := "-->"
		if a.Both {
			line = "<-->"
		}
		if a.Label != "" {
			line += "|" + quoted(a.Label) + "|"
		}
		fmt.Fprintf(m.out, "%s%s %s %s\n", indent, m.ids[a.From], line, m.ids[a.To])
	}
}

// quoted is free text for Mermaid, which has its own escape of a quotation mark.
func quoted(text string) string {
	return `"` + strings.ReplaceAll(text, `"`, "#quot;") + `"`
}
