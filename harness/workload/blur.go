package workload

import (
	"image"
	"time"
)

// The picture that blur works on: 32 tiles of 32 rows, as wide as a 4K cinema frame.
const (
	pictureWidth = 4096
	tileRows     = 32
	tiles        = 32
)

// blur is one tile of a 3×3 box blur of a picture of noise. A task reads one row more than
// its own on either side, and allocates its tile of the result and a row of sums.
func blur() Workload {
	return Workload{
		Name: "blur", Title: "3×3 box blur of a tile of 32 rows of 4,096 pixels",
		Industry: "images", Source: "mean of 9 pixels by its definition; a constant picture stays constant",
		Grain: 210 * time.Microsecond, Inputs: tiles,
		Open: func(seed uint64) func(int) uint64 {
			bounds := image.Rect(0, 0, pictureWidth, tiles*tileRows)
			picture := &image.Gray{Pix: noise(seed, bounds.Dx()*bounds.Dy()), Stride: bounds.Dx(), Rect: bounds}
			return func(input int) uint64 {
				var d digest
				d.bytes(boxBlur(picture, input*tileRows, tileRows).Pix)
				return d.sum()
			}
		},
	}
}

// boxBlur returns rows top … top+rows-1 of the blurred picture, whose bounds start at 0, 0
// and which is at least 2 pixels wide. Beyond the edge the picture continues as it ends.
// The sum of each column of 3 is made once and used for 3 pixels.
func boxBlur(picture *image.Gray, top, rows int) *image.Gray {
	width, last := picture.Rect.Dx(), picture.Rect.Dy()-1
	tile := image.NewGray(image.Rect(0, top, width, top+rows))
	columns := make([]int, width)
	for y := top; y < top+rows; y++ {
		above, here, below := row(picture, max(y-1, 0)), row(picture, y), row(picture, min(y+1, last))
		for x := range columns {
			columns[x] = int(above[x]) + int(here[x]) + int(below[x])
		}
		out := row(tile, y)
		out[0] = uint8((2*columns[0] + columns[1]) / 9)
		for x := 1; x < width-1; x++ {
			out[x] = uint8((columns[x-1] + columns[x] + columns[x+1]) / 9)
		}
		out[width-1] = uint8((columns[width-2] + 2*columns[width-1]) / 9)
	}
	return tile
}

func row(picture *image.Gray, y int) []byte {
	return picture.Pix[picture.PixOffset(0, y):][:picture.Rect.Dx()]
}
