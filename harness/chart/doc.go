// Package chart draws the charts of the suite as PNG files.
//
// A chart is described by a spec, a plain struct that holds only data: [Bars]
// (horizontal bars with confidence intervals), [Lines] (curves over a
// logarithmic x axis) or [Ranges] (a forest plot). [Render] and [Save] turn any
// of them into a picture. The split keeps the interesting decisions (what is
// compared with what, which rows, which words) in values that a caller can
// build and test without looking at pixels.
//
// The model of the drawing code has two steps. A spec is first planned: texts
// are measured, columns and scales get their sizes, and the height of the
// picture follows from what it has to hold. Then the plan is drawn top down.
// Nothing is laid out while drawing, so texts cannot push each other aside.
//
// All pictures have the same width and the same text sizes, so that they look
// alike under each other in a report. The same spec gives the same bytes.
//
// What it is not: it computes no statistics, sorts nothing, filters nothing and
// reads no files. The order of rows and series, and the words, are the caller's.
// It is no general plotting library either: gonum.org/v1/plot is, and does the
// rasterising, the fonts and the axis scales here. Its own axes, legends and
// titles are not used, because they shrink the data area to fit their labels,
// and because its bars panic on a logarithmic axis.
package chart
