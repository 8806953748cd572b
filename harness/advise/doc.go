// Package advise answers for one kind of task what the whole record is for: which strategy, how many
// workers, which queue.
//
// # Model
//
// An [Ask] is the size of a task and what is known of the burst. [For] computes an [Answer] from the runs of a
// [study.Book]: time per task between two measured sizes lies on the straight line between them, in each
// round for itself, because a fixed cost and a share of the work are one. Rows that the run cannot tell from
// the fastest are equal, and of those the simplest is advised. What a burst needs is arithmetic on that. Each
// step is a line with its number, and the thresholds at which the answer changes are computed as well.
//
// The size of a task is what inline takes for it, as in the table of break-even grains: what handing over
// nothing costs is part of it.
//
// # What it is not
//
// It does not measure, and it extrapolates by a quarter at most beyond the sizes that were measured; the number of
// processors for a burst is arithmetic, and says so. What no run has asked is refused in one line that says
// which command would ask it. Tasks that wait for others are another question (claim G25), and so is memory
// that tasks fight for: the sizes are those of loops that only compute.
package advise
