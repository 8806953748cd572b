package workload

import (
	"bytes"
	"image"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAConstantPictureStaysConstantWhenBlurred(t *testing.T) {
	picture := image.NewGray(image.Rect(0, 0, 40, 30))
	for value := range 256 {
		fill(picture.Pix, byte(value))
		assert.Equal(t, bytes.Repeat([]byte{byte(value)}, 40*30), boxBlur(picture, 0, 30).Pix)
	}
}

// The definition: the mean of the nine pixels around, rounded down.
func TestBlurIsTheMeanOfNinePixels(t *testing.T) {
	const width, height = 13, 12
	picture := image.NewGray(image.Rect(0, 0, width, height))
	copy(picture.Pix, noise(Seed, width*height))
	at := func(x, y int) int { return int(picture.GrayAt(min(max(x, 0), width-1), min(max(y, 0), height-1)).Y) }
	for top := 0; top < height; top += 4 { // tiles, so that their edges are seen
		tile := boxBlur(picture, top, 4)
		for y := top; y < top+4; y++ {
			for x := range width {
				sum := 0
				for dy := -1; dy <= 1; dy++ {
					sum += at(x-1, y+dy) + at(x, y+dy) + at(x+1, y+dy)
				}
				assert.Equal(t, sum/9, int(tile.GrayAt(x, y).Y), "%d, %d", x, y)
			}
		}
	}
}

func TestAConstantPictureStaysConstantWhenScaled(t *testing.T) {
	for value := 0; value < 256; value += 15 {
		pixels := bytes.Repeat([]byte{byte(value)}, 4*64*64)
		scaled := thumbnail(opaque(pixels, 64), 16)
		for i, got := range scaled.Pix {
			if i%4 == 3 {
				assert.Equal(t, byte(0xff), got)
			} else if got != byte(value) {
				t.Fatalf("%d became %d", value, got)
			}
		}
	}
}

func fill(pixels []byte, value byte) {
	for i := range pixels {
		pixels[i] = value
	}
}

// Whether c is in the set does not depend on the sign of its imaginary part.
func TestMandelbrotIsSymmetric(t *testing.T) {
	for column := range gridSide {
		upper, lower := escapeTimes(column, gridSide/2-1), escapeTimes(column, gridSide/2)
		for y := range tileSide {
			assert.Equal(t, upper[y*tileSide:][:tileSide], lower[(tileSide-1-y)*tileSide:][:tileSide], "column %d, line %d", column, y)
		}
	}
}

func TestEscape(t *testing.T) {
	for _, c := range []struct {
		re, im float64
		want   int
	}{
		{0, 0, maxEscape},   // stays at 0
		{-1, 0, maxEscape},  // 0, -1, 0, -1, …
		{-2, 0, maxEscape},  // 2 for ever: the leftmost point of the set
		{0, 1, maxEscape},   // i, -1+i, -i, -1+i, …
		{1, 0, 3},           // 1, 2, 5
		{-2.01, 0, 1},       // at once
		{0.26, 0, 30},       // just right of the set, by π/√0.01 ≈ 31 steps (D. Boll, 1991)
		{0.2501, 0, 312},    // and by π/√0.0001 ≈ 314
		{-0.75, 0.1, 33},    // π/0.1 ≈ 31 too, in the valley between the two bodies
		{-0.75, 0.01, 315},  // and π/0.01 ≈ 314
		{-0.75, -0.01, 315}, // its mirror image
	} {
		assert.Equal(t, c.want, escape(c.re, c.im), "%v + %vi", c.re, c.im)
	}
}
