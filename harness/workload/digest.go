package workload

import (
	"encoding/binary"
	"math"
	"math/bits"
	"math/rand/v2"
)

// digest folds what a kernel computed into one word, which is then all that a sample has to
// compare. The zero value is ready for use.
//
// It is no cryptographic hash and no published one. Each step is a bijection of the state
// for a given word, and of the word for a given state: results that differ in a single word
// never have the same digest. Others have by chance, with a probability of about 2^-64.
type digest uint64

// word adds a word. The rotation by 29, which is odd and near half a word, brings high bits
// to where the multiplication by the constant of [spin] spreads them; the increment makes
// zeros count.
func (d *digest) word(w uint64) {
	*d = digest(bits.RotateLeft64(uint64(*d)^w, 29)*multiplier + increment)
}

// sum returns the digest, mixed by the finalizer of SplitMix64 (Steele, Lea, Flood, 2014).
// Without it the last words would enter almost linearly, and since samples add digests up,
// two tasks with each other's last word would look right.
func (d digest) sum() uint64 {
	x := uint64(d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// floats adds the bits of numbers. They may differ in the last place between architectures,
// where one has fused multiply-add and the other does not, so such a digest is compared
// with one from the same machine only.
func (d *digest) floats(numbers ...float64) {
	for _, x := range numbers {
		d.word(math.Float64bits(x))
	}
}

// bytes adds the length of data and then the data, 8 bytes at a time.
func (d *digest) bytes(data []byte) {
	d.word(uint64(len(data)))
	for ; len(data) >= 8; data = data[8:] {
		d.word(binary.LittleEndian.Uint64(data))
	}
	var last [8]byte
	copy(last[:], data)
	d.word(binary.LittleEndian.Uint64(last[:]))
}

// counts adds a map. Since the order of a map's keys is random, it adds the sum of a digest
// per entry.
func (d *digest) counts(numbers map[string]int) {
	var sum uint64
	for key, n := range numbers {
		var entry digest
		entry.bytes([]byte(key))
		entry.word(uint64(n))
		sum += entry.sum()
	}
	d.word(sum)
}

// stream returns the random numbers of one input. Go's PCG has a single sequence of 2^128
// numbers; seed and input are where in it a stream starts, and that two streams of the few million
// numbers which kernels draw overlap is as good as impossible. It is not for concurrent use.
func stream(seed uint64, input int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(input)))
}
