package service

import (
	"net/http"
	"strconv"
)

// longestID is the most characters of a request id that is taken from a client: a UUID has 36.
const longestID = 64

// requestID returns the client's own id, if it sent one that can be logged as it is, or else
// a new one: a prefix of this process and a number. That costs an addition, where random
// numbers for each request would cost more than finding its task a worker.
func (s *Service) requestID(header http.Header) string {
	if given := header["X-Request-Id"]; len(given) == 1 && sane(given[0]) {
		return given[0]
	}
	var room [40]byte
	return string(strconv.AppendUint(append(room[:0], s.idPrefix...), s.lastID.Add(1), 10))
}

// sane allows letters, digits and what UUIDs and trace ids have between them: nothing that a
// log or a terminal could take for more than a name.
func sane(id string) bool {
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return id != "" && len(id) <= longestID
}
