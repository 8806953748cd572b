package study

func libraries() []Question { return nil }
