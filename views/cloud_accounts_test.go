package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// manyAccounts is a window with so many saved accounts, the last one used last; the keychain has the secret of each.
func manyAccounts(t *testing.T, n int) *cloudWindow {
	t.Helper()
	w := startedCloudWindow(t, func(p *cloudPlay) {
		p.saved = cloudCrowd(t, n)
		for i := range p.saved {
			p.saved[i].Base, p.saved[i].Web = "https://api.bitbucket.org/2.0", "https://bitbucket.org"
			p.saved[i].Created = time.Date(2026, 11, 1, 8, i, 0, 0, time.UTC)
			p.saved[i].Checked = p.saved[i].Created.Add(time.Minute)
			p.kept[p.saved[i].ID] = connector.Credential{Kind: p.saved[i].Kind, Token: connector.NewSecret("t")}
		}
	})
	w.at(t, flow.CloudConnected)
	return w
}

func buttonsSaying(w *cloudWindow, key string) []*button {
	all := visible[*button](w.screen.object())
	return slices.DeleteFunc(all, func(b *button) bool { return b.Text != say(key) })
}

func TestAccountsStandBesideEachOtherAndEachCanBeUsed(t *testing.T) {
	w := manyAccounts(t, 3)
	for _, name := range []string{"Mia Sørensen", "Ada Okafor", "till"} {
		assert.Contains(t, texts(w), name)
	}
	assert.Len(t, buttonsSaying(w, "cloud.use"), 2)
	assert.Len(t, buttonsSaying(w, "cloud.choose"), 1, "one primary button")
	before := names(w)
	test.Tap(buttonsSaying(w, "cloud.use")[0])
	w.until(t, func(s flow.CloudState) bool { return s.Current == "1" })
	assert.Equal(t, before, names(w), "none changes its place")
	w.press(t, "cloud.choose")
	assert.Equal(t, "1", (<-w.play.chosen).ID)
}

// names are the accounts in the order of their cards.
func names(w *cloudWindow) []string {
	return slices.DeleteFunc(texts(w), func(text string) bool { return !slices.Contains([]string{"Mia Sørensen", "Ada Okafor", "till"}, text) })
}

func TestACardTellsHowAnAccountIsConnectedAndUntilWhen(t *testing.T) {
	w := manyAccounts(t, 6)
	said := strings.Join(append(texts(w), lampWords(w)...), "\n")
	for _, want := range []string{
		"Connected in the browser", "Connected with an API token", "Connected with an access token of harbour-bakery/till",
		"in 5 days", "in 90 days", "The token was valid until", "No workspace yet", "Casa Miró and 2 more", "Ready", "Works, with a note",
	} {
		assert.Contains(t, said, want)
	}
}

func lampWords(w *cloudWindow) []string {
	var words []string
	for _, l := range visible[*lamp](w.screen.object()) {
		words = append(words, l.word)
	}
	return words
}

func TestAnotherAccountsTroubleStandsOnItsCard(t *testing.T) {
	w := newCloudWindow(t)
	w.show(crowded(t, 5, "1", nil))
	title, _, _ := Words(connector.NewProblem(connector.CodeSessionEnded))
	assert.Contains(t, texts(w), title)
	signedOut := slices.DeleteFunc(lampWords(w), func(word string) bool { return word != say("cloud.out.lamp") })
	assert.Len(t, signedOut, 2)
}

func TestWhatHasJustHappenedIsReadBeforeTheAccounts(t *testing.T) {
	w := newCloudWindow(t)
	w.show(cloudAccountScenes(t)["46-account-instead"])
	assert.Nil(t, w.screen.foremost)
	assert.Contains(t, texts(w), say("cloud.instead.title"))
	w.show(crowded(t, 2, "1", nil))
	assert.Nil(t, w.screen.foremost, "the title stays in sight with the first account")
}

func TestTheAccountOnScreenIsBroughtIntoSight(t *testing.T) {
	w := newCloudWindow(t)
	w.show(crowded(t, 12, "9", nil))
	w.screen.turn()
	choose := buttonsSaying(w, "cloud.choose")[0]
	assert.Equal(t, fyne.Focusable(choose), w.win.Canvas().Focused())
	top := at(w.screen.foremost).Y
	assert.Positive(t, top)
	assert.Less(t, top, float32(250), "with what belongs to it below")
}

func TestAnotherAccountComesInThroughOneOfThreeWays(t *testing.T) {
	for key, want := range map[string]func(flow.CloudState) bool{
		"cloud.add.browser": func(s flow.CloudState) bool { return s.Step == flow.CloudConsenting && s.Private },
		"cloud.add.token":   func(s flow.CloudState) bool { return s.Form.Kind == connector.APIToken && s.Step == flow.CloudToken },
		"cloud.add.access":  func(s flow.CloudState) bool { return s.Form.Kind == connector.AccessToken && s.Step == flow.CloudToken },
	} {
		w := manyAccounts(t, 2)
		assert.Empty(t, buttonsSaying(w, key), "quiet until somebody wants to")
		w.press(t, "cloud.add")
		w.press(t, key)
		w.until(t, want)
	}
}

func TestWhatUnfoldsComesIntoSightAndMakesRoomForItself(t *testing.T) {
	w := newCloudWindow(t)
	s := cloudAccountScenes(t)["40-accounts-two"]
	w.show(s)
	w.press(t, "cloud.ladder")
	var cost *muted
	for _, m := range visible[*muted](w.screen.object()) {
		if strings.HasPrefix(m.String(), "This took") {
			cost = m
		}
	}
	require.NotNil(t, cost)
	other := nameOnCard(w, "Ada Okafor")
	assert.LessOrEqual(t, at(cost).Y+cost.Size().Height, at(other).Y, "what was checked ends above the next account")
	w.nothingCut(t, "unfolded")
	w.press(t, "cloud.add")
	way := buttonsSaying(w, "cloud.add.token")[0]
	assert.Less(t, at(way).Y+way.Size().Height, float32(768))
}

// nameOnCard is the name on an account's card.
func nameOnCard(w *cloudWindow, name string) fyne.CanvasObject {
	for _, l := range visible[*widget.Label](w.screen.object()) {
		if l.Text == name {
			return l
		}
	}
	return nil
}

func TestEscFoldsTheWaysToAddAnAccountUp(t *testing.T) {
	w := manyAccounts(t, 2)
	w.press(t, "cloud.add")
	w.Back()
	assert.Empty(t, buttonsSaying(w, "cloud.add.token"))
	assert.Equal(t, say("cloud.add"), focusedText(w))
	assert.False(t, w.screen.back())
}

func focusedText(w *cloudWindow) string {
	b, ok := w.win.Canvas().Focused().(*button)
	if !ok {
		return ""
	}
	return b.Text
}

func TestTheActionsOfAnAccountAreWalkedThroughInTheirOrder(t *testing.T) {
	w := manyAccounts(t, 3)
	walked := []string{focusedText(w)}
	for range 5 {
		w.win.Canvas().FocusNext()
		walked = append(walked, focusedText(w))
	}
	assert.Equal(t, []string{
		say("cloud.choose"), say("cloud.check.again"), say("cloud.more"), say("cloud.fix.replace"), say("cloud.disconnect"), say("cloud.add"),
	}, walked)
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	assert.NotEmpty(t, buttonsSaying(w, "cloud.add.token"))
}

func TestAnAccessTokenIsReplacedForItsOwnConnection(t *testing.T) {
	w := manyAccounts(t, 3)
	w.press(t, "cloud.fix.replace")
	w.at(t, flow.CloudToken)
	assert.Equal(t, "3", w.screen.now.Form.For)
}

func TestAReportSaysQuietlyWhatItTook(t *testing.T) {
	w := newCloudWindow(t)
	w.show(cloudAccountScenes(t)["45-account-report"])
	said := strings.Join(texts(w), "\n")
	assert.Contains(t, said, "This took 7 requests. They count for the OAuth consumer")
	assert.Contains(t, said, "Bitbucket allows 1000 requests an hour (api-repository). Nearly all of them are used up.")
	assert.Contains(t, said, "3 workspaces")
	assert.Contains(t, said, "Reads 100 repositories or more")
	assert.Equal(t, "This took 1 request.", requestsTaken(connector.Report{Requests: 1}, connector.APIToken))
	assert.Empty(t, requestsTaken(connector.Report{}, connector.Session), "where nobody counted")
}

func TestLeavingTellsWhetherBitbucketKnows(t *testing.T) {
	w := newCloudWindow(t)
	for name, wants := range map[string][]string{
		"60-gone-told": {say("cloud.gone.told")}, "02-welcome-gone": {say("cloud.gone.session"), say("cloud.gone.session.open")},
		"61-gone-token":  {say("cloud.gone.token"), say("cloud.gone.token.open")},
		"62-gone-access": {say("cloud.gone.access", "place", "quay-and-sons/till"), say("cloud.gone.access.open")},
	} {
		w.show(cloudStates(t)[name])
		for _, want := range wants {
			assert.Contains(t, texts(w), want, name)
		}
	}
}

func TestTheNoteAboutWhatStandsInTheWayOfCloudIsForTheNetwork(t *testing.T) {
	w := cloudMet(t, cloudMeeting{code: connector.CodeCertificateUntrusted, way: "session"})
	w.press(t, "cloud.fix.note")
	fields := visible[*area](w.screen.object())
	require.Len(t, fields, 1)
	text := fields[0].Text
	for _, want := range []string{"Something on our network", "Harbour Inspection CA", "api.bitbucket.org", "port 443", "TLS inspection", "id.atlassian.com", "HTTPS"} {
		assert.Contains(t, text, want)
	}
	for _, never := range []string{"Administration", "SSH", "/rest", "{{", "<no value>", "our Bitbucket to"} {
		assert.NotContains(t, text, never)
	}
	assert.Equal(t, say("note.copy"), focusedText(w))
	w.picture(t, "70-note")
	w.Back()
	assert.Equal(t, say("cloud.fix.note"), focusedText(w), "Esc leads back to the problem")
	assert.Equal(t, flow.CloudFailed, w.screen.now.Step)
}

func TestTheNoteAboutARightAsksForTheRight(t *testing.T) {
	w := cloudMet(t, cloudMeeting{code: connector.CodeAdminMissing, way: "again"})
	w.press(t, "cloud.fix.note")
	text := visible[*area](w.screen.object())[0].Text
	assert.Contains(t, text, "Mia Sørensen needs to be an administrator of harbour-bakery/till")
	assert.NotContains(t, text, "port 443")
	w.press(t, "kit.back")
	assert.Contains(t, texts(w), say("cloud.choose"))
}
