package workload

import (
	"bytes"
	"compress/gzip"
	"time"
)

// blockBytes is how much text one task compresses: twice what a match can lie back, so
// that blocks which know nothing of each other lose little.
const blockBytes = 64 << 10

// compression compresses blocks of a text at gzip's default level. A task allocates a
// writer, which is some 800 KB, and the output: of all kernels this one gives the garbage
// collector most to do, as code does that compresses without keeping its writers.
func compression() Workload {
	const blocks = 16
	return Workload{
		Name: "gzip", Title: "compress 64 KiB of text",
		Industry: "analytics", Source: "RFC 1952; compress/gzip; decompressing returns the input",
		Grain: 2200 * time.Microsecond, Inputs: blocks,
		Open: func(seed uint64) func(int) uint64 {
			text := prose(seed, blocks*blockBytes)
			return func(input int) uint64 {
				var d digest
				d.bytes(compress(text[input*blockBytes:][:blockBytes]))
				return d.sum()
			}
		},
	}
}

// compress cannot fail: writing to a buffer does not.
func compress(data []byte) []byte {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	if _, err := writer.Write(data); err != nil {
		panic(err)
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}
