package workload

import "time"

// The boards: a task is one board and the column of the queen in its first row. Each board
// takes about five times as long as the one before.
const (
	smallestBoard = 10
	largestBoard  = 13
)

// queens counts the ways to place queens that do not attack each other. The cheapest task
// costs about a hundred times less than the dearest, and the dear ones come together.
// Boards are the same for every seed. A task allocates nothing.
func queens() Workload {
	type task struct{ side, first int }
	var tasks []task
	for side := smallestBoard; side <= largestBoard; side++ {
		for first := range side {
			tasks = append(tasks, task{side, first})
		}
	}
	return Workload{
		Name: "queens", Title: "n queens on boards of 10 to 13, by the place of the first",
		Industry: "search", Source: "Bezzel (1848); 92 solutions on a board of 8, 14,200 on 12 (OEIS A000170)",
		Grain: 800 * time.Microsecond, Inputs: len(tasks),
		Open: func(uint64) func(int) uint64 {
			return func(input int) uint64 {
				var d digest
				d.word(uint64(input)) // mirrored places have the same number of solutions
				d.word(solutions(tasks[input].side, tasks[input].first))
				return d.sum()
			}
		},
	}
}

// solutions returns how many there are with the first row's queen in column first.
func solutions(side, first int) uint64 {
	all, queen := uint32(1)<<side-1, uint32(1)<<first
	return place(all, queen, queen<<1, queen>>1)
}

// place counts the ways to fill the rows that are left. Bits of columns, left and right are
// the columns attacked from above and along the two diagonals, which shift from row to row
// (M. Richards, "Backtracking algorithms in MCPL using bit patterns", 1997).
func place(all, columns, left, right uint32) uint64 {
	if columns == all {
		return 1
	}
	var count uint64
	for free := all &^ (columns | left | right); free != 0; free &= free - 1 {
		queen := free & -free
		count += place(all, columns|queen, (left|queen)<<1, (right|queen)>>1)
	}
	return count
}
