package chart

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// dpi is the resolution of the pictures, twice that of a common screen: they
// stay sharp on a screen with two pixels per point, and when printed.
const dpi = 192

// fileMode makes a new picture readable by all, as a temporary file is not.
const fileMode = 0o644

// Render draws the spec and writes it to w as a PNG. It returns an error if the
// spec does not pass its Validate, or if w fails. Equal specs give equal bytes.
func Render(w io.Writer, spec Spec) error {
	if v := reflect.ValueOf(spec); spec == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return errors.New("chart: no spec")
	}
	if err := spec.Validate(); err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	f := newFrame(spec)
	canvas := vgimg.NewWith(vgimg.UseWH(pageWidth, f.height()), vgimg.UseDPI(dpi))
	f.draw(pen{canvas: draw.New(canvas), height: f.height()})
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(w); err != nil {
		return fmt.Errorf("chart: write PNG: %w", err)
	}
	return nil
}

// Save renders the spec into the file at path. The picture is written under a
// temporary name in the same folder and then renamed: when Save returns an
// error, there is no new file, and an earlier one at path is unchanged.
func Save(path string, spec Spec) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("chart: save %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			// The first error is the one to report; a file that is already
			// closed or gone is what is wanted here.
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if err := Render(tmp, spec); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	if err := tmp.Chmod(fileMode); err != nil {
		return fmt.Errorf("chart: save %s: %w", path, err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("chart: save %s: %w", path, err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("chart: save %s: %w", path, err)
	}
	return nil
}
