package workload

import "time"

// The world of life is a square whose opposite edges meet; a task makes one of its bands.
const (
	worldSide = 2048
	bandRows  = 256
)

// life makes the next generation of a band of a world in which every other cell is alive, at
// random. A task reads one row more than its own on either side, and allocates its band of the next world.
func life() Workload {
	return Workload{
		Name: "life", Title: "Game of Life: the next 256 rows of 2,048 cells",
		Industry: "game physics", Source: "Gardner (1970), on Conway; the R-pentomino's 116 cells at generation 1,103",
		Grain: 2500 * time.Microsecond, Inputs: worldSide / bandRows,
		Open: func(seed uint64) func(int) uint64 {
			world := noise(seed, worldSide*worldSide)
			for i := range world {
				world[i] &= 1
			}
			return func(input int) uint64 {
				band := make([]byte, bandRows*worldSide)
				generation(band, world, worldSide, input*bandRows)
				var d digest
				d.bytes(band)
				return d.sum()
			}
		},
	}
}

// generation writes to band what the rows of world from top on are one generation later.
// World and band have rows of side cells, one byte each, 1 for alive. Alive is who has
// three neighbours, or who is alive and has two. How many of a column of 3 are alive is
// added up once and used for 3 cells.
func generation(band, world []byte, side, top int) {
	height := len(world) / side
	for y := range len(band) / side {
		above := world[(top+y+height-1)%height*side:][:side]
		row := world[(top+y)*side:][:side]
		below := world[(top+y+1)%height*side:][:side]
		left, middle := above[side-1]+row[side-1]+below[side-1], above[0]+row[0]+below[0]
		for x := range row {
			next := x + 1
			if next == side {
				next = 0
			}
			right := above[next] + row[next] + below[next]
			// The sum has the cell itself in it: 3 if it is dead and has 3 neighbours, or lives
			// and has 2; 4 if it lives and has 3, but also if it is dead and has 4.
			switch left + middle + right {
			case 3:
				band[y*side+x] = 1
			case 4:
				band[y*side+x] = row[x]
			default:
				band[y*side+x] = 0
			}
			left, middle = middle, right
		}
	}
}
