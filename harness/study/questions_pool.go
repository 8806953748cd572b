package study

func pool() []Question { return nil }
