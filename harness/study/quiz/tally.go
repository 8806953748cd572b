package quiz

import (
	"fmt"
	"slices"

	"poolbench/harness/study"
)

// outcome is what became of a question.
type outcome int

const (
	scored   outcome = iota
	skipped          // on request
	unscored         // since the run has no answer
)

// tally counts points. The zero value is ready.
type tally struct {
	topics []topic // in the order in which they came up
}

// topic is the tally of one.
type topic struct {
	key    string
	asked  [3]int // by outcome
	points int
}

// possible is how many points there were to be had.
func (k topic) possible() int { return Points * k.asked[scored] }

// add counts a question of a topic, which has no points unless it is scored.
func (t *tally) add(key string, what outcome, points int) {
	i := slices.IndexFunc(t.topics, func(k topic) bool { return k.key == key })
	if i < 0 {
		i, t.topics = len(t.topics), append(t.topics, topic{key: key})
	}
	t.topics[i].asked[what]++
	t.topics[i].points += points
}

// sum is the tally of all topics.
func (t *tally) sum() topic {
	var all topic
	for _, k := range t.topics {
		for i, n := range k.asked {
			all.asked[i] += n
		}
		all.points += k.points
	}
	return all
}

// weak tells whether a chapter is worth reading again: less than two thirds of its points, or a
// question that was skipped.
func (k topic) weak() bool { return k.asked[skipped] > 0 || 3*k.points < 2*k.possible() }

// print writes the score, by topic, and what to read again in guide.
func (t *tally) print(out *console, guide string) {
	all := t.sum()
	out.line("")
	out.paint(bold, "Score: %d of %d points%s", all.points, all.possible(), all.remark())
	width := 0
	for _, k := range t.topics {
		width = max(width, letters(k.key))
	}
	var again []string
	for _, k := range t.topics {
		out.line("  %-*s  %2d of %2d%s", width, k.key, k.points, k.possible(), k.remark())
		if k.weak() {
			again = append(again, chapter(k.key))
		}
	}
	if len(again) == 0 {
		return
	}
	out.fold("", "To read again%s:", in(guide))
	for _, c := range again {
		out.fold("  ", "%s", c)
	}
}

func in(guide string) string {
	if guide == "" {
		return ""
	}
	return " in " + guide
}

// remark counts what gave no points because it was not scored.
func (k topic) remark() string {
	text := fmt.Sprintf(" in %d questions", k.asked[scored])
	if k.asked[scored] == 1 {
		text = " in 1 question"
	}
	if n := k.asked[skipped]; n > 0 {
		text += fmt.Sprintf(", %d skipped", n)
	}
	if n := k.asked[unscored]; n > 0 {
		text += fmt.Sprintf(", %d not scored", n)
	}
	return text
}

// chapter names the one of a topic: "chapter 4, A goroutine per task".
func chapter(key string) string {
	for i, c := range study.Chapters() {
		if c.Key == key {
			return fmt.Sprintf("chapter %d, %s", i+1, c.Title)
		}
	}
	return key
}
