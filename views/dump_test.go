//go:build dump

package views

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheDumpTellsWhatIsWhereAndNoSecret(t *testing.T) {
	s := newStage(t, Look{})
	s.fillIn("https://git.example", "BBDC-secret")
	s.picture(t, "dump")
	byText := map[string]Node{}
	var focused, secrets []Node
	for _, n := range s.window.Dump() {
		byText[n.Text] = n
		assert.NotContains(t, n.Text, "BBDC")
		if n.Focused {
			focused = append(focused, n)
		}
		if n.Kind == "secret" {
			secrets = append(secrets, n)
		}
	}
	submit := byText["Check and connect"]
	assert.Equal(t, "button", submit.Kind)
	b := s.button("Check and connect")
	assert.InDelta(t, b.Size().Width, submit.W, 0.5)
	assert.Positive(t, submit.Y)
	assert.Contains(t, byText, "https://git.example")
	assert.Len(t, focused, 1)
	assert.Len(t, secrets, 1)

	s.screen().form.token.Password = false // the person is looking at it
	for _, n := range s.window.Dump() {
		assert.NotContains(t, n.Text, "BBDC")
	}
}

func TestTheDumpLeavesOutWhatIsScrolledAway(t *testing.T) {
	s := newStage(t, Look{Scale: 1.5}, someSaved)
	s.picture(t, "dump-list")
	for _, n := range s.window.Dump() {
		assert.LessOrEqual(t, n.Y+n.H/2, float32(768), n.Text)
		assert.False(t, strings.HasPrefix(n.Text, "Add another"), "it is below the window")
	}
}
