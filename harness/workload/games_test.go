package workload

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The energies that the Benchmarks Game prints for 1,000 steps. Its programs agree to nine
// digits, whatever their language.
func TestNBodyHasTheEnergiesOfTheBenchmarksGame(t *testing.T) {
	system := solarSystem()
	assert.InDelta(t, -0.169075164, energy(system), 5e-10)
	for range bodySteps {
		advance(&system)
	}
	assert.InDelta(t, -0.169087605, energy(system), 5e-10)
}

// energy is what motion has, less what it would take to separate all pairs.
func energy(system [5]body) float64 {
	var e float64
	for i, a := range system {
		e += a.mass * (a.vx*a.vx + a.vy*a.vy + a.vz*a.vz) / 2
		for _, b := range system[i+1:] {
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			e -= a.mass * b.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func TestDisturbedVelocitiesDifferByAThousandth(t *testing.T) {
	want, got := solarSystem(), disturbed(Seed, 3)
	assert.NotEqual(t, want, got)
	for i := range want {
		assert.Equal(t, [3]float64{want[i].x, want[i].y, want[i].z}, [3]float64{got[i].x, got[i].y, got[i].z})
		assert.InEpsilon(t, want[i].vx, got[i].vx, 0.001)
	}
}

// The R-pentomino, five cells, is the smallest pattern that lives long: it settles after
// 1,103 generations as 116 cells, gliders included. The first of them has then just crossed
// the edge of this world.
func TestTheRPentominoSettles(t *testing.T) {
	const side, rows = 512, 4
	world := make([]byte, side*side)
	for _, cell := range [][2]int{{0, 1}, {0, 2}, {1, 0}, {1, 1}, {2, 1}} {
		world[(side/2+cell[0])*side+side/2+cell[1]] = 1
	}
	lives := func(top int) bool { return bytes.IndexByte(world[(top+side)%side*side:][:rows*side], 1) >= 0 }
	for range 1103 {
		next := make([]byte, side*side)
		for top := 0; top < side; top += rows {
			// Where nothing lives, nor in the bands next to it, nothing is born: that saves most of the time.
			if lives(top-rows) || lives(top) || lives(top+rows) {
				generation(next[top*side:][:rows*side], world, side, top)
			}
		}
		world = next
	}
	assert.Equal(t, 116, alive(world))
}

func alive(world []byte) int {
	n := 0
	for _, cell := range world {
		n += int(cell)
	}
	return n
}

// A glider moves by one cell down and one right in four generations, over the edges too:
// after 4·side it is where it was.
func TestAGliderGoesRoundTheWorld(t *testing.T) {
	const side = 12
	start := make([]byte, side*side)
	for _, cell := range [][2]int{{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}} {
		start[cell[0]*side+cell[1]] = 1
	}
	world := start
	for step := range 4 * side {
		next := make([]byte, side*side)
		generation(next, world, side, 0)
		world = next
		assert.Equal(t, 5, alive(world))
		assert.Equal(t, step == 4*side-1, string(start) == string(world), "after %d", step+1)
	}
}

// The numbers of solutions, by board: OEIS A000170.
func TestQueens(t *testing.T) {
	for side, want := range map[int]uint64{1: 1, 2: 0, 3: 0, 4: 2, 6: 4, 8: 92, 10: 724, 12: 14_200} {
		var sum uint64
		for first := range side {
			n := solutions(side, first)
			assert.Equal(t, n, solutions(side, side-1-first), "mirrored: %d of %d", first, side)
			sum += n
		}
		assert.Equal(t, want, sum, "a board of %d", side)
	}
}
