package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

const onPullRequests = "When a pull request into a branch is opened or gets new commits"

func TestPushesFollowTheBranchUntilThePatternIsTyped(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	push := screen.triggers.all[0]
	assert.True(t, push.on.on)
	assert.Equal(t, "main", push.field.Text)
	assert.Contains(t, r.text(), "Matches 1 of 4 branches: main")
	r.retype(screen.branch.field, "develop")
	assert.Equal(t, "develop", push.field.Text)
	r.retype(push.field, "release/*")
	assert.Contains(t, r.text(), "Matches 2 of 4 branches: release/1.0, release/1.2")
	r.retype(screen.branch.field, "main")
	assert.Equal(t, "release/*", push.field.Text)
	r.save()
	assert.Equal(t, []string{"release/*"}, r.stored().Triggers.Push)
}

func TestATriggerIsSwitchedOnWithTheKeyboardAndOpensItsField(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	request := screen.triggers.all[1]
	assert.False(t, request.body.Visible())
	r.win.Canvas().Focus(request.on.button)
	r.key(fyne.KeySpace)
	r.settled()
	assert.True(t, request.body.Visible())
	assert.Equal(t, "main", request.field.Text)
	assert.Same(t, request.field, r.win.Canvas().Focused(), "the keyboard goes on in its field")
	r.press("When a tag is pushed")
	r.settled()
	assert.Equal(t, "*", screen.triggers.all[2].field.Text)
	assert.Contains(t, r.text(), "Matches 2 of 2 tags: v1.0, v1.2")
	r.press(onPullRequests)
	assert.False(t, request.body.Visible())
	r.save()
	assert.Empty(t, r.stored().Triggers.PullRequests)
	assert.Equal(t, []string{"*"}, r.stored().Triggers.Tags)
}

func TestWhoSwitchesATriggerOnTypesItsPatternAtOnce(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	r.press(say("profile.trigger.tag"))
	r.settled()
	r.queue.drain()
	assert.Same(t, screen.triggers.all[2].field, r.win.Canvas().Focused())
	r.typing("v1.*")
	assert.Equal(t, "v1.*", r.form.Now().State.Tags.Text, "what was filled in is typed over")
	screen.name.Entry.SetText("Another name")
	r.queue.drain()
	assert.Same(t, screen.triggers.all[2].field, r.win.Canvas().Focused(), "nobody is called back there")
}

func TestATriggerWithoutAPatternGetsTheCursorInsteadOfBeingSaved(t *testing.T) {
	r := newFormRig(t)
	screen := r.begin()
	r.press(onPullRequests)
	r.retype(screen.triggers.all[1].field, "")
	assert.Contains(t, r.text(), "Say which branches, or type * for all of them.")
	r.win.Canvas().Focus(screen.name)
	r.key(fyne.KeyReturn)
	r.settled()
	assert.Same(t, screen.triggers.all[1].field, r.win.Canvas().Focused())
	assert.Empty(t, r.profiles)
	r.typing("main, develop")
	r.key(fyne.KeyReturn)
	r.settled()
	assert.Equal(t, []string{"main", "develop"}, r.stored().Triggers.PullRequests)
}

func TestWhatCannotBeCountedCountsAllTheSame(t *testing.T) {
	r := newFormRig(t)
	r.refsErr = connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
	r.begin()
	r.press("When a tag is pushed")
	r.settled()
	assert.Contains(t, r.text(), "could not be counted: Bitbucket is busy")
	r.save()
	assert.Equal(t, []string{"*"}, r.stored().Triggers.Tags)
}

func TestThatNothingStartsABuildIsSaidAndAllowed(t *testing.T) {
	r := newFormRig(t)
	r.begin()
	assert.NotContains(t, r.text(), "Nothing starts a build by itself")
	r.press("When somebody pushes to a branch")
	assert.Contains(t, r.text(), "Nothing starts a build by itself")
	r.save()
	assert.True(t, r.stored().Triggers.Empty())
}

func TestACountIsSaidInWords(t *testing.T) {
	for want, f := range map[string]flow.TriggerField{
		"Matches 412 of the first 1000 branches: a, b, c, …": {Patterns: []string{"*"}, Counted: true, Matching: 412, All: 1000, More: true, Examples: []string{"a", "b", "c"}},
		"Matches 1 of 1 branch: main":                        {Patterns: []string{"*"}, Counted: true, Matching: 1, All: 1, Examples: []string{"main"}},
		"Matches none of 7 branches yet.":                    {Patterns: []string{"x"}, Counted: true, All: 7},
		"Matches none of the first 1000 branches.":           {Patterns: []string{"x"}, Counted: true, All: 1000, More: true},
		"There is no branch yet. It counts for those to come.": {
			Patterns: []string{"x"}, Counted: true,
		},
		"Counting what this matches…": {Patterns: []string{"x"}, Counting: true},
		"":                            {Patterns: []string{"x"}},
	} {
		_, said := matchWords(flow.TriggerPush, f)
		assert.Equal(t, want, said)
	}
	_, said := matchWords(flow.TriggerTag, flow.TriggerField{Patterns: []string{"x"}, Counted: true})
	assert.Equal(t, "There is no tag yet. It counts for those to come.", said)
}
