// Package chart draws the charts of the suite as PNG files.
//
// A chart is described by a spec, a plain struct that holds only data:
//   - [Bars]: horizontal bars with confidence intervals, from zero;
//   - [Lines]: curves with confidence bands over a logarithmic x axis;
//   - [Ranges]: a forest plot, estimates with intervals on a logarithmic axis,
//     against a reference and a noise floor where there are some;
//   - [Dots]: every sample of each row, with its median and quartiles;
//   - [Percentiles]: median, high percentiles and maximum of latencies;
//   - [Grid]: several panels of curves or rows, each with axes of its own;
//   - [Diagram]: the parts of a system and arrows between them.
//
// [Render] and [Save] turn any of them into a picture. The split keeps the
// interesting decisions (what is compared with what, which rows, which words) in
// values that a caller can build and test without looking at pixels.
//
// # Model
//
// The drawing code has two steps. A spec is first planned: texts are measured,
// columns and scales get their sizes, and the height of the picture follows from
// what it has to hold. Then the plan is drawn top down. Nothing is laid out while
// drawing, so texts cannot push each other aside.
//
// All pictures have the same width and the same text sizes, so that they look
// alike under each other in a report. The same spec gives the same bytes.
//
// Grey is no colour of a variant: it marks rows whose difference is not resolved
// or that cannot be compared. Colour is never all that tells two rows apart.
//
// # What it is not
//
// It computes no statistics but the quartiles of [Dots], which stand for the dots
// them. It leaves no row and no sample out: those that do not fit on an axis are
// marked at its end and their value is printed, and a point of which only a lower
// bound is known is an arrow. It reads no files. The order of rows and series, and
// the words, are the caller's.
//
// It is no general plotting library either: gonum.org/v1/plot is, and does the
// rasterising, the fonts and the axis scales here. Its own axes, legends and
// titles are not used, because they shrink the data area to fit their labels,
// and because its bars panic on a logarithmic axis.
package chart
