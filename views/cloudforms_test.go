package views

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/assets"
	"mooring/connector"
	"mooring/connector/flow"
)

// formScene is a state of one of the forms, and what is typed into it or pressed on it.
type formScene struct {
	state flow.CloudState
	play  func(*testing.T, *cloudWindow)
}

// formScenes are all designed states of the forms of the Cloud tab.
func formScenes() map[string]formScene {
	all := map[string]formScene{}
	for name, s := range tokenScenes() {
		all["token-"+name] = s
	}
	for name, s := range setUpScenes() {
		all["setup-"+name] = s
	}
	return all
}

func tokenScenes() map[string]formScene {
	base := flow.CloudState{
		Step: flow.CloudToken, Wanted: []string{"account", "repository", "webhook"},
		Form: flow.CloudForm{Kind: connector.APIToken},
	}
	with := func(change func(*flow.CloudState)) flow.CloudState {
		s := base
		change(&s)
		return s
	}
	access := with(func(s *flow.CloudState) { s.Form.Kind = connector.AccessToken })
	placed := with(func(s *flow.CloudState) {
		s.Form = flow.CloudForm{
			Kind: connector.AccessToken, Place: "https://bitbucket.org/hafenlogistik-sued/" + strings.ToLower(longName) + "/src/main/README.md",
			Until: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC),
		}
	})
	renewed := with(func(s *flow.CloudState) {
		s.Connections = []connector.Connection{{ID: "1", Name: longName, Kind: connector.AccessToken}}
		s.Current, s.Form = "1", flow.CloudForm{Kind: connector.AccessToken, Place: "harbour/boats", For: "1"}
	})
	turned := func(text string) func(*testing.T, *cloudWindow) {
		return func(_ *testing.T, w *cloudWindow) {
			f := w.screen.forms.token
			f.token.SetText(text)
			s := w.screen.now
			if kind := connector.ShapeOf(connector.NewSecret(text)); kind == connector.ShapeAccessToken {
				s.Form.Kind = connector.AccessToken
			}
			w.screen.render(s)
		}
	}
	return map[string]formScene{
		"api":            {state: base},
		"api-missing":    {state: with(func(s *flow.CloudState) { s.Missing = flow.CloudFieldEmail })},
		"access":         {state: access},
		"access-missing": {state: with(func(s *flow.CloudState) { s.Form.Kind, s.Missing = connector.AccessToken, flow.CloudFieldPlace })},
		"access-placed":  {state: placed},
		"renewed":        {state: renewed},
		"turned":         {state: base, play: turned("ATCTT3xFfGN0")},
		"app-password": {state: with(func(s *flow.CloudState) {
			s.Problem, s.Fix = cloudProblem(connector.CodeTokenKindUnsupported, "kind", "app-password"), flow.CloudFixToken
		})},
		"unread-day": {state: base, play: func(_ *testing.T, w *cloudWindow) {
			f := w.screen.forms.token
			f.until.field.SetText("03/04/2027")
			f.until.complain()
		}},
	}
}

func setUpScenes() map[string]formScene {
	base := flow.CloudState{
		Step: flow.CloudConsumer, Wanted: []string{"account", "repository", "webhook"}, Setup: flow.CloudSetup{Step: 1},
		Consumer: flow.CloudConsumerState{Callback: "http://localhost:28421/callback"},
	}
	with := func(change func(*flow.CloudState)) flow.CloudState {
		s := base
		change(&s)
		return s
	}
	known := func(s *flow.CloudState) {
		all := append(cloudWorkspaces(6), connector.Workspace{Slug: "long", Name: longName})
		for i := range all {
			all[i].Administrator = true
		}
		s.Connections = []connector.Connection{{ID: "1", Name: "Mia", Kind: connector.Session, Workspaces: all}}
		s.Setup.Workspace, s.Setup.Page = "long", "https://bitbucket.org/"+strings.ToLower(longName)+"/workspace/settings/api"
	}
	own := flow.CloudConsumerState{Has: true, Own: true, Key: "Xk3JqLmN0pQrStUvWx", Callback: "http://localhost:28421/callback"}
	checked := own
	checked.Checked = true
	removing := func(_ *testing.T, w *cloudWindow) {
		for _, b := range visible[*button](w.screen.object()) {
			if b.Text == say("cloud.own.remove") {
				test.Tap(b)
			}
		}
	}
	return map[string]formScene{
		"1":         {state: base},
		"1-known":   {state: with(known)},
		"1-missing": {state: with(func(s *flow.CloudState) { s.Missing = flow.CloudFieldWorkspace })},
		"2":         {state: with(func(s *flow.CloudState) { s.Setup.Step = 2 })},
		"3":         {state: with(func(s *flow.CloudState) { s.Setup.Step = 3 })},
		"4":         {state: with(func(s *flow.CloudState) { s.Setup.Step = 4 })},
		"4-missing": {state: with(func(s *flow.CloudState) { s.Setup.Step, s.Missing = 4, flow.CloudFieldSecret })},
		"4-keychain": {state: with(func(s *flow.CloudState) {
			s.Setup.Step, s.Problem, s.Fix = 4, cloudProblem(connector.CodeKeychainLocked), flow.CloudFixRetry
		})},
		"note":        {state: with(func(s *flow.CloudState) { known(s); s.Step = flow.CloudNoting })},
		"own":         {state: with(func(s *flow.CloudState) { s.Consumer = own })},
		"own-checked": {state: with(func(s *flow.CloudState) { s.Consumer = checked })},
		"own-remove":  {state: with(func(s *flow.CloudState) { s.Consumer = checked }), play: removing},
		"welcome": {state: with(func(s *flow.CloudState) {
			s.Step, s.Consumer = flow.CloudWelcome, flow.CloudConsumerState{Has: true, Checked: true}
		})},
		"welcome-own": {state: with(func(s *flow.CloudState) { s.Step, s.Consumer = flow.CloudWelcome, own })},
	}
}

// Every form fits a window of 1024 by 768 in every look, in English and in a language with words as long as German
// ones; no text is cut, every phrase is there, and one button at most is the primary one.
func TestEveryFormOfTheCloudTabFits(t *testing.T) {
	for language, load := range map[string]func(*testing.T){"": func(*testing.T) {}, "-long": longWords} {
		w := newCloudWindow(t)
		load(t)
		for look, l := range looks() {
			if language != "" && l.Scale == 1 { // large letters are the harder case
				continue
			}
			looking(l)
			for name, scene := range formScenes() {
				w.show(scene.state)
				if scene.play != nil {
					scene.play(t, w)
					w.settled()
				}
				name += "-" + look + language
				size := w.win.Content().MinSize()
				assert.LessOrEqual(t, size.Width, float32(1024), name)
				assert.LessOrEqual(t, size.Height, float32(768), name)
				w.nothingCut(t, name)
				w.wellSpoken(t, name)
				if folder := os.Getenv("MOORING_PICTURES"); folder != "" {
					savePicture(t, w, filepath.Join(folder, "cloudform-"+name+".png"))
				}
			}
		}
	}
}

// settled lays the page out as it has become.
func (w *cloudWindow) settled() {
	for _, tall := range []float32{767, 768} {
		w.win.Resize(fyne.NewSize(1024, tall))
	}
	w.win.Content().Refresh()
}

// wellSpoken holds a page to its phrases and to one primary button.
func (w *cloudWindow) wellSpoken(t *testing.T, where string) {
	t.Helper()
	for _, text := range texts(w) {
		assert.NotRegexp(t, `^(•  )?cloud\.[a-z.-]+$`, text, where)
		assert.NotContains(t, text, "{{", where)
		assert.NotContains(t, text, "<no value>", where)
	}
	primaries := 0
	for _, b := range visible[*button](w.screen.object()) {
		if b.Importance == primary("", nil).Importance {
			primaries++
		}
	}
	assert.LessOrEqual(t, primaries, 1, where)
}

// longWords has the window speak a language with words a third longer than English ones.
func longWords(t *testing.T) {
	t.Helper()
	text, err := assets.Translations.ReadFile("translations/en.json")
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, json.Unmarshal(text, &all))
	word := regexp.MustCompile(`\{\{[^}]*\}\}|\pL{4,}`)
	for key, value := range all {
		if sentence, ok := value.(string); ok {
			all[key] = word.ReplaceAllStringFunc(sentence, func(w string) string {
				if strings.HasPrefix(w, "{{") {
					return w
				}
				return w + strings.Repeat("e", len(w)/3)
			})
		}
	}
	text, err = json.Marshal(all)
	require.NoError(t, err)
	require.NoError(t, lang.AddTranslationsForLocale(text, lang.SystemLocale()))
	t.Cleanup(func() { require.NoError(t, LoadTranslations("en")) })
}
