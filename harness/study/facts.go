package study

func schedulerFacts() []Fact { return nil }
