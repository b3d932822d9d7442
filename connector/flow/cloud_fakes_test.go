package flow_test

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

const (
	cloudWeb = "https://bitbucket.org"
	cloudAPI = "https://api.bitbucket.org/2.0"

	cloudCallback = "http://localhost:28421/callback"
)

// cloudRig is a Cloud tab whose every need is played here.
type cloudRig struct {
	*flow.Cloud
	vault   *cloudVault
	disk    *cloudDisk
	browser *cloudBrowser
	consent *cloudAsker
	cloud   *cloudFake
	app     *cloudApp
	revoked chan string
	chosen  chan connector.Connection
	server  chan string
	held    chan bool
	refuse  error // what revoking answers
}

func newCloudRig(t *testing.T, prepare ...func(*cloudRig)) *cloudRig {
	r := &cloudRig{
		vault: &cloudVault{kept: map[string]connector.Credential{}}, disk: &cloudDisk{}, browser: &cloudBrowser{opened: make(chan string, 9)},
		consent: &cloudAsker{asked: make(chan []string, 99), answers: make(chan cloudAnswer, 9), waits: make(chan connector.ConsentWait, 9)},
		cloud:   &cloudFake{identity: cloudTom(), repositories: []string{"{1}", "{2}"}},
		app:     &cloudApp{key: "key"}, revoked: make(chan string, 9),
		chosen: make(chan connector.Connection, 9), server: make(chan string, 9), held: make(chan bool, 9),
	}
	for _, p := range prepare {
		p(r)
	}
	r.Cloud = flow.NewCloud(flow.CloudNeeds{
		Clients: r.cloud, Connections: r.disk, Vault: r.vault, Consent: r.consent, Browser: r.browser, Consumer: r.app,
		Scopes: []string{"account", "repository", "webhook"}, Clock: time.Now, Web: cloudWeb, API: cloudAPI,
		Revoke:   func(_ context.Context, c connector.Connection) error { r.revoked <- c.ID; return r.refuse },
		Hold:     func(on bool) { r.held <- on },
		OnChoose: func(c connector.Connection) { r.chosen <- c },
		OnServer: func(address string) { r.server <- address },
	})
	t.Cleanup(r.Close)
	return r
}

// startedCloud waits until what is saved has been read.
func startedCloud(t *testing.T, prepare ...func(*cloudRig)) *cloudRig {
	r := newCloudRig(t, prepare...)
	r.Start()
	r.until(t, func(s flow.CloudState) bool { return s.Step != flow.CloudStarting })
	return r
}

// until waits for a state that holds.
func (r *cloudRig) until(t *testing.T, holds func(flow.CloudState) bool) flow.CloudState {
	t.Helper()
	return r.coming(t, holds)()
}

// coming looks out for a state from now on, and waits for it when it is called: so one that soon passes is not missed.
func (r *cloudRig) coming(t *testing.T, holds func(flow.CloudState) bool) (wait func() flow.CloudState) {
	t.Helper()
	came := make(chan flow.CloudState, 1)
	stop := r.Watch(func(s flow.Snapshot[flow.CloudState]) {
		if holds(s.State) {
			select {
			case came <- s.State:
			default:
			}
		}
	})
	return func() flow.CloudState {
		t.Helper()
		defer stop()
		select {
		case s := <-came:
			return s
		case <-time.After(time.Minute):
			last := r.Now().State
			require.FailNow(t, "the state never came", "it stands at %s, problem %v", last.Step, last.Problem)
			return last
		}
	}
}

// recheck checks the account on screen and gives the state it ends with.
func (r *cloudRig) recheck(t *testing.T) flow.CloudState {
	t.Helper()
	begun := r.coming(t, func(s flow.CloudState) bool { return s.Step == flow.CloudChecking })
	r.CheckAgain()
	begun()
	return r.until(t, func(s flow.CloudState) bool { return s.Step != flow.CloudChecking })
}

func (r *cloudRig) at(t *testing.T, step flow.CloudStep) flow.CloudState {
	t.Helper()
	return r.until(t, func(s flow.CloudState) bool { return s.Step == step })
}

// connectedCloud is a rig with somebody signed in, who said that it is them.
func connectedCloud(t *testing.T, prepare ...func(*cloudRig)) *cloudRig {
	t.Helper()
	r := startedCloud(t, prepare...)
	r.consent.grant("account", "repository", "webhook")
	r.Connect()
	r.at(t, flow.CloudConfirming)
	r.ThatIsMe()
	r.at(t, flow.CloudConnected)
	<-r.consent.asked
	return r
}

func cloudTom() connector.Identity {
	return connector.Identity{
		Base: cloudAPI, Web: cloudWeb, Account: connector.Account{ID: "{tom}", Name: "Tom"},
		Workspaces: []connector.Workspace{{Slug: "harbour", Name: "Harbour"}},
	}
}

type cloudAnswer struct {
	credential connector.Credential
	err        error
}

type cloudAsker struct {
	asked   chan []string
	answers chan cloudAnswer
	trouble *connector.Problem
	answer  func(string) error         // takes an address brought by hand
	waits   chan connector.ConsentWait // what changes about the waiting
	mu      sync.Mutex
	holders int
}

func (f *cloudAsker) grant(scopes ...string) {
	f.answers <- cloudAnswer{credential: connector.Credential{
		Kind: connector.Session, Token: connector.NewSecret("access"), Refresh: connector.NewSecret("refresh"), Scopes: scopes,
	}}
}

func (f *cloudAsker) fail(code connector.Code, args ...string) {
	f.answers <- cloudAnswer{err: connector.NewProblem(code, args...)}
}

func (f *cloudAsker) Ask(ctx context.Context, scopes []string, waiting func(connector.ConsentWait)) (connector.Credential, error) {
	f.mu.Lock()
	f.holders++
	busy := f.holders > 1
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.holders--
		f.mu.Unlock()
	}()
	if busy {
		return connector.Credential{}, connector.NewProblem(connector.CodeCallbackPortBusy)
	}
	f.asked <- scopes
	waiting(connector.ConsentWait{Link: "https://bitbucket.org/site/oauth2/authorize?state=x", Until: time.Now().Add(5 * time.Minute), Callback: cloudCallback, Problem: f.trouble, Answer: f.answer})
	for {
		select {
		case w := <-f.waits:
			waiting(w)
		case a := <-f.answers:
			return a.credential, a.err
		case <-ctx.Done():
			return connector.Credential{}, ctx.Err()
		}
	}
}

// cloudFake is a Bitbucket and the maker of it.
type cloudFake struct {
	mu           sync.Mutex
	identity     connector.Identity
	repositories []string
	findings     []connector.Finding // taken one a climb; none is all well
	visible      bool
	openErr      error
	holds        chan struct{} // when there, a check waits for it or for the end of its context
	opened       int
	tried        connector.Credential
}

func (f *cloudFake) set(change func(*cloudFake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *cloudFake) Try(_ connector.Connection, credential connector.Credential) flow.Bitbucket {
	f.set(func(f *cloudFake) { f.tried = credential })
	return f
}

func (f *cloudFake) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened++
	return f, f.openErr
}

func (f *cloudFake) Checks(string) []connector.Check {
	return []connector.Check{{ID: connector.CheckCredential, Run: func(ctx context.Context) connector.Finding {
		if f.holds != nil {
			select {
			case <-f.holds:
			case <-ctx.Done():
			}
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		if len(f.findings) == 0 {
			return connector.Finding{}
		}
		finding := f.findings[0]
		f.findings = f.findings[1:]
		return finding
	}}}
}

func (f *cloudFake) Identity(context.Context) (connector.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.identity, nil
}

func (f *cloudFake) Repositories(context.Context) iter.Seq2[connector.Page, error] {
	f.mu.Lock()
	defer f.mu.Unlock()
	var page connector.Page
	for _, id := range f.repositories {
		page.Repositories = append(page.Repositories, connector.Repository{Ref: connector.RepositoryRef{ID: id}})
	}
	return func(yield func(connector.Page, error) bool) { yield(page, nil) }
}

func (f *cloudFake) Repository(context.Context, string, string) (connector.Repository, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.visible {
		return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound)
	}
	return connector.Repository{}, nil
}

func (f *cloudFake) Branches(context.Context, connector.Repository, string) ([]connector.Branch, error) {
	return nil, errors.New("no branches are asked for here")
}

func cloudBlocks(code connector.Code, args ...string) connector.Finding {
	return connector.Finding{Problems: []connector.Problem{connector.NewProblem(code, args...)}}
}

// apiToken is the form for an API token, filled in.
func apiToken(email string, token connector.Secret) flow.CloudTyped {
	return flow.CloudTyped{CloudForm: flow.CloudForm{Kind: connector.APIToken, Email: email}, Token: token}
}
