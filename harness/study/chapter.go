package study

import (
	"embed"
	"fmt"
)

// Chapter is a part of the guide.
type Chapter struct {
	// Key is unique, and the topic of its questions in the quiz: "spawn".
	Key   string
	Title string
	// Questions and Facts follow its text, which is chapters/KEY.md.
	Questions []Question
	Facts     []Fact
}

//go:embed chapters/*.md
var texts embed.FS

// Text is the chapter's text: Markdown, as a template.
func (c Chapter) Text() (string, error) {
	text, err := texts.ReadFile("chapters/" + c.Key + ".md")
	if err != nil {
		return "", fmt.Errorf("chapter %s has no text: %w", c.Key, err)
	}
	return string(text), nil
}

// Chapters returns the guide in its order. The first [QuickQuestions] questions are about what
// make quick measures.
func Chapters() []Chapter {
	return []Chapter{
		{Key: "reading", Title: "How to read a measured answer", Questions: reading()},
		{Key: "goroutines", Title: "From the event loop to goroutines, threads and processors", Questions: goroutines()},
		{Key: "worth", Title: "When is concurrency worth it?", Questions: worth()},
		{Key: "spawn", Title: "A goroutine per task", Questions: spawn()},
		{Key: "pool", Title: "Building a pool", Questions: pool()},
		{Key: "libraries", Title: "errgroup and the libraries", Questions: libraries()},
		{Key: "responsiveness", Title: "Keeping answers fast while others compute", Questions: responsiveness()},
		{Key: "queues", Title: "Queues and overload", Questions: queues()},
		{Key: "data", Title: "Giving a task its data", Questions: data()},
		{Key: "facts", Title: "Facts about the scheduler, with proofs", Questions: schedulerQuestions(), Facts: schedulerFacts()},
		{Key: "measuring", Title: "Benchmarking honestly", Questions: measuring()},
		{Key: "design", Title: "System design: processes, a balancer, pools and queues", Questions: design()},
		{Key: "node", Title: "Coming from Node.js", Questions: fromNode()},
		{Key: "errata", Title: "Errata of the study note", Questions: errata()},
		{Key: "cheatsheet", Title: "One page for the evening before"},
	}
}

// QuickQuestions is how many questions, counted from the first, can be answered with numbers of
// make quick.
const QuickQuestions = 10

// Questions returns all questions in the order of the guide, with the key of their chapter.
func Questions() []Asked {
	var all []Asked
	for _, c := range Chapters() {
		for _, q := range c.Questions {
			all = append(all, Asked{Question: q, Topic: c.Key, Number: len(all) + 1})
		}
	}
	return all
}

// Asked is a question with its place in the guide.
type Asked struct {
	Question
	// Topic is the key of its chapter, Number counts from 1.
	Topic  string
	Number int
}

// Fact is a sentence about the scheduler or the runtime, with a program that shows it.
type Fact struct {
	// ID is unique: "preemption". The program, if there is one, is the package of that name
	// below harness/study/facts.
	ID string
	// Says is the fact in a sentence, Text explains it. Both are templates.
	Says, Text string
	// Sources are where Go's documentation or source says so.
	Sources []Source
	// Program is true if there is one: it prints what shows the fact, and fails if it does not.
	Program bool
}

// Source is a place in Go's documentation or source.
type Source struct {
	// File is a file of Go's own source, "runtime/proc.go", and Symbol what to look for in it,
	// "forcePreemptNS". For other documents both are empty.
	File, Symbol string
	// URL leads to a document; empty for a file of the source.
	URL string
}

// Link is where the source is to be read.
func (s Source) Link() string {
	if s.File == "" {
		return s.URL
	}
	return "https://go.dev/src/" + s.File
}
