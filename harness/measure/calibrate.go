package measure

import (
	"fmt"
	"math"
	"runtime"
	"time"

	"poolbench/harness/sample"
)

const (
	// probeShare of the window is how long a probe has to take before its speed is
	// believed: an eighth, 12 ms, is past the start-up effects and still cheap.
	probeShare = 8
	// headroom is what a number of tasks is raised by over the estimate, so that a window
	// is seldom shorter than asked for when a later sample runs faster.
	headroom = 1.15
	// growth is the largest step from one probe to the next: a single slow first probe
	// must not decide, and a single fast one must not overshoot by much.
	growth = 10
)

// FindTasks estimates the number of tasks that keep spec's pool busy for spec.Window or a
// little longer, and at least one per submitter and worker. PerTaskNS is what a task took. With a
// division both are of items.
//
// It is an estimate from a short probe. How a pool behaves in the long run, and in a process
// that has not probed anything, shows in a sample only: [MoreTasks] corrects by that.
func FindTasks(spec Spec) Outcome {
	if spec.Division.By != "" {
		return spec.find(Spec.items, func(b batch) shape { return newDivided(b, spec.Division) })
	}
	return spec.find(Spec.batch, func(b batch) shape { return b })
}

// FindRequests does the same for calls in a closed loop.
func FindRequests(spec Spec) Outcome {
	return spec.find(Spec.loop, func(b batch) shape { return newClosedLoop(b) })
}

// find tries longer and longer loads, as newShape makes them of the batch that open opens.
func (s Spec) find(open func(Spec) (batch, *sample.Failure), newShape func(batch) shape) Outcome {
	s.Tasks = max(s.Submitters, s.Workers, 1)
	b, failure := open(s)
	if failure != nil {
		return Outcome{Failure: failure}
	}
	probe := s.Window / probeShare
	for {
		window := newShape(b)
		runtime.GC()
		r := window.run(nil)
		if failure := r.check(b.work, b.tasks); failure != nil {
			return Outcome{Failure: failure}
		}
		perTask := float64(max(r.wall, 1)) / float64(b.tasks)
		if r.wall >= probe {
			tasks := max(float64(s.Window)*headroom/perTask, float64(s.Submitters), float64(s.Workers))
			return Outcome{Tasks: roundUp(tasks), PerTaskNS: perTask}
		}
		b.tasks = int(min(float64(probe)*headroom/perTask, float64(b.tasks)*growth)) + 1
	}
}

// MoreTasks is the number of tasks to try next if a sample of so many took wall, which was
// too short for the window.
func MoreTasks(tasks int, wall, window time.Duration) int {
	return max(tasks+1, roundUp(float64(tasks)*headroom*float64(window)/float64(max(wall, 1))))
}

// roundUp keeps three digits: a count like 412000 shows that it is a setting.
func roundUp(tasks float64) int {
	unit := math.Pow(10, max(0, math.Floor(math.Log10(tasks))-2))
	return int(math.Ceil(tasks/unit) * unit)
}

// CountCost measures what counting one finished task costs, without any pool: by one
// goroutine, and by workers goroutines that update the same tally at once.
func CountCost(spec Spec) Outcome {
	if spec.Workers < 1 { // nobody would count, and the end never come
		return Outcome{Failure: refused(fmt.Errorf("%d workers: at least 1 has to count", spec.Workers))}
	}
	return Outcome{Counting: &sample.Counting{
		AloneNS:  countCost(1, spec.Window),
		SharedNS: countCost(spec.Workers, spec.Window),
	}}
}

// countCost doubles the number of tasks until counting them takes a quarter of the window.
func countCost(goroutines int, window time.Duration) float64 {
	for each := 1 << 12; ; each *= 2 {
		t := newTally(each * goroutines)
		start := time.Now()
		for range goroutines {
			go func() {
				for range each {
					t.answers.Add(1)
					t.finish()
				}
			}()
		}
		<-t.done
		if wall := t.end.Sub(start); wall >= window/probeShare {
			return float64(wall) / float64(each*goroutines)
		}
	}
}
