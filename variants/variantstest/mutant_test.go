package variantstest

import (
	"context"

	"poolbench/variants"
	"poolbench/variants/channel"
)

// A breakage opens a broken pool. Whatever its defect keeps stuck waits for released, which
// the test closes in the end, so that no broken pool outlives it.
type breakage func(released <-chan struct{}) Open

// mutant is a healthy pool with one method replaced.
type mutant struct {
	variants.Pool
	submit func(ctx context.Context, task func()) error
	close  func() error
}

func (m *mutant) Submit(ctx context.Context, task func()) error {
	if m.submit == nil {
		return m.Pool.Submit(ctx, task)
	}
	return m.submit(ctx, task)
}

func (m *mutant) Close() error {
	if m.close == nil {
		return m.Pool.Close()
	}
	return m.close()
}

// mutate opens a healthy pool and lets change break it.
func mutate(change func(m *mutant, cfg variants.Config, released <-chan struct{})) breakage {
	return func(released <-chan struct{}) Open {
		return func(cfg variants.Config) (variants.Pool, error) {
			healthy, err := channel.Open(cfg)
			if err != nil {
				return nil, err
			}
			m := &mutant{Pool: healthy}
			change(m, cfg, released)
			return m, nil
		}
	}
}

// opens is a pool that is fine in itself, but opened with another Config than asked for.
func opens(change func(*variants.Config)) breakage {
	return func(<-chan struct{}) Open {
		return func(cfg variants.Config) (variants.Pool, error) {
			change(&cfg)
			return channel.Open(cfg)
		}
	}
}

// submits replaces Submit; next is the healthy one.
func submits(submit func(ctx context.Context, task func(), next variants.Pool) error) breakage {
	return mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
		m.submit = func(ctx context.Context, task func()) error { return submit(ctx, task, m.Pool) }
	})
}

// closes replaces Close; next is the healthy one.
func closes(closeIt func(next variants.Pool) error) breakage {
	return mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
		m.close = func() error { return closeIt(m.Pool) }
	})
}
