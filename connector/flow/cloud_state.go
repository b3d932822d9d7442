package flow

import (
	"cmp"
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
	// Accounts is what is known of each connection beside what is saved, by its ID; never changed in place. What
	// is on screen is repeated below: SignedOut, Scopes, Report and News.
	Accounts map[string]CloudAccount
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
	// SignedIn is the ID of the connection that the last sign-in made or renewed; empty while one is under way,
	// and where it came to nothing.
	SignedIn string
	// Instead is the name of a connection that did not get its new token: the token was another account's, which
	// is connected beside it.
	Instead string
	// Same says that another account was asked for and the one that is on screen came back: the browser still
	// knows it.
	Same bool
	// Removed says what came of removing the person's own consumer just now.
	Removed *CloudRemoved
	// Gone is what was disconnected just now.
	Gone *CloudGone
	// before is what was shown before the note, which lies beside the way.
	before *CloudState
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

// Cancellable tells whether something runs that the person may end.
func (s CloudState) Cancellable() bool {
	switch s.Step {
	case CloudConsenting, CloudCounting, CloudChecking, CloudSaving, CloudLeaving:
		return true
	}
	return false
}

// resting tells whether an account is on screen and nothing goes on.
func (s CloudState) resting() bool { return s.Step == CloudConnected || s.Step == CloudSignedOut }

// home is the screen to go back to when nothing goes on, with all that is known of the account on it.
func (s CloudState) home() CloudState {
	s.Missing, s.Wait, s.Left, s.Private, s.Want = "", connector.ConsentWait{}, 0, false, CloudWant{}
	s.Problem, s.Fix, s.Stranger, s.Using, s.before = nil, "", "", "", nil
	s.CanAnswer, s.AnswerProblem = false, nil
	known := s.Accounts[s.Current]
	s.SignedOut, s.Scopes, s.Report, s.News = known.SignedOut, known.Scopes, known.Report, known.News
	switch _, connected := s.Connection(); {
	case connected:
		s.Step = CloudConnected
		if known.SignedOut {
			s.Step = CloudSignedOut
		}
		if p := known.trouble(); p != nil {
			s = s.beside(*p)
		}
	case s.Consumer.Has:
		s.Step = CloudWelcome
	default:
		s.Step = CloudToken
		s.Form.Kind, s.Form.For = cmp.Or(s.Form.Kind, connector.APIToken), ""
		s.Using = s.Form.Kind
	}
	return s
}

// failed shows a problem where nothing else can be shown. Of a consent that ended, only the address that has to
// be registered still matters.
func (s CloudState) failed(p connector.Problem) CloudState {
	s.Wait = connector.ConsentWait{Callback: s.Wait.Callback, Late: s.Wait.Late}
	s.Left, s.CanAnswer, s.AnswerProblem = 0, false, nil
	s.Step, s.Problem, s.Fix = CloudFailed, &p, fixFor(p, s)
	return s
}

// beside shows a problem on the screen that is there.
func (s CloudState) beside(p connector.Problem) CloudState {
	s.Problem, s.Fix = &p, fixFor(p, s)
	return s
}
