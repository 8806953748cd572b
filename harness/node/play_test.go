package node_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/child"
	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// acting is the variable that makes the test binary play node, and says how.
const acting = "PLAY_TEST_ACT"

// acts are what a program may do, well and badly.
var acts = map[string]func(in *bufio.Reader){
	"well": func(in *bufio.Reader) {
		var q node.Request
		line, _ := in.ReadString('\n')
		_ = json.Unmarshal([]byte(line), &q)
		ready(in)
		fmt.Printf(`{"result":{"tasks":%d,"wallNS":100,"userUS":20,"systemUS":3,"latenciesNS":[1,2,3],"processes":[%d,%d]}}`+"\n", q.Tasks, os.Getpid(), os.Getppid())
		expect(in, `"end"`)
	},
	"early": func(in *bufio.Reader) {
		fmt.Println(`{"result":{"tasks":412,"perTaskNS":2.5}}`)
		_, _ = io.Copy(io.Discard, in)
	},
	"find 0": func(*bufio.Reader) { fmt.Println(`{"result":{"tasks":0,"perTaskNS":2.5}}`) },
	"served": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		expect(in, `"stop"`)
		answer(`"tasks":7,"wallNS":1`)
		expect(in, `"end"`)
	},
	"erratum": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		answer(`"kept":false,"happened":"it hangs"`)
		expect(in, `"end"`)
	},
	"no verdict": func(in *bufio.Reader) { skip(in); ready(in); answer(`"happened":"it hangs"`) },
	"exit 3":     func(*bufio.Reader) { os.Exit(3) },
	"exit 0":     func(*bufio.Reader) {},
	"killed":     func(*bufio.Reader) { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); hang() },
	"throws": func(*bufio.Reader) {
		die("file:///x/sample.mjs:3\n  throw new RangeError('x');\n\nRangeError: x\n    at file:///x\n\nNode.js v20.20.2\n")
	},
	"no module": func(*bufio.Reader) {
		die("node:internal/x:3\n  throw y\n\nError [ERR_MODULE_NOT_FOUND]: Cannot find package 'piscina'\n    at x\n")
	},
	"heap": func(*bufio.Reader) {
		die("<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n")
	},
	"chatter": func(*bufio.Reader) { fmt.Println("hello\nworld") },
	"endless": func(*bufio.Reader) {
		for {
			fmt.Println("hello")
		}
	},
	"empty":           func(*bufio.Reader) { fmt.Println("{}") },
	"both":            func(*bufio.Reader) { fmt.Println(`{"ready":true,"processes":[1],"result":{}}`) },
	"nobody":          func(in *bufio.Reader) { fmt.Println(`{"ready":true}`); _, _ = io.Copy(io.Discard, in) },
	"half a line":     func(*bufio.Reader) { fmt.Print(`{"ready":true`) },
	"mute":            func(in *bufio.Reader) { _ = os.Stdout.Close(); _, _ = io.Copy(io.Discard, in) },
	"fails":           func(*bufio.Reader) { fmt.Println(`{"failure":{"kind":"wrong result","detail":"7, not 8\nat x"}}`) },
	"fails oddly":     func(*bufio.Reader) { fmt.Println(`{"failure":{"kind":"bad luck","detail":"x"}}`) },
	"crash in window": func(in *bufio.Reader) { skip(in); ready(in); die("TypeError: no\n") },
	"fail in window": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		fmt.Println(`{"failure":{"kind":"refused","detail":"x"}}`)
	},
	"ready twice": func(in *bufio.Reader) { skip(in); ready(in); fmt.Println(`{"ready":true,"processes":[1]}`) },
	"too few":     func(in *bufio.Reader) { skip(in); ready(in); answer(`"tasks":2,"wallNS":1`) },
	"too few answers": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		answer(`"tasks":3,"wallNS":1,"latenciesNS":[1,2]`)
	},
	"before it began": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		answer(`"tasks":3,"wallNS":1,"latenciesNS":[1,2,-3]`)
	},
	"no time":          func(in *bufio.Reader) { skip(in); ready(in); answer(`"tasks":3,"wallNS":0`) },
	"crash at the end": func(in *bufio.Reader) { skip(in); ready(in); fine(); expect(in, `"end"`); os.Exit(4) },
	"verbose end": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		fine()
		expect(in, `"end"`)
		fmt.Println(strings.Repeat("x", 1<<20))
	},
	"deaf": func(in *bufio.Reader) { skip(in); ready(in); hang() },
	"orphan": func(in *bufio.Reader) {
		held, err := os.OpenFile(os.Getenv(fifo), os.O_WRONLY, 0)
		if err != nil {
			die(err.Error())
		}
		skip(in)
		ready(in)
		hang()
		_ = held.Close()
	},
	"with a companion": func(in *bufio.Reader) { skip(in); companion(); ready(in); os.Exit(5) },
}

// hang does not even notice the end of standard input.
func hang() { <-time.After(time.Hour) }

func skip(in *bufio.Reader) { _, _ = in.ReadString('\n') }

// expect ends the process unless the next line is word.
func expect(in *bufio.Reader, word string) {
	if line, _ := in.ReadString('\n'); line != word+"\n" {
		die(fmt.Sprintf("Error: expected %s, not %q\n", word, line))
	}
}

// ready says so, and waits until the window is opened.
func ready(in *bufio.Reader) {
	fmt.Printf(`{"ready":true,"processes":[%d],"address":"http://127.0.0.1:1"}`+"\n", os.Getpid())
	expect(in, `"go"`)
}

func answer(fields string) { fmt.Println(`{"result":{` + fields + `}}`) }

func fine() { answer(`"tasks":3,"wallNS":1,"latenciesNS":[1,2,3]`) }

func die(complaint string) { _, _ = os.Stderr.WriteString(complaint); os.Exit(1) }

// fifo is the variable that names a pipe for "orphan" to hold as long as it lives.
const fifo = "PLAY_TEST_FIFO"

// starting is what a process of poolbench does that is killed in the middle of a sample.
func starting(*bufio.Reader) {
	executable, _ := os.Executable()
	_ = os.Setenv(acting, "orphan")
	if _, failure := node.Start(context.Background(), node.Program{Executable: executable}, three); failure != nil {
		die(failure.String())
	}
	fmt.Println("started")
	hang()
}

// companion starts a process of the same group that holds standard output and error, as one of a cluster does.
func companion() {
	cmd := exec.Command("sleep", "600")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		die(err.Error())
	}
}

func TestMain(m *testing.M) {
	acts["starting"] = starting // not above, where it would refer to itself
	if act := acts[os.Getenv(acting)]; act != nil {
		act(bufio.NewReader(os.Stdin))
		os.Exit(0)
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) // libraries may start goroutines when they are imported
}

// three is a request that most acts answer.
var three = node.Request{Job: node.RequestReply, Variant: node.Pool, Workload: "empty", Workers: 1, InFlight: 1, Tasks: 3}

// program is this test binary, acting.
func program(t *testing.T, act string) node.Program {
	t.Helper()
	require.Contains(t, acts, act)
	t.Setenv(acting, act)
	executable, err := os.Executable()
	require.NoError(t, err)
	return node.Program{Executable: executable, Dir: t.TempDir()}
}

// play has the whole conversation.
func play(ctx context.Context, p node.Program, q node.Request) (node.Result, *sample.Failure) {
	process, failure := node.Start(ctx, p, q)
	if failure != nil {
		return node.Result{}, failure
	}
	process.Go()
	if q.Job == node.Serve {
		process.Stop()
	}
	r, failure := process.Result()
	if failure != nil {
		return node.Result{}, failure
	}
	return r, process.End()
}

func TestAConversation(t *testing.T) {
	p, failure := node.Start(t.Context(), program(t, "well"), three)
	require.Nil(t, failure)
	require.Len(t, p.Processes(), 1)
	assert.Equal(t, "http://127.0.0.1:1", p.Address())
	p.Go()
	p.Wait()
	r, failure := p.Result()
	require.Nil(t, failure)
	assert.Equal(t, 3, r.Tasks)
	assert.Equal(t, int64(100), r.WallNS)
	assert.Equal(t, []int64{1, 2, 3}, r.LatenciesNS)
	assert.Equal(t, []int64{20, 3}, []int64{r.UserUS, r.SystemUS})
	assert.Equal(t, []int{p.Processes()[0], os.Getpid()}, p.Processes(), "those of the result, where it has some")
	require.Nil(t, p.End())
	p.Kill() // does nothing any more
}

func TestJobsWithAnswersOfTheirOwn(t *testing.T) {
	found, failure := play(t.Context(), program(t, "early"), node.Request{Job: node.FindBatch})
	require.Nil(t, failure)
	assert.Equal(t, 412, found.Tasks)
	assert.InDelta(t, 2.5, found.PerTaskNS, 1e-9)

	served, failure := play(t.Context(), program(t, "served"), node.Request{Job: node.Serve})
	require.Nil(t, failure)
	assert.Equal(t, 7, served.Tasks)

	tried, failure := play(t.Context(), program(t, "erratum"), node.Request{Job: node.Erratum, Workload: "note/leaked-worker"})
	require.Nil(t, failure)
	assert.False(t, *tried.Kept)
	assert.Equal(t, "it hangs", tried.Happened)
}

// However a program ends, hangs up or babbles: it is a failure in one line.
func TestWhatGoesWrongIsAFailure(t *testing.T) {
	q := node.Request{}
	for act, want := range map[string]sample.Failure{
		"exit 3":           {Kind: sample.Crashed, Detail: "exit status 3"},
		"exit 0":           {Kind: sample.Crashed, Detail: "ended without an answer"},
		"killed":           {Kind: sample.Crashed, Detail: "signal: killed"},
		"throws":           {Kind: sample.Crashed, Detail: "RangeError: x"},
		"no module":        {Kind: sample.Crashed, Detail: "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'piscina'"},
		"heap":             {Kind: sample.OutOfMemory, Detail: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"},
		"chatter":          {Kind: sample.Crashed, Detail: "answered with what is no message (invalid character 'h' looking for beginning of value): hello"},
		"endless":          {Kind: sample.Crashed, Detail: "answered with what is no message (invalid character 'h' looking for beginning of value): hello"},
		"empty":            {Kind: sample.Crashed, Detail: "answered with what is no message: {}"},
		"both":             {Kind: sample.Crashed, Detail: `answered with what is no message: {"ready":true,"processes":[1],"result":{}}`},
		"nobody":           {Kind: sample.Crashed, Detail: "is ready, but does not say which processes it has"},
		"fails":            {Kind: sample.WrongResult, Detail: "7, not 8"},
		"fails oddly":      {Kind: sample.Crashed, Detail: `failed in an unknown way, "bad luck": x`},
		"crash in window":  {Kind: sample.Crashed, Detail: "TypeError: no"},
		"fail in window":   {Kind: sample.Refused, Detail: "x"},
		"ready twice":      {Kind: sample.Crashed, Detail: "was ready twice"},
		"too few":          {Kind: sample.WrongResult, Detail: "2 of 3 tasks ran"},
		"too few answers":  {Kind: sample.WrongResult, Detail: "2 of 3 tasks have a latency"},
		"before it began":  {Kind: sample.WrongResult, Detail: "a task took less than no time"},
		"no time":          {Kind: sample.Crashed, Detail: "answered with impossible times: 0 ns, of which 0 µs user and 0 µs system"},
		"crash at the end": {Kind: sample.Crashed, Detail: "exit status 4"},
		"find 0":           {Kind: sample.Crashed, Detail: "found 0 tasks of 2.5 ns: both must be positive"},
		"no verdict":       {Kind: sample.Crashed, Detail: "does not say whether note/second-post was kept"},
	} {
		t.Run(act, func(t *testing.T) {
			q = three
			switch act {
			case "find 0":
				q.Job = node.FindRequests
			case "no verdict":
				q.Job, q.Workload = node.Erratum, "note/second-post"
			}
			_, failure := play(t.Context(), program(t, act), q)
			assert.Equal(t, &want, failure)
		})
	}
}

// A line without an end, and an end of standard output, may come before the process has ended; it has
// ended afterwards, and so the line may say that it was killed.
func TestAnEndOfTheAnswersEndsTheProcess(t *testing.T) {
	for _, act := range []string{"half a line", "mute"} {
		_, failure := node.Start(t.Context(), program(t, act), three)
		require.NotNil(t, failure)
		assert.Contains(t, []string{"ended without an answer", "signal: killed"}, failure.Detail)
	}
}

func TestWhatIsSaidAtTheEndHoldsNothingUp(t *testing.T) {
	_, failure := play(t.Context(), program(t, "verbose end"), three)
	assert.Nil(t, failure)
}

func TestAProcessCanBeKilledWhileItHangs(t *testing.T) {
	p, failure := node.Start(t.Context(), program(t, "deaf"), three)
	require.Nil(t, failure)
	p.Go()
	p.Kill()
	_, failure = p.Result()
	require.NotNil(t, failure)
	assert.Equal(t, "signal: killed", failure.Detail)

	ctx, cancel := context.WithCancel(t.Context())
	p, failure = node.Start(ctx, program(t, "deaf"), three)
	require.Nil(t, failure)
	cancel()
	_, failure = p.Result()
	require.NotNil(t, failure, "the context ends it as well")
}

// A sample that takes too long is killed, which nothing in it can see. What it has started ends all the same.
func TestAProgramDoesNotOutliveWhoStartedIt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere it ends with its standard input, and the one that is made up here does not")
	}
	p := program(t, "starting")
	pipe := filepath.Join(p.Dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	t.Setenv(fifo, pipe)
	cmd := exec.CommandContext(t.Context(), p.Executable)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	reading, err := os.Open(pipe) // returns when the program has opened it as well
	require.NoError(t, err)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "started\n", line)

	require.NoError(t, cmd.Process.Kill())
	_, err = io.ReadAll(reading) // until nobody holds the other end any more
	require.NoError(t, err)
	require.NoError(t, reading.Close())
	require.Error(t, cmd.Wait(), "killed")
}

// A process of a cluster that is left behind would keep its pipes open, and processors busy.
func TestTheWholeGroupEnds(t *testing.T) {
	_, failure := play(t.Context(), program(t, "with a companion"), three)
	require.NotNil(t, failure)
	assert.Equal(t, sample.Crashed, failure.Kind)
}

func TestWithoutAnExecutable(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "node")
	_, failure := node.Start(t.Context(), node.Program{Executable: missing}, three)
	require.NotNil(t, failure)
	assert.Equal(t, fmt.Sprintf("cannot start %s: fork/exec %s: no such file or directory", missing, missing), failure.Detail)
}

// What would change Node.js must not come from the shell of the user.
func TestTheEnvironmentIsStated(t *testing.T) {
	t.Setenv("NODE_OPTIONS", "--nonsense")
	t.Setenv("UV_THREADPOOL_SIZE", "1")
	name, value, _ := strings.Cut(child.Mark("x"), "=")
	t.Setenv(name, value)
	t.Setenv("PLAY_TEST_KEPT", "as it is")
	dir := t.TempDir()
	script := filepath.Join(dir, "node")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\nenv > "+dir+"/env\necho \"$@\" > "+dir+"/arguments\nexit 3\n"), 0o755))
	_, failure := node.Start(t.Context(), node.Program{Executable: script, Dir: dir}, three)
	require.NotNil(t, failure)
	text, err := os.ReadFile(filepath.Join(dir, "env"))
	require.NoError(t, err)
	env := strings.Split(string(text), "\n")
	assert.Contains(t, env, "PLAY_TEST_KEPT=as it is")
	assert.False(t, slices.ContainsFunc(env, func(entry string) bool {
		return strings.HasPrefix(entry, "NODE_") || strings.HasPrefix(entry, "UV_") || strings.HasPrefix(entry, name)
	}))
	arguments, err := os.ReadFile(filepath.Join(dir, "arguments"))
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "sample.mjs")+"\n", string(arguments))
}
