package workload

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

// records is how many lines one file of sales has.
const records = 1_000

// groupCSV parses a file of sales and adds them up by region, in whole cents so that the
// order of additions does not matter. A task allocates what encoding/csv does, a string per
// line, and its totals.
func groupCSV() Workload {
	const files = 32
	return Workload{
		Name: "csv", Title: "parse 1,000 lines of CSV and add up a column by another",
		Industry: "analytics", Source: "RFC 4180; encoding/csv; totals equal those of the generator",
		Grain: 110 * time.Microsecond, Inputs: files,
		Open: func(seed uint64) func(int) uint64 {
			var all [files][]byte
			for i := range all {
				all[i], _ = sales(seed, i)
			}
			return func(input int) uint64 {
				var d digest
				d.counts(totals(all[input]))
				return d.sum()
			}
		},
	}
}

// sales returns a file of lines "number,region,product,quantity,price" and what each region
// sold, in cents. Products have a comma in their name, and are quoted.
func sales(seed uint64, file int) (data []byte, sold map[string]int) {
	random := stream(seed, file)
	sold = map[string]int{}
	for i := range records {
		region := "region " + strconv.Itoa(random.IntN(20))
		product := `"product, type ` + strconv.Itoa(random.IntN(100)) + `"`
		quantity, cents := 1+random.IntN(9), 1+random.IntN(99_999)
		sold[region] += quantity * cents
		for _, field := range []string{strconv.Itoa(i), region, product, strconv.Itoa(quantity)} {
			data = append(append(data, field...), ',')
		}
		data = append(strconv.AppendInt(data, int64(cents), 10), '\n')
	}
	return data, sold
}

func totals(data []byte) map[string]int {
	sums := map[string]int{}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.ReuseRecord = true
	for {
		fields, err := reader.Read()
		if err == io.EOF {
			return sums
		}
		if err != nil {
			panic(err) // what sales wrote can be read
		}
		sums[fields[1]] += number(fields[3]) * number(fields[4])
	}
}

func number(field string) int {
	n, err := strconv.Atoi(field)
	if err != nil {
		panic(err) // what sales wrote are numbers
	}
	return n
}
