package flow

import (
	"slices"
	"time"

	"mooring/connector"
)

// CloudStep is where the Cloud tab stands; each has a screen of its own.
type CloudStep string

// The steps, roughly in the order people meet them.
const (
	CloudStarting   CloudStep = "starting"   // saved connections are being read
	CloudWelcome    CloudStep = "welcome"    // not connected; a consumer is there, so one button does it
	CloudToken      CloudStep = "token"      // the form for a token: see CloudForm.Kind
	CloudConsumer   CloudStep = "consumer"   // the guided set-up of an OAuth consumer of one's own
	CloudNoting     CloudStep = "noting"     // the note for the workspace's administrator, who can make one
	CloudConsenting CloudStep = "consenting" // the person decides in their browser
	CloudCounting   CloudStep = "counting"   // before asking for more: what is visible now
	CloudChecking   CloudStep = "checking"   // the ladder is lit
	CloudSaving     CloudStep = "saving"     // the keychain may be asking for its password
	CloudKeeping    CloudStep = "keeping"    // the keychain said no: keep for this session, or try again
	CloudConfirming CloudStep = "confirming" // "Is this you?"
	CloudStranger   CloudStep = "stranger"   // it was someone else: the private-window tip
	CloudConnected  CloudStep = "connected"
	CloudSignedOut  CloudStep = "signed-out" // known, but its secret is gone or no longer accepted
	CloudMore       CloudStep = "more"       // what is missing?
	CloudParting    CloudStep = "parting"    // "Disconnect?"
	CloudLeaving    CloudStep = "leaving"    // disconnecting
	CloudFailed     CloudStep = "failed"     // nothing is connected, and Problem says why
)

// CloudState is everything the Cloud tab shows. It never holds a secret.
type CloudState struct {
	Step CloudStep
	// Address is named in the window when it is not the usual bitbucket.org.
	Address  string
	Consumer CloudConsumerState
	// Connections are the saved ones, side by side; Current is the ID of the one on screen, or empty.
	Connections []connector.Connection
	Current     string
	// SignedOut says that the current connection has no secret that Bitbucket accepts.
	SignedOut bool
	// Scopes are the permissions granted to the current connection, as far as told.
	Scopes []string
	// Wanted are the permissions Mooring always asks for.
	Wanted []string
	// ForToken are those an API token is made with, where they are not just Wanted's.
	ForToken []string

	// Using is the way of signing in that is under way; empty when none is.
	Using connector.CredentialKind
	// Form is what was typed last about a token, so that nobody types it twice.
	Form CloudForm
	// Setup is the guided set-up of an OAuth consumer.
	Setup CloudSetup
	// Missing names the field the cursor belongs in, because something is wanted there.
	Missing CloudField
	// Wait is the consent being waited for, and Left the time it has, rounded as it is spoken.
	Wait connector.ConsentWait
	Left time.Duration
	// CanAnswer says that the address a browser ended at may be brought by hand, and AnswerProblem what was wrong
	// with the one brought last.
	CanAnswer     bool
	AnswerProblem *connector.Problem
	// Private says that the link is to be carried into a private window: the browser was not opened.
	Private bool
	// Report is the ladder last climbed, or being climbed.
	Report connector.Report
	// Problem is what went wrong last, Fix the one thing to do about it.
	Problem *connector.Problem
	Fix     CloudFix
	// Want is what the person said is missing, and News what came of it; News is nil until known.
	Want CloudWant
	News *CloudNews
	// Stranger is the name that turned out to be someone else's.
	Stranger string
	// Gone is what was disconnected just now.
	Gone *CloudGone
}

// CloudConsumerState is what is known of the OAuth consumer: its key may be seen, its secret never is.
type CloudConsumerState struct {
	Has      bool
	Key      string
	Callback string // the address the consumer must name
	Own      bool   // the person entered it; it can be changed and removed here
	// Checked says that Bitbucket has accepted key and secret; until then nobody knows whether they are right.
	Checked bool
}

// CloudForm is the form for a token of either kind, but for the token itself.
type CloudForm struct {
	// Kind is connector.APIToken or connector.AccessToken.
	Kind  connector.CredentialKind
	Email string // API tokens
	Place string // access tokens: the workspace or repository, as typed or pasted
	// Until is the day typed under "Valid until", at midnight UTC; zero where none was.
	Until time.Time
	// For is the ID of the connection that gets a new token; empty where a new one is made.
	For string
}

// CloudTyped is what the form holds when it is submitted.
type CloudTyped struct {
	CloudForm
	Token connector.Secret
}

// CloudSetup is how far the guided set-up of an OAuth consumer has come.
type CloudSetup struct {
	// Step is 1 to 4: the page in Bitbucket, name and callback, permissions, key and secret.
	Step int
	// Workspace is the one that gets the consumer, by its slug, as far as known.
	Workspace string
	// Page is where consumers of that workspace are made; empty until the workspace is known.
	Page string
}

// CloudField is a field of one of the two forms.
type CloudField string

// The fields that may be found empty or unreadable.
const (
	CloudFieldEmail      CloudField = "email"
	CloudFieldToken      CloudField = "token"
	CloudFieldKey        CloudField = "key"
	CloudFieldSecret     CloudField = "secret"
	CloudFieldRepository CloudField = "repository"
	CloudFieldPlace      CloudField = "place"     // of an access token
	CloudFieldWorkspace  CloudField = "workspace" // that gets the consumer
)

// CloudGone is a connection that was disconnected: its name, and whether Bitbucket still honours what was
// given to it (it could not be told, or it was a token only its owner can delete).
type CloudGone struct {
	Name  string
	Kind  connector.CredentialKind
	Alive bool
}

// Connection gives the connection on screen.
func (s CloudState) Connection() (connector.Connection, bool) {
	i := slices.IndexFunc(s.Connections, func(c connector.Connection) bool { return c.ID == s.Current })
	if i < 0 {
		return connector.Connection{}, false
	}
	return s.Connections[i], true
}

// Cancellable tells whether something runs that the person may end.
func (s CloudState) Cancellable() bool {
	switch s.Step {
	case CloudConsenting, CloudCounting, CloudChecking, CloudSaving, CloudLeaving:
		return true
	}
	return false
}

// home is the screen to go back to when nothing goes on.
func (s CloudState) home() CloudState {
	s.Missing, s.Wait, s.Left, s.Private, s.Want = "", connector.ConsentWait{}, 0, false, CloudWant{}
	s.Problem, s.Fix, s.Stranger, s.Using = nil, "", "", ""
	if s.Step == CloudFailed || !s.Report.Done { // of a sign-in that came to nothing
		s.Report = connector.Report{}
	}
	switch _, connected := s.Connection(); {
	case connected && s.SignedOut:
		s.Step = CloudSignedOut
	case connected:
		s.Step = CloudConnected
		if worst, warned := s.Report.Worst(); warned { // what the checks warn of stays in sight
			s = s.beside(worst)
		}
	case s.Consumer.Has:
		s.Step = CloudWelcome
	default:
		s.Step = CloudToken
	}
	return s
}

// failed shows a problem where nothing else can be shown.
func (s CloudState) failed(p connector.Problem) CloudState {
	s.Step, s.Problem, s.Fix = CloudFailed, &p, fixFor(p, s)
	return s
}

// beside shows a problem on the screen that is there.
func (s CloudState) beside(p connector.Problem) CloudState {
	s.Problem, s.Fix = &p, fixFor(p, s)
	return s
}

// with gives the state with a connection added, or put in place of the one with the same ID, and on screen.
func (s CloudState) with(c connector.Connection) CloudState {
	kept := slices.DeleteFunc(slices.Clone(s.Connections), func(o connector.Connection) bool { return o.ID == c.ID })
	s.Connections, s.Current = append(kept, c), c.ID
	return s
}

// without gives the state without a connection; another takes the screen, if there is one.
func (s CloudState) without(id string) CloudState {
	s.Connections = slices.DeleteFunc(slices.Clone(s.Connections), func(o connector.Connection) bool { return o.ID == id })
	s.Current, s.SignedOut, s.Scopes, s.Report, s.News = newest(s.Connections), false, nil, connector.Report{}, nil
	return s
}

// newest names the connection used last.
func newest(connections []connector.Connection) string {
	if len(connections) == 0 {
		return ""
	}
	last := slices.MaxFunc(connections, func(a, b connector.Connection) int {
		return latest(a).Compare(latest(b))
	})
	return last.ID
}

func latest(c connector.Connection) time.Time {
	if c.Checked.After(c.Created) {
		return c.Checked
	}
	return c.Created
}
