package chart

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/google/renameio/v2"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// dpi is the resolution of the pictures, twice that of a common screen: they
// stay sharp on a screen with two pixels per point, and when printed.
const dpi = 192

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

// Save renders the spec into the file at path, which is replaced whole: when
// Save returns an error, there is no new file, and an earlier one at path is
// unchanged.
func Save(path string, spec Spec) error {
	var png bytes.Buffer
	if err := Render(&png, spec); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	if err := renameio.WriteFile(path, png.Bytes(), 0o644); err != nil {
		return fmt.Errorf("chart: save %s: %w", path, err)
	}
	return nil
}
