package study

func worth() []Question { return nil }
