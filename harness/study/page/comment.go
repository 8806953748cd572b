package page

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"strings"

	"poolbench/variants"
)

// documentation is what a variant's source says in its comments, as Markdown.
type documentation struct {
	// Lead is the package comment before its first heading.
	Lead string
	// Sections are the package comment's, by heading: "Idea", "Mechanism" and so on.
	Sections map[string]string
	// Opening is what is said about how the strategy or library is opened.
	Opening string
}

// document reads the comments of a variant's main file. A variant without one is an error.
func document(variant string) (documentation, error) {
	name := variant + "/" + variant + ".go"
	text, err := variants.Source.ReadFile(name)
	if err != nil {
		return documentation{}, fmt.Errorf("no source of %q: %w", variant, err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return documentation{}, err
	}
	d := documentation{Sections: map[string]string{}}
	d.split(new(comment.Parser).Parse(file.Doc.Text()))
	var opening []string
	for _, f := range []string{"open", "Open"} {
		if said := functionComment(file, f); said != "" {
			opening = append(opening, said)
		}
	}
	d.Opening = strings.Join(opening, "\n\n")
	return d, nil
}

// split sorts the blocks of a package comment by the heading that they stand under.
func (d *documentation) split(doc *comment.Doc) {
	heading, blocks := "", []comment.Block(nil)
	end := func() {
		text := markdown(blocks)
		if heading == "" {
			d.Lead = text
		} else {
			d.Sections[heading] = text
		}
		blocks = nil
	}
	for _, b := range doc.Content {
		if h, ok := b.(*comment.Heading); ok {
			end()
			heading = plain(h.Text)
			continue
		}
		blocks = append(blocks, b)
	}
	end()
}

func markdown(blocks []comment.Block) string {
	return strings.TrimSpace(string(new(comment.Printer).Markdown(&comment.Doc{Content: blocks})))
}

// plain is a heading's text; headings have no links or emphasis.
func plain(texts []comment.Text) string {
	var b strings.Builder
	for _, t := range texts {
		if t, ok := t.(comment.Plain); ok {
			b.WriteString(string(t))
		}
	}
	return b.String()
}

// functionComment is what is said about a function; empty if the file has none, or no comment on it.
func functionComment(file *ast.File, name string) string {
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
			return markdown(new(comment.Parser).Parse(f.Doc.Text()).Content)
		}
	}
	return ""
}
