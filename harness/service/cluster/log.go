package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
)

const (
	// longestLine is how much of a line is passed on in one piece.
	longestLine = 64 << 10
	// mostComplaints is how many lines that are no log lines are passed on of one life: the
	// beginning, where Go says why it died. The rest may be a stack for each of a million goroutines.
	mostComplaints = 100
)

// passOn logs what a process writes to standard error until that ends, and returns its first line
// that was no log line: where Go, or package child, says why a process ended.
func passOn(in io.Reader, log *slog.Logger) (complaint string) {
	lines := bufio.NewReaderSize(in, longestLine)
	complaints := 0
	for {
		line, _, err := lines.ReadLine()
		if err != nil {
			return complaint
		}
		text := strings.TrimSpace(string(line))
		if text == "" || relog(line, log) {
			continue
		}
		if complaint == "" {
			complaint = text
		}
		if complaints++; complaints <= mostComplaints {
			log.Warn("said", "line", text)
		}
	}
}

// relog logs line again if it is one of slog's JSON handler.
func relog(line []byte, log *slog.Logger) bool {
	var fields map[string]any
	var level slog.Level
	if json.Unmarshal(line, &fields) != nil {
		return false
	}
	name, _ := fields[slog.LevelKey].(string)
	text, ok := fields[slog.MessageKey].(string)
	if !ok || level.UnmarshalText([]byte(name)) != nil {
		return false
	}
	for _, key := range []string{slog.LevelKey, slog.MessageKey, slog.TimeKey} {
		delete(fields, key)
	}
	var attributes []slog.Attr
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		attributes = append(attributes, slog.Any(key, fields[key]))
	}
	log.LogAttrs(context.Background(), level, text, attributes...)
	return true
}
