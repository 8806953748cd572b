// Package stats decides what repeated measurements allow to say. It knows numbers only and
// imports nothing of poolbench.
//
// # Model
//
// The measurements of a cell, one per process, are independent draws from a distribution
// of unknown shape. No shape is assumed, so everything rests on order and rank:
//
//   - [Median] describes one cell, with an interval from order statistics.
//   - [Paired] compares two rows that were measured in the same rounds: what a round did to
//     both cancels in their ratio. [Unpaired] compares two runs, which share no rounds.
//   - [Judge] turns a whole family of comparisons into verdicts: corrected for their number
//     by [Holm], silent below the noise floor, and able to say "the same", which a large p
//     value never is. [RoundsNeeded] is how many rounds that takes.
//   - [Drift] looks for what would break the model: values that depend on when they were
//     taken. It alone assumes a shape, straight lines.
//   - [BreakEven] finds the task size from which a pool pays; [GeoMean] averages ratios.
//
// Ratios are compared as logarithms, so that "twice" and "half" are equally far from "the
// same" and swapping the two rows inverts the result and changes nothing else.
//
// # What it is not
//
// It removes no outliers: for a pool the tail is part of the result. It knows nothing about
// metrics; for "faster" to be the right word, less has to be better. And it makes nothing
// of a biased measurement: an interval tells how far repetition would scatter, not how far
// the instrument is off.
package stats
