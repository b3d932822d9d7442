package views

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/flow"
)

func TestTheEchoOfALetterTakesBackNothingTypedSince(t *testing.T) {
	feed := flow.NewFeed("", func(_, typed string) string { return typed })
	var queue []func()
	var rendered []string
	k := &kit{dispatch: func(f func()) { queue = append(queue, f) }}
	show(k, feed.Watch, func(s string) { rendered = append(rendered, s) })
	for _, text := range []string{"T", "To", "Tou"} {
		feed.Apply(text)
	}
	for _, f := range queue {
		f()
	}
	assert.Equal(t, []string{"Tou"}, rendered)
}
