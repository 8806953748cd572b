package workload

import (
	"image"
	"time"

	"golang.org/x/image/draw"
)

// resize makes thumbnails, as servers do of what users upload. A task allocates the
// thumbnail and what the library needs for a scaler that is used once: weights, and a
// picture of 4 numbers per pixel between its two passes.
func resize() Workload {
	const (
		pictures = 8
		large    = 512 // pixels on a side, of a picture
		small    = 128 // of its thumbnail
	)
	return Workload{
		Name: "resize", Title: "scale 512×512 pixels down to 128×128, Catmull-Rom",
		Industry: "images", Source: "golang.org/x/image/draw; a constant picture stays constant",
		Grain: 3700 * time.Microsecond, Inputs: pictures,
		Open: func(seed uint64) func(int) uint64 {
			var all [pictures]*image.RGBA
			for i := range all {
				all[i] = opaque(noise(seed+uint64(i)<<32, 4*large*large), large)
			}
			return func(input int) uint64 {
				var d digest
				d.bytes(thumbnail(all[input], small).Pix)
				return d.sum()
			}
		},
	}
}

// opaque makes a square picture of pixels, whose alpha it sets: with any other, red could be
// more than 100 % of it.
func opaque(pixels []byte, side int) *image.RGBA {
	for i := 3; i < len(pixels); i += 4 {
		pixels[i] = 0xff
	}
	return &image.RGBA{Pix: pixels, Stride: 4 * side, Rect: image.Rect(0, 0, side, side)}
}

func thumbnail(picture *image.RGBA, side int) *image.RGBA {
	scaled := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(scaled, scaled.Rect, picture, picture.Rect, draw.Src, nil)
	return scaled
}
