package chart

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testDiagram has a pile and a single sheet of both, a frame in a frame that begins in the
// same row, a lane without frames, an arrow past a box, and two between the same boxes.
func testDiagram() Diagram {
	service := Lane{
		Title: "service",
		Frames: []Frame{
			{Title: "process", Text: "one of several", At: Place{Row: 1, Rows: 3, Columns: 4}, Pile: true},
			{Title: "thread", At: Place{Row: 1, Rows: 2, Columns: 4}},
		},
		Boxes: []Box{
			{Title: "clients", Text: "they ask", At: Place{Columns: 4}},
			{Title: "server", Text: "it accepts connections, reads requests and calls handlers", At: Place{Row: 1, Columns: 4}, Color: palette[2]},
			{Title: "queue", At: Place{Row: 2, Column: 1, Columns: 3}, Color: palette[1]},
			{Title: "workers", Text: "they compute", At: Place{Row: 3, Columns: 4}, Color: palette[3], Pile: true},
		},
		Arrows: []Arrow{
			{From: "clients", To: "process", Both: true},
			{From: "server", To: "queue", Label: "request"},
			{From: "queue", To: "workers", Label: "a task with all the data that it needs for its computation"},
			{From: "queue", To: "workers"},
			{From: "workers", To: "server", Label: "result"},
		},
	}
	plain := Lane{Title: "plain", Boxes: []Box{
		{Title: "caller", At: Place{Columns: 2}},
		{Title: "function", Text: `it "returns"`, At: Place{Row: 2, Columns: 4}},
	}, Arrows: []Arrow{{From: "caller", To: "function"}}}
	return Diagram{Meta: Meta{Title: "Parts of a service", Subtitle: "Made up.", Footer: "Not measured."}, Columns: 4, Lanes: []Lane{service, plain}}
}

// longDiagram has long texts in every place.
func longDiagram() Diagram {
	d := testDiagram()
	d.Title, d.Subtitle, d.Footer = words, words, words
	for i := range d.Lanes {
		l := &d.Lanes[i]
		l.Title = words
		long := map[string]string{}
		for j := range l.Frames {
			f := &l.Frames[j]
			long[f.Title], f.Text = words+f.Title, words
			f.Title = long[f.Title]
		}
		for j := range l.Boxes {
			b := &l.Boxes[j]
			long[b.Title], b.Text = words+b.Title, words
			b.Title = long[b.Title]
		}
		for j := range l.Arrows {
			a := &l.Arrows[j]
			a.From, a.To, a.Label = long[a.From], long[a.To], words
		}
	}
	return d
}

// diagramSpecs are one for each way of drawing a diagram.
func diagramSpecs() map[string]Spec { return map[string]Spec{"diagram": testDiagram()} }

// hardDiagrams are extreme.
func hardDiagrams() map[string]Spec {
	return map[string]Spec{
		"diagram with long texts": longDiagram(),
		"diagram of a box":        Diagram{Columns: 1, Lanes: []Lane{{Boxes: []Box{{Title: "box"}}}}},
		"diagram of a framed box": Diagram{Columns: 1, Lanes: []Lane{{Frames: []Frame{{Title: "frame"}}, Boxes: []Box{{Title: "box"}}}}},
	}
}

func TestValidateDiagram(t *testing.T) {
	lane := func(f func(*Lane)) func(*Diagram) {
		return func(d *Diagram) { f(&d.Lanes[0]) }
	}
	for want, edit := range map[string]func(*Diagram){
		"0 columns, want 1 to 12":            func(d *Diagram) { d.Columns = 0 },
		"13 columns":                         func(d *Diagram) { d.Columns = 13 },
		"0 lanes, want 1 to 3":               func(d *Diagram) { d.Lanes = nil },
		"4 lanes":                            func(d *Diagram) { d.Lanes = append(d.Lanes, d.Lanes...) },
		`lane 1, "plain": no boxes`:          func(d *Diagram) { d.Lanes[1].Boxes = nil },
		`box "": no title`:                   lane(func(l *Lane) { l.Boxes[0].Title = "" }),
		`frame "": no title`:                 lane(func(l *Lane) { l.Frames[0].Title = "" }),
		"the same title":                     lane(func(l *Lane) { l.Boxes[2].Title = "thread" }),
		`box "queue": reaches column 5 of 4`: lane(func(l *Lane) { l.Boxes[2].At.Columns = 4 }),
		"row 41 of 40":                       lane(func(l *Lane) { l.Boxes[3].At.Row = 40 }),
		"a negative place":                   lane(func(l *Lane) { l.Boxes[0].At.Row = -1 }),
		`box "clients": 2 rows, want 1`:      lane(func(l *Lane) { l.Boxes[0].At.Rows = 2 }),
		`boxes "server" and "queue" overlap`: lane(func(l *Lane) { l.Boxes[2].At.Row = 1 }),
		`frames "process" and "thread" cross`: lane(func(l *Lane) {
			l.Frames[1].At = Place{Row: 0, Rows: 2, Columns: 4}
		}),
		`box "workers" crosses frame "process"`: lane(func(l *Lane) {
			l.Frames[0].At.Columns, l.Frames[1].At.Columns = 3, 3
			l.Boxes[1].At.Columns, l.Boxes[2].At.Columns = 3, 2
		}),
		`arrow from "queue" to "moon": no such`: lane(func(l *Lane) { l.Arrows[2].To = "moon" }),
		"neither stands below":                  lane(func(l *Lane) { l.Arrows[2].To = "queue" }),
		`cross the title of frame "process"`:    lane(func(l *Lane) { l.Arrows[0].To = "server" }),
		`cross the title of frame "snug"`: lane(func(l *Lane) {
			l.Frames = append(l.Frames, Frame{Title: "snug", At: l.Boxes[2].At})
		}),
		`frames "process" and "again" cross`: lane(func(l *Lane) {
			l.Frames = append(l.Frames, Frame{Title: "again", At: l.Frames[0].At})
		}),
		"no straight way": lane(func(l *Lane) { l.Boxes[2].At.Column, l.Boxes[2].At.Columns = 0, 4 }),
	} {
		d := testDiagram()
		edit(&d)
		assert.ErrorContains(t, d.Validate(), want)
	}
	assert.NoError(t, testDiagram().Validate())
}

func TestWidestRun(t *testing.T) {
	for pattern, want := range map[string][2]int{"": {0, 0}, "...": {0, 0}, "x.xx": {2, 4}, "xx.xx": {0, 2}, ".xxx": {1, 4}} {
		free := make([]bool, len(pattern))
		for i, c := range pattern {
			free[i] = c == 'x'
		}
		lo, hi := widestRun(free)
		assert.Equal(t, want, [2]int{lo, hi}, pattern)
	}
}

// planned returns the first lane of a diagram as it is laid out.
func planned(d Diagram) lanePlan { return d.plan(bodyWidth).(diagramPlan).lanes[0] }

// within reports whether one sheet lies in another with space around it.
func (s sheet) within(o sheet) bool {
	return o.min.x < s.min.x && s.max.x < o.max.x && o.min.y < s.min.y && s.max.y < o.max.y
}

func TestFramesLieAroundWhatTheyHold(t *testing.T) {
	l := planned(testDiagram())
	process, thread := l.frames[0], l.frames[1]
	assert.True(t, thread.within(process))
	for _, b := range l.boxes {
		inner := b.at.Row == 1 || b.at.Row == 2
		assert.Equal(t, inner, b.within(thread), b.box.Title)
		assert.Equal(t, b.at.Row > 0, b.within(process), b.box.Title)
	}
	assert.LessOrEqual(t, process.max.x+pileDepth, l.x.to, "the sheets behind are in the lane too")
}

// The lanes share their rows, so that counterparts stand beside each other.
func TestRowsOfLanesAreInLine(t *testing.T) {
	lanes := testDiagram().plan(bodyWidth).(diagramPlan).lanes
	assert.Equal(t, lanes[0].boxes[0].min.y, lanes[1].boxes[0].min.y)
	assert.Equal(t, lanes[0].boxes[2].min.y, lanes[1].boxes[1].min.y)
	assert.Equal(t, lanes[0].boxes[2].max.y, lanes[1].boxes[1].max.y)
}

// An arrow joins the sides of what it leads from and to, and runs over no other box.
func TestArrowsRunBetweenBoxes(t *testing.T) {
	for _, spec := range []Diagram{testDiagram(), longDiagram()} {
		l := planned(spec)
		for _, a := range l.arrows {
			upper, lower := l.sheet(a.From), l.sheet(a.To)
			if !a.falls {
				upper, lower = lower, upper
			}
			assert.Equal(t, span{upper.bottom(), lower.min.y}, a.down, a.From)
			assert.Greater(t, a.down.to, a.down.from, a.From)
			for _, b := range l.boxes {
				crosses := b.min.x <= a.x && a.x <= b.max.x && b.min.y < a.down.to && a.down.from < b.max.y
				assert.False(t, crosses, "%s to %s over %s", a.From, a.To, b.box.Title)
			}
		}
	}
}

func TestArrowsBetweenTheSameBoxesLieApart(t *testing.T) {
	l := planned(testDiagram())
	queue := l.boxes[2]
	third := (queue.max.x - queue.min.x) / 3
	assert.InDelta(t, float64(queue.min.x+third), float64(l.arrows[2].x), 1e-6)
	assert.InDelta(t, float64(queue.max.x-third), float64(l.arrows[3].x), 1e-6)
}

// Words have a place of their own: no line of an arrow or an outline runs through them, and
// those of a box lie inside of it.
func TestLinesOfADiagramDoNotCrossWords(t *testing.T) {
	specs := diagramSpecs()
	maps.Copy(specs, hardDiagrams())
	for name, spec := range specs {
		elements, _ := page(spec)
		for _, e := range elements {
			for _, line := range elements {
				upright := line.stroke > 0 && line.max.x-line.min.x < line.stroke // outlines are boxes, and may lie around words
				if e.text != "" && upright {
					assert.False(t, e.covers(line), "%s: %v through %v", name, line, e)
				}
			}
		}
		for _, l := range spec.plan(bodyWidth).(diagramPlan).lanes {
			for _, s := range append(l.boxes, l.frames...) {
				for _, text := range append(s.title, s.text...) {
					assert.LessOrEqual(t, captionText.Width(text), s.max.x-s.min.x, "%s: %q", name, text)
				}
			}
		}
	}
}

func TestHeadsOfArrows(t *testing.T) {
	heads := func(a Arrow) (n int) {
		d := testDiagram()
		d.Lanes[1].Arrows = []Arrow{a}
		with, _ := page(d)
		d.Lanes[1].Arrows = nil
		without, _ := page(d)
		return len(with) - len(without) - 1 // and the line
	}
	assert.Equal(t, 1, heads(Arrow{From: "caller", To: "function"}))
	assert.Equal(t, 1, heads(Arrow{From: "function", To: "caller"}))
	assert.Equal(t, 2, heads(Arrow{From: "caller", To: "function", Both: true}))
}

func TestMermaid(t *testing.T) {
	d := testDiagram()
	d.Lanes[1].Boxes[1].Title = `the "function"`
	d.Lanes[1].Arrows[0].To = d.Lanes[1].Boxes[1].Title
	require.NoError(t, d.Validate())
	assert.Equal(t, strings.TrimSpace(`
flowchart TB
  subgraph l0["service"]
    l0b0["clients"]
    subgraph l0f0["process"]
      l0b3["workers"]
      subgraph l0f1["thread"]
        l0b1["server"]
        l0b2["queue"]
      end
    end
    l0b0 <--> l0f0
    l0b1 -->|"request"| l0b2
    l0b2 -->|"a task with all the data that it needs for its computation"| l0b3
    l0b2 --> l0b3
    l0b3 -->|"result"| l0b1
  end
  subgraph l1["plain"]
    l1b0["caller"]
    l1b1["the #quot;function#quot;"]
    l1b0 --> l1b1
  end`), strings.TrimSpace(d.Mermaid()))
}
