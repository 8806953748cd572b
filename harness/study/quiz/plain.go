package quiz

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// The Markdown that answers use, and what is left of it on a terminal. A link within the
// repository is its text; one that leads elsewhere shows where.
var markdown = []struct {
	pattern *regexp.Regexp
	plain   string
}{
	{regexp.MustCompile(`\[([^\]]*)\]\((https?://[^)\s]+)\)`), "$1 ($2)"},
	{regexp.MustCompile(`\[([^\]]*)\]\([^)\s]*\)`), "$1"},
	{regexp.MustCompile("`([^`]*)`"), "$1"},
	{regexp.MustCompile(`\*\*(\S|\S[^*]*\S)\*\*`), "$1"},
	{regexp.MustCompile(`\*(\S|\S[^*]*\S)\*`), "$1"},
}

// Plain takes the marks of Markdown out of a text: links, code and emphasis.
func Plain(text string) string {
	for _, m := range markdown {
		text = m.pattern.ReplaceAllString(text, m.plain)
	}
	return text
}

func letters(text string) int { return utf8.RuneCountInString(text) }

// pad fills a text up to so many letters.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-letters(text), 0))
}

// fold breaks a text into lines of at most so many letters where it has spaces. Words that are
// longer than a line stay whole: they are paths, to be copied.
func fold(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && letters(line)+1+letters(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	return append(lines, line)
}
