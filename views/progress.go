package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// progress is a thin bar that wanders as long as something is awaited. It moves in a few steps a second:
// where a computer draws without a graphics card, the toolkit's own bar, at sixty a second, keeps a
// processor busy.
type progress struct {
	widget.BaseWidget
	at     float32
	motion *fyne.Animation
	moving bool
}

const (
	progressRound = 3 * time.Second
	progressSteps = 30 // a round
)

func newProgress() *progress {
	p := &progress{}
	p.motion = fyne.NewAnimation(progressRound, p.tick)
	p.motion.RepeatCount = fyne.AnimationRepeatForever
	p.motion.Curve = fyne.AnimationLinear
	p.ExtendBaseWidget(p)
	return p
}

func (p *progress) tick(done float32) {
	at := float32(int(done*progressSteps)) / progressSteps
	if at != p.at {
		p.at = at
		p.Refresh()
	}
}

func (p *progress) start() {
	if !p.moving {
		p.moving = true
		p.motion.Start()
	}
}

func (p *progress) stop() {
	if p.moving {
		p.moving = false
		p.motion.Stop()
	}
}

// CreateRenderer draws the line and the piece that wanders on it.
func (p *progress) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{progress: p, line: canvas.NewRectangle(nil), piece: canvas.NewRectangle(nil)}
	r.line.CornerRadius, r.piece.CornerRadius = 3, 3
	r.paint()
	return r
}

type progressRenderer struct {
	progress    *progress
	line, piece *canvas.Rectangle
}

func (r *progressRenderer) paint() {
	r.line.FillColor = theme.Color(theme.ColorNameSeparator)
	r.piece.FillColor = theme.Color(theme.ColorNamePrimary)
}

// MinSize is the line with some air around it.
func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(60, 18) }

// Layout sets the piece where it is now: there and back again in one round.
func (r *progressRenderer) Layout(size fyne.Size) {
	r.line.Move(fyne.NewPos(0, (size.Height-6)/2))
	r.line.Resize(fyne.NewSize(size.Width, 6))
	along := 1 - abs(2*r.progress.at-1)
	width := size.Width / 4
	r.piece.Move(fyne.NewPos(along*(size.Width-width), (size.Height-6)/2))
	r.piece.Resize(fyne.NewSize(width, 6))
}

func abs(x float32) float32 { return max(x, -x) }

// Refresh follows the motion and the theme.
func (r *progressRenderer) Refresh() {
	r.paint()
	r.Layout(r.progress.Size())
	canvas.Refresh(r.progress)
}

// Objects are the line and the piece.
func (r *progressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.line, r.piece}
}

// Destroy ends the motion.
func (r *progressRenderer) Destroy() { r.progress.stop() }

// mover is something that changes by itself as long as it can be seen.
type mover interface {
	start()
	stop()
}

// still ends all motion below an object that leaves the window; the toolkit would go on drawing it.
func still(o fyne.CanvasObject) { eachMover(o, mover.stop) }

// stir begins the motion below an object that comes into the window.
func stir(o fyne.CanvasObject) { eachMover(o, mover.start) }

func eachMover(o fyne.CanvasObject, do func(mover)) {
	switch o := o.(type) {
	case mover:
		do(o)
	case *fyne.Container:
		for _, child := range o.Objects {
			eachMover(child, do)
		}
	case *surface:
		eachMover(o.content, do)
	case *container.Scroll:
		eachMover(o.Content, do)
	}
}
