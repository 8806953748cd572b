package study

func schedulerQuestions() []Question { return nil }
