package claim

// EvaluateAll evaluates claims that tests make up.
var EvaluateAll = evaluateAll
