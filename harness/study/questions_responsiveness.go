package study

func responsiveness() []Question { return nil }
