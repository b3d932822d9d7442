package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// cloudMeeting is a problem that the Cloud tab can meet, how it meets it, and the button that mends it.
type cloudMeeting struct {
	code connector.Code
	kind string // of credential, or of token
	way  string // consent, session, api-token or access-token; "again" is a check of a connected account
	fix  string // the key of its button; empty where nothing here mends it
}

// cloudMeetings are all codes that a consent or a check of Bitbucket Cloud can answer.
func cloudMeetings() []cloudMeeting {
	var all []cloudMeeting
	add := func(way, fix string, codes ...connector.Code) {
		for _, code := range codes {
			all = append(all, cloudMeeting{code: code, way: way, fix: fix})
		}
	}
	add("consent", "cloud.fix.retry", connector.CodeCallbackPortBusy)
	add("consent", "cloud.fix.ask", connector.CodeConsentDenied, connector.CodeConsentForged)
	add("consent", "cloud.fix.open.page", connector.CodeConsentTimeout)
	add("consent", "cloud.fix.consumer", connector.CodeConsumerInvalid, connector.CodeConsumerMissing)
	add("session", "cloud.fix.retry", connector.CodeNameNotFound, connector.CodeConnectionRefused, connector.CodeConnectionTimeout,
		connector.CodeConnectionReset, connector.CodeServerBusy, connector.CodeServerError, connector.CodeAnswerInvalid,
		connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow)
	add("again", "cloud.fix.retry", connector.CodePagingBroken)
	add("session", "cloud.fix.note", connector.CodeCertificateUntrusted, connector.CodeCertificateExpired,
		connector.CodeCertificateWrongHost, connector.CodeClientCertificateRequired, connector.CodeTLSFailed)
	add("session", "cloud.fix.network", connector.CodeProxyFailed)
	add("session", "cloud.fix.look", connector.CodeLoginPage, connector.CodeRedirectedElsewhere, connector.CodeNotBitbucket)
	add("session", "pause.go", connector.CodeRateLimited)
	add("session", "cloud.fix.security", connector.CodeTwoStepRequired)
	add("session", "", connector.CodeAPIRemoved)
	add("again", "cloud.fix.connect", connector.CodeSessionEnded)
	add("again", "cloud.fix.more", connector.CodeRepositoriesNone, connector.CodeNotPermitted, connector.CodeRepositoryNotFound)
	add("again", "cloud.fix.note", connector.CodeAdminMissing)
	add("access-token", "cloud.fix.place", connector.CodeWorkspaceNeeded)
	add("access-token", "cloud.fix.form", connector.CodeNotPermitted, connector.CodeRepositoryNotFound)
	add("api-token", "cloud.fix.narrower", connector.CodeTokenTooWide)
	add("api-token", "cloud.fix.replace", connector.CodeTokenExpiresSoon)
	add("api-token", "cloud.fix.form", connector.CodeTokenMissing)
	for kind, fix := range map[string]string{
		"app-password": "cloud.fix.form.make", "access-token": "cloud.fix.form.access", "api-token": "cloud.fix.form.api", "server": "cloud.fix.server",
	} {
		all = append(all, cloudMeeting{code: connector.CodeTokenKindUnsupported, kind: kind, way: "api-token", fix: fix})
	}
	for kind, fix := range map[string]string{"session": "cloud.fix.connect", "api-token": "cloud.fix.token", "access-token": "cloud.fix.token"} {
		for _, code := range []connector.Code{connector.CodeTokenRejected, connector.CodeTokenExpired} {
			all = append(all, cloudMeeting{code: code, kind: kind, way: kind, fix: fix})
		}
	}
	for kind, fix := range map[string]string{"session": "cloud.fix.ask", "api-token": "cloud.fix.token", "access-token": "cloud.fix.token"} {
		all = append(all, cloudMeeting{code: connector.CodeScopeMissing, kind: kind, way: kind, fix: fix})
	}
	return all
}

func (m cloudMeeting) name() string {
	return strings.Trim(strings.Join([]string{string(m.code), m.way, m.kind}, "-"), "-")
}

// problem is the one met, with a value for everything its sentences use.
func (m cloudMeeting) problem() connector.Problem {
	values := map[string]string{
		"host": "api.bitbucket.org", "port": "28421", "program": "nginx", "seconds": "30", "proxy": "proxy.harbour.example:8080",
		"issuer": "Harbour Inspection CA", "date": "2026-12-01", "names": "proxy.harbour.example", "target": "https://login.harbour.example",
		"address": "https://api.bitbucket.org/2.0", "count": "300", "kind": m.kind, "account": "Mia Sørensen", "resource": "harbour-bakery",
		"repository": "harbour-bakery/till", "workspace": "harbour-bakery", "scopes": "webhook repository", "callback": cloudCallback,
		"status": "555", "name": "Mia Sørensen",
	}
	if m.kind == "api-token" {
		values["scopes"] = "read:workspace:bitbucket read:webhook:bitbucket"
	}
	p := connector.NewProblem(m.code)
	for _, e := range connector.Catalogue() {
		if e.Code == m.code {
			for _, name := range strings.Fields(e.Args) {
				p = p.With(name, values[name])
			}
		}
	}
	if m.code == connector.CodeConsentForged {
		p = p.Rated(connector.Block)
	}
	return p.Seen(connector.Evidence{Status: 403, Address: "https://api.bitbucket.org/2.0/user", Millis: 212})
}

// cloudMet is a window in which the problem has just come up.
func cloudMet(t *testing.T, m cloudMeeting) *cloudWindow {
	t.Helper()
	w := startedCloudWindow(t)
	w.kit.settings = func() { w.play.pages = append(w.play.pages, "settings") }
	w.kit.askMissing = func(connector.Connection, string) { w.play.pages = append(w.play.pages, "missing") }
	w.kit.toServer = func(string) { w.play.pages = append(w.play.pages, "server") }
	w.kit.asksCloud = true
	found := func() { w.play.found = []connector.Problem{m.problem()} }
	typed := flow.CloudTyped{Token: connector.NewSecret("t")}
	switch m.way {
	case "consent":
		w.play.answers <- m.problem()
		w.flow.Connect()
	case "session":
		found()
		w.play.answers <- nil
		w.flow.Connect()
	case "again":
		w.play.answers <- nil
		w.flow.Connect()
		w.at(t, flow.CloudConfirming)
		w.flow.ThatIsMe()
		w.at(t, flow.CloudConnected)
		found()
		w.flow.CheckAgain()
	case "api-token":
		found()
		typed.CloudForm = flow.CloudForm{Kind: connector.APIToken, Email: "mia@example.com"}
		w.flow.SubmitToken(typed)
	case "access-token":
		found()
		typed.CloudForm = flow.CloudForm{Kind: connector.AccessToken, Place: "harbour-bakery/till"}
		w.flow.SubmitToken(typed)
	}
	w.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	w.win.Resize(fyne.NewSize(1024, 767))
	w.win.Resize(fyne.NewSize(1024, 768))
	return w
}

// did is everything a button may bring about.
func (w *cloudWindow) did() []any {
	return []any{w.flow.Now().Seq, len(w.play.opened), len(w.play.pages), len(w.play.server), w.screen.noting, w.at, w.copied}
}

// fixes are the buttons of the problem's card that do something about it, in their order.
func (w *cloudWindow) fixes() []*button {
	var found []*button
	for _, a := range w.screen.remedies(w.screen.now) {
		for _, b := range visible[*button](w.screen.object()) {
			if b.Text == a.label && !slices.Contains(found, b) {
				found = append(found, b)
				break
			}
		}
	}
	return found
}

// Every problem that Cloud can meet is told with the button that mends it, first and working, and the keyboard has
// somewhere to start. What the other buttons do is tried once for each. With MOORING_PICTURES each page is drawn.
func TestEveryProblemOfCloudHasAButtonThatWorks(t *testing.T) {
	tried := map[string]bool{}
	for _, m := range cloudMeetings() {
		t.Run(m.name(), func(t *testing.T) {
			w := cloudMet(t, m)
			title, _, _ := Words(OfCloud(*w.screen.now.Problem))
			assert.Contains(t, texts(w), title)
			assert.NotNil(t, w.win.Canvas().Focused(), "the keyboard has somewhere to start")
			w.nothingCut(t, m.name())
			w.picture(t, "code-"+m.name())
			fixes := w.fixes()
			if m.fix == "" {
				assert.Empty(t, fixes)
				return
			}
			require.NotEmpty(t, fixes)
			assert.Equal(t, say(m.fix), fixes[0].Text)
			w.does(t, 0)
			for i := 1; i < len(fixes); i++ {
				if label := fixes[i].Text; !tried[label] {
					tried[label] = true
					cloudMet(t, m).does(t, i)
				}
			}
		})
	}
}

// does presses one of the buttons that mend, and holds it to bringing something about.
func (w *cloudWindow) does(t *testing.T, i int) {
	t.Helper()
	b, before := w.fixes()[i], w.did()
	test.Tap(b)
	assert.Eventually(t, func() bool { w.drain(); return !assert.ObjectsAreEqual(before, w.did()) }, waitLimit, waitStep,
		"%q does something", b.Text)
}
