package freelist

import "poolbench/variants"

// Line returns how many submitters are waiting for a place in p.
func Line(p variants.Pool) int {
	self := p.(*pool)
	self.mu.Lock()
	defer self.mu.Unlock()
	return self.line.Len()
}

// Idle returns how many workers of p are idle.
func Idle(p variants.Pool) int {
	self := p.(*pool)
	self.mu.Lock()
	defer self.mu.Unlock()
	return len(self.idle)
}
