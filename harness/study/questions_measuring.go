package study

func measuring() []Question { return nil }
