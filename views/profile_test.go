package views

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// fill opens the form for a repository.
func (s *pickStage) fill(branches ...string) (*profileScreen, *flow.Picker) {
	s.branches = func(query string) ([]connector.Branch, error) {
		var found []connector.Branch
		for i, name := range branches {
			if strings.Contains(name, query) {
				found = append(found, connector.Branch{Name: name, Default: i == 0})
			}
		}
		return found, nil
	}
	return s.fillWith()
}

func (s *pickStage) fillWith() (*profileScreen, *flow.Picker) {
	picker := flow.NewPicker(flow.PickerNeeds{Clients: s})
	form := flow.NewProfileForm(flow.ProfileNeeds{Clients: s, Profiles: s})
	screen := newProfileScreen(s.kit, form, picker)
	s.put(screen)
	r := shopRepository(1, "Bakery for iPhone")
	form.Open(shopConnection(), r)
	form.Wait()
	s.queue.drain()
	screen.focus()
	s.t.Cleanup(func() { form.Close(); picker.Close(); form.Wait(); picker.Wait(); s.queue.drain() })
	return screen, picker
}

func TestProfileFormIsReadyToBeSavedWithOneKey(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.fill("main", "develop", "release/2026-11")
	require.Same(t, screen.name, s.win.Canvas().Focused())
	text := s.text()
	for _, want := range []string{"SHOP/bakery-for-iphone", "What to build", "When to build", "Build service and webhook", "iPhone and iPad (iOS)", "Flutter"} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, stepChoose, screen.step())
	s.picture("profile-form")
	s.key(fyne.KeyReturn)
	screen.form.Wait()
	s.queue.drain()
	require.Len(t, s.profiles, 1)
	assert.Equal(t, "Bakery for iPhone", s.profiles[0].Name)
	assert.Equal(t, "main", s.profiles[0].Branch)
	assert.Equal(t, stepDone, screen.step())
	assert.Contains(t, s.text(), "“Bakery for iPhone” is on this computer now")
	s.picture("profile-saved")
}

func TestProfileNameIsReplacedByTypingAndJudgedAtOnce(t *testing.T) {
	s := newPickStage(t)
	s.profiles = []connector.BuildProfile{{ID: "x", Name: "Shop"}}
	screen, _ := s.fill("main")
	s.typing("shop")
	assert.Equal(t, "shop", screen.name.Text)
	assert.Contains(t, s.text(), "Another build profile has this name already")
	s.picture("profile-taken")
	s.press("Save build profile")
	assert.Equal(t, flow.ProfileEditing, screen.state.Step, "nothing is saved under it")
	s.typing("s")
	assert.NotContains(t, s.text(), "has this name already")
}

func TestProfileBranchIsChosenWithTheArrowsOrFoundByTyping(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.fill("main", "develop", "release/2026-11")
	s.win.Canvas().Focus(screen.branch.field)
	s.key(fyne.KeyDown)
	assert.Equal(t, "develop", screen.branch.field.Text)
	s.key(fyne.KeyDown)
	assert.Equal(t, "release/2026-11", screen.branch.field.Text)
	s.key(fyne.KeyDown)
	assert.Equal(t, "release/2026-11", screen.branch.field.Text)
	screen.branch.field.TypedShortcut(&fyne.ShortcutSelectAll{})
	s.typing("dev")
	assert.Len(t, screen.state.Branches, 1)
	assert.Contains(t, s.text(), "There is no branch of this name yet")
	s.key(fyne.KeyDown)
	assert.Equal(t, "develop", screen.branch.field.Text)
	s.key(fyne.KeyReturn)
	screen.form.Wait()
	s.queue.drain()
	assert.Equal(t, "develop", s.profiles[0].Branch)
}

func TestProfileOfAnEmptyRepositoryAsksForABranch(t *testing.T) {
	s := newPickStage(t)
	s.branches = func(string) ([]connector.Branch, error) { return nil, nil }
	picker := flow.NewPicker(flow.PickerNeeds{Clients: s})
	form := flow.NewProfileForm(flow.ProfileNeeds{Clients: s, Profiles: s})
	screen := newProfileScreen(s.kit, form, picker)
	s.put(screen)
	r := shopRepository(1, "Empty one")
	r.DefaultBranch, r.Empty = nil, true
	form.Open(shopConnection(), r)
	form.Wait()
	s.queue.drain()
	assert.Contains(t, s.text(), "This repository is still empty")
	assert.Contains(t, s.text(), "The branch you type above.")
	s.picture("profile-empty")
	s.press("Save build profile")
	require.Same(t, screen.branch.field, s.win.Canvas().Focused(), "that is what is missing")
	s.typing("trunk")
	s.key(fyne.KeyReturn)
	form.Wait()
	s.queue.drain()
	require.Len(t, s.profiles, 1)
	assert.Equal(t, "trunk", s.profiles[0].Branch)
}

func TestProfileBranchesThatFailCanBeAskedForAgain(t *testing.T) {
	s := newPickStage(t)
	fail := true
	s.branches = func(string) ([]connector.Branch, error) {
		if fail {
			return nil, connector.NewProblem(connector.CodeServerBusy, "host", "git.test")
		}
		return []connector.Branch{{Name: "main", Default: true}, {Name: "next"}}, nil
	}
	screen, _ := s.fillWith()
	assert.Contains(t, s.text(), "The branches could not be read: Bitbucket is busy")
	assert.True(t, screen.state.Ready(), "the default branch is known from the list")
	s.picture("profile-branches-failed")
	fail = false
	s.press("Try again")
	screen.form.Wait()
	s.queue.drain()
	s.press("Other branches")
	assert.Contains(t, s.text(), "next")
	assert.NotContains(t, s.text(), "could not be read")
}

func TestProfileSystemAndPlatformAreChosenAndFitEachOther(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.fill("main")
	s.press("Kotlin or Java")
	s.press("iPhone and iPad (iOS)")
	assert.Equal(t, connector.SystemIOS, screen.state.System)
	assert.Equal(t, connector.PlatformUnknown, screen.state.Platform)
	assert.Nil(t, s.button("Kotlin or Java"))
	s.press("Flutter")
	s.saved(screen)
	assert.Equal(t, connector.SystemIOS, s.profiles[0].System)
	assert.Equal(t, connector.PlatformFlutter, s.profiles[0].Platform)
}

func (s *pickStage) saved(screen *profileScreen) {
	s.t.Helper()
	s.press("Save build profile")
	screen.form.Wait()
	s.queue.drain()
	require.Len(s.t, s.profiles, 1)
}

func TestProfileThatCannotBeWrittenKeepsEverythingTyped(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.fill("main")
	s.typing("My app")
	s.mu.Lock()
	s.diskErr = errors.New("no space")
	s.mu.Unlock()
	s.press("Save build profile")
	screen.form.Wait()
	s.queue.drain()
	assert.Contains(t, s.text(), "It could not be saved")
	assert.Equal(t, "My app", screen.name.Text)
	s.picture("profile-disk")
	s.mu.Lock()
	s.diskErr = nil
	s.mu.Unlock()
	s.press("Try again")
	screen.form.Wait()
	s.queue.drain()
	assert.Equal(t, "My app", s.profiles[0].Name)
}

func TestProfileSavedLeadsToTheProfilesOrToAnotherRepository(t *testing.T) {
	s := newPickStage(t)
	first, _ := s.fill("main")
	s.saved(first)
	s.press("Choose another repository")
	assert.Equal(t, closed, first.step())

	s.profiles = nil
	screen, picker := s.fill("main")
	s.pages = []connector.Page{shopPage(12)}
	picker.Open(shopConnection(), "")
	picker.Wait()
	s.saved(screen)
	s.press("Show my build profiles")
	assert.Equal(t, tabProfiles, s.tab)
	assert.Equal(t, closed, screen.step())
	assert.Equal(t, flow.PickerIdle, picker.Now().State.Step, "the journey starts anew")
}

func TestProfileEscapeGoesBackToTheList(t *testing.T) {
	s := newPickStage(t)
	screen, _ := s.fill("main")
	s.key(fyne.KeyEscape)
	assert.Equal(t, closed, screen.step())
	assert.False(t, screen.back())
}

func TestProfileWithManyLongBranchesFits(t *testing.T) {
	s := newPickStage(t)
	var many []string
	for i := range 40 {
		many = append(many, fmt.Sprintf("feature/%d-something-that-is-explained-at-great-length-in-the-name-of-its-branch-because-nobody-reads-tickets", i))
	}
	screen, _ := s.fill(many...)
	assert.NotContains(t, s.text(), "feature/1-something", "the page stays calm until somebody asks")
	s.press("Other branches")
	assert.Same(t, screen.branch.field, s.win.Canvas().Focused())
	assert.Contains(t, s.text(), "feature/1-something")
	s.walk(func(o fyne.CanvasObject) {
		if row, ok := o.(*branchRow); ok {
			assert.GreaterOrEqual(t, row.note.Size().Width+0.5, row.note.MinSize().Width, "that it is the main branch can be read")
		}
	})
	m := screen.object().MinSize()
	assert.LessOrEqual(t, m.Width, float32(1024))
	s.picture("profile-long")
}
