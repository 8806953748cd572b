package study_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"poolbench/harness/study"
)

// exists returns an error if the place is not in the repository at root: no such file, or no such
// function in it.
func exists(c study.Code, root string) error {
	path := filepath.Join(root, filepath.FromSlash(c.File))
	if c.Func == "" {
		_, err := os.Stat(path)
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && funcName(f) == c.Func {
			return nil
		}
	}
	return fmt.Errorf("%s has no function %s", c.File, c.Func)
}

// funcName is a function's name, with its receiver's type before it: "pool.Submit".
func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	if name, ok := receiver.(*ast.Ident); ok {
		return strings.Join([]string{name.Name, f.Name.Name}, ".")
	}
	return f.Name.Name
}
