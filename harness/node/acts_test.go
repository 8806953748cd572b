package node_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"poolbench/harness/node"
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
	"empty":     func(*bufio.Reader) { fmt.Println("{}") },
	"both":      func(*bufio.Reader) { fmt.Println(`{"ready":true,"processes":[1],"result":{}}`) },
	"nobody":    func(in *bufio.Reader) { fmt.Println(`{"ready":true}`); _, _ = io.Copy(io.Discard, in) },
	"process 0": func(in *bufio.Reader) { fmt.Println(`{"ready":true,"processes":[0]}`); hang() },
	"process -1": func(in *bufio.Reader) {
		skip(in)
		ready(in)
		answer(`"tasks":3,"wallNS":1,"latenciesNS":[1,2,3],"processes":[-1]`)
	},
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
