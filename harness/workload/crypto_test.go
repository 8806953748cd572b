package workload

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The examples that FIPS 180-4 refers to.
func TestSHA256HasItsTestVectors(t *testing.T) {
	for message, want := range map[string]string{
		"":    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
	} {
		sum := sha256.Sum256([]byte(message))
		assert.Equal(t, want, hex.EncodeToString(sum[:]), message)
	}
}

// The kernel is the digest of that hash.
func TestFingerprintIsSHA256(t *testing.T) {
	data := noise(Seed, 2*hashed)
	sum := sha256.Sum256(data[hashed:])
	var want digest
	want.bytes(sum[:])
	assert.Equal(t, want.sum(), fingerprint().Open(Seed)(1))
}

func TestPBKDF2HasItsTestVectors(t *testing.T) {
	for _, c := range []struct {
		password, salt     string
		iterations, length int
		want               string
	}{
		{"passwd", "salt", 1, 64, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc" + // RFC 7914
			"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
		{"password", "salt", 1, 32, "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"}, // inputs of RFC 6070, outputs of Python's hashlib
		{"password", "salt", keyIterations, 32, "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"},
	} {
		got := deriveKey(c.password, []byte(c.salt), c.iterations, c.length)
		assert.Equal(t, c.want, hex.EncodeToString(got), "%d iterations", c.iterations)
	}
}

func TestNoiseDependsOnTheSeedOnly(t *testing.T) {
	assert.Equal(t, noise(1, 100), noise(1, 100))
	assert.NotEqual(t, noise(1, 100), noise(2, 100))
}
