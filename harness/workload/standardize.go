package workload

import (
	"time"

	"gonum.org/v1/gonum/stat"
)

// A table of features for training: columns of 2,048 values.
const (
	columns = 16
	values  = 2048
)

// standardization brings the columns of a table to mean 0 and standard deviation 1, as
// most training does first. A task allocates the new table; the digest of its 32,768 values takes
// about a third of the time.
func standardization() Workload {
	const tables = 8
	return Workload{
		Name: "standardize", Title: "16 columns of 2,048 values to mean 0, standard deviation 1",
		Industry: "machine learning", Source: "the z-score by its definition; gonum stat; mean 0, deviation 1",
		Grain: 120 * time.Microsecond, Inputs: tables,
		Open: func(seed uint64) func(int) uint64 {
			var all [tables][][]float64
			for i := range all {
				all[i] = features(seed, i)
			}
			return func(input int) uint64 {
				var d digest
				for _, column := range standardize(all[input]) {
					d.floats(column...)
				}
				return d.sum()
			}
		},
	}
}

// features draws normal columns, each with a mean and a deviation of its own.
func features(seed uint64, table int) [][]float64 {
	random := stream(seed, table)
	all := make([][]float64, columns)
	for i := range all {
		mean, deviation := 100*random.Float64(), 1+9*random.Float64()
		all[i] = make([]float64, values)
		for j := range all[i] {
			all[i][j] = mean + deviation*random.NormFloat64()
		}
	}
	return all
}

func standardize(table [][]float64) [][]float64 {
	out := make([][]float64, len(table))
	for i, column := range table {
		mean, deviation := stat.MeanStdDev(column, nil)
		out[i] = make([]float64, len(column))
		for j, x := range column {
			out[i][j] = (x - mean) / deviation
		}
	}
	return out
}
