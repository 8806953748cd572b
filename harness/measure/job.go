package measure

import (
	"encoding/json"
	"fmt"

	"poolbench/harness/node"
)

// JobName is the name under which a child process serves [Serve].
const JobName = "measure"

// Serve is the job of a child process: it decodes a [Spec], does what it asks for and
// returns an [Outcome], failures included. The error is for a request that is no Spec and
// for a memory limit that could not be set.
func Serve(request json.RawMessage) (any, error) {
	var spec Spec
	if err := json.Unmarshal(request, &spec); err != nil {
		return nil, fmt.Errorf("cannot read the request: %w", err)
	}
	if err := limitMemory(spec.MemoryLimit); err != nil {
		return nil, fmt.Errorf("cannot limit memory: %w", err)
	}
	return spec.do(), nil
}

func (s Spec) do() Outcome {
	if s.Monitor != "" && s.Job != TakeSample && s.Job != Calibrate {
		return Outcome{Failure: refused(fmt.Errorf("job %q cannot be watched by monitor %q: only %q can", s.Job, s.Monitor, TakeSample))}
	}
	if node.Is(s.Variant) && s.Job != AskHealth { // which is the same for servers in both languages
		return s.inNode()
	}
	switch s.Job {
	case TakeSample:
		return Take(s)
	case RequestReply:
		return TakeRequests(s)
	case Arrive:
		return TakeArrivals(s)
	case SubmitBatch:
		return TakeSubmissions(s)
	case OpenToClose:
		return TakeLifecycle(s)
	case BlockTasks:
		return TakeBlocked(s)
	case CheckRule:
		return TryRule(s)
	case Probe:
		return TakeProbed(s)
	case WorkApart:
		return ComputeApart(s)
	case ServeRequests:
		return TakeServed(s)
	case CountLeaks:
		return TakeLeak(s)
	case AskAgain:
		return TakeRoundTrips(s)
	case SendAgain:
		return SendRequests(s)
	case Divide:
		return TakeDivided(s)
	case Park:
		return TakeParked(s)
	case ChurnWorkers:
		return TakeChurn(s)
	case StartWorkers:
		return TakeStarted(s)
	case AskHealth:
		return TakeHealth(s)
	case HoldBacklog:
		return TakeBacklog(s)
	case Calibrate:
		return FindTasks(s)
	case CalibrateRequests:
		return FindRequests(s)
	case CountCompletion:
		return CountCost(s)
	default:
		return Outcome{Failure: refused(fmt.Errorf("unknown job %q", s.Job))}
	}
}
