package workload

import "time"

// The picture: points c with |Re c + 0.75| < 1.25 and |Im c| < 1.25, where the whole set
// is, in 8×8 tiles of 32×32.
const (
	gridSide  = 8
	tileSide  = 32
	maxEscape = 1000 // points that stay so long are taken to be in the set
)

// mandelbrot is one tile. A tile inside the set costs several hundred times as much as one in
// the corner, and nothing in its number says so: the case for balancing by work, not by count.
// The picture is the same for every seed. A task allocates its pixels.
func mandelbrot() Workload {
	return Workload{
		Name: "mandelbrot", Title: "32×32 pixels of the Mandelbrot set, at most 1,000 steps",
		Industry: "images", Source: "escape times of z² + c; symmetry about the real axis",
		Grain: 600 * time.Microsecond, Inputs: gridSide * gridSide,
		Open: func(uint64) func(int) uint64 {
			return func(input int) uint64 {
				var d digest
				for _, steps := range escapeTimes(input%gridSide, input/gridSide) {
					d.word(uint64(steps))
				}
				return d.sum()
			}
		},
	}
}

// escapeTimes returns the steps of each pixel of a tile, row by row. Pixels are counted from
// the middle of the picture, so that c and its mirror image have exactly the same digits.
func escapeTimes(column, line int) []int {
	const (
		pixel  = 2.5 / (gridSide * tileSide)
		middle = gridSide * tileSide / 2
	)
	steps := make([]int, 0, tileSide*tileSide)
	for y := range tileSide {
		im := (float64(line*tileSide+y-middle) + 0.5) * pixel
		for x := range tileSide {
			re := (float64(column*tileSide+x-middle)+0.5)*pixel - 0.75
			steps = append(steps, escape(re, im))
		}
	}
	return steps
}

// escape returns after how many steps of z → z² + c, from z = 0, |z| exceeds 2, from where
// it is known to grow for ever.
func escape(re, im float64) int {
	var x, y float64
	for step := range maxEscape {
		if x*x+y*y > 4 {
			return step
		}
		x, y = x*x-y*y+re, 2*x*y+im
	}
	return maxEscape
}
