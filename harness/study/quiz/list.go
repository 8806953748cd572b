package quiz

import (
	"fmt"
	"io"
	"strings"

	"poolbench/harness/study"
)

// List writes the questions: number, whether the reader's runs have what a prediction is held against,
// topic, ID, and the question, which goes on in further lines where [Width] columns do not
// suffice.
func List(out io.Writer, b *study.Book, questions []study.Asked) error {
	c := &console{out: out, width: Width}
	topics, ids, own := 0, 0, 0
	for _, q := range questions {
		topics, ids = max(topics, letters(q.Topic)), max(ids, letters(q.ID))
	}
	for _, q := range questions {
		mine, err := Own(b, q.Question)
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		ask, err := b.Text(q.Ask)
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		mark := " "
		if mine {
			mark, own = "*", own+1
		}
		head := fmt.Sprintf("%3d %s %-*s  %-*s  ", q.Number, mark, topics, q.Topic, ids, q.ID)
		for _, line := range fold(Plain(ask), Width-letters(head)) {
			c.line("%s%s", head, line)
			head = strings.Repeat(" ", letters(head))
		}
	}
	c.line("your own runs have the numbers of %d of %d, marked *", own, len(questions))
	return c.err
}
