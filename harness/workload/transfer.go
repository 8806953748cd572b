package workload

import (
	"bytes"
	"encoding/gob"
	"slices"
	"sync"
)

// transfers are the workloads of a task that gets data: passed, copied, shared or encoded.
func transfers() []Workload {
	var all []Workload
	for _, size := range []struct {
		name  string
		bytes int
	}{{"8B", 8}, {"1KiB", 1 << 10}, {"64KiB", 64 << 10}, {"1MiB", 1 << 20}, {"16MiB", 16 << 20}, {"64MiB", 64 << 20}} {
		data := sync.OnceValue(func() []byte { return pattern(size.bytes) })
		for _, way := range []struct {
			name, title string
			transfer    func([]byte) []byte
		}{
			{"pass", "hand over ", func(data []byte) []byte { return data }},
			{"copy", "copy ", slices.Clone[[]byte]},
			{"share", "look at the same ", func(data []byte) []byte { return data }}, // in Go that is what handing over is; Node.js has both
			{"encode", "encode and decode (gob) ", recode},
		} {
			all = append(all, Workload{
				Name: way.name + "-" + size.name, Title: way.title + size.name, Answer: glanceAt(size.bytes),
				Run: func() uint64 { return glance(way.transfer(data())) },
			})
		}
	}
	return all
}

// pattern is data whose bytes differ from their neighbours.
func pattern(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = patternAt(i)
	}
	return data
}

func patternAt(i int) byte { return byte(i*7 + i>>8) }

// glanceAt is what [glance] returns for n bytes of the pattern.
func glanceAt(n int) uint64 {
	return uint64(n)<<16 | uint64(patternAt(0))<<8 | uint64(patternAt(n-1))
}

// glance reads so little that what is measured is how the data came, and enough to see that
// they are all there.
//
//go:noinline
func glance(data []byte) uint64 {
	return uint64(len(data))<<16 | uint64(data[0])<<8 | uint64(data[len(data)-1])
}

// recode sends data through an encoding. It cannot fail: bytes are encodable, and what was
// encoded is decodable.
func recode(data []byte) []byte {
	var message bytes.Buffer
	if err := gob.NewEncoder(&message).Encode(data); err != nil {
		panic(err)
	}
	var received []byte
	if err := gob.NewDecoder(&message).Decode(&received); err != nil {
		panic(err)
	}
	return received
}
