package workload

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// hashed is how much one task of sha256 hashes: the largest record of many protocols.
const hashed = 64 << 10

// fingerprint hashes blocks of random bytes, as checks of downloads and of block chains do.
// It allocates nothing.
func fingerprint() Workload {
	const blocks = 64
	return Workload{
		Name: "sha256", Title: "SHA-256 of 64 KiB",
		Industry: "cryptography", Source: "FIPS 180-4 and its test vectors; crypto/sha256",
		Grain: 33 * time.Microsecond, Inputs: blocks,
		Open: func(seed uint64) func(int) uint64 {
			data := noise(seed, blocks*hashed)
			return func(input int) uint64 {
				sum := sha256.Sum256(data[input*hashed:][:hashed])
				var d digest
				d.bytes(sum[:])
				return d.sum()
			}
		},
	}
}

// noise returns n random bytes, by ChaCha8 since that generator fills slices.
func noise(seed uint64, n int) []byte {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	data := make([]byte, n)
	_, _ = rand.NewChaCha8(key).Read(data) // never returns an error
	return data
}

// keyIterations is what WPA2 asks for, and half of RFC 6070's test vectors. Today's advice
// for stored passwords is a hundred times as many.
const keyIterations = 4096

// passwordKey derives keys from drawn passwords, as a login does. A task allocates the two
// hashes, the key and little else.
func passwordKey() Workload {
	const users = 16
	return Workload{
		Name: "pbkdf2", Title: "PBKDF2 with HMAC-SHA-256, 4,096 iterations",
		Industry: "cryptography", Source: "RFC 8018; test vectors of RFC 7914, section 11; crypto/pbkdf2",
		Grain: 600 * time.Microsecond, Inputs: users,
		Open: func(seed uint64) func(int) uint64 {
			const length = 16 // of password and of salt, both of random bytes
			data := noise(seed, users*2*length)
			return func(input int) uint64 {
				user := data[input*2*length:]
				var d digest
				d.bytes(deriveKey(string(user[:length]), user[length:2*length], keyIterations, sha256.Size))
				return d.sum()
			}
		},
	}
}

// deriveKey cannot fail: the only errors are lengths that are not positive, or too large,
// and hashes that FIPS 140 mode forbids.
func deriveKey(password string, salt []byte, iterations, length int) []byte {
	key, err := pbkdf2.Key(sha256.New, password, salt, iterations, length)
	if err != nil {
		panic(err)
	}
	return key
}
