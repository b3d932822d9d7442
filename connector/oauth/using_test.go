package oauth_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/sandbox"
	"mooring/connector/transport"
	"mooring/connector/vault"
)

// task is what a process that uses sessions is told: where everything is, and how to behave.
type task struct {
	Line       sandbox.Line
	Folder     string // the keychain and the locks
	Sessions   []string
	Rounds     int    // how often each session is asked for
	Goroutines int    // by how many at once
	Once       bool   // nothing is asked of the API with it
	DieAt      int    // the step at which the process is killed; 0 is never
	Front      string // stands in the way to the token endpoint, if it is there
}

// usage is what became of one session.
type usage struct {
	Status int    // of a request with it, at the end
	Code   string // of the problem, if there was one
	Error  string
}

// outcome is what such a process says at its end.
type outcome struct {
	Sessions map[string]usage
	Steps    []string
}

func (j task) options() oauth.Options {
	return oauth.Options{
		Web: j.Line.CloudWeb, API: j.Line.CloudAPI, Callback: "http://localhost:0/callback",
		Consumer:  oauth.Consumer{Key: j.Line.ClientID, Secret: connector.NewSecret(j.Line.ClientSecret)},
		Transport: transport.New(transport.Options{Timeout: 20 * time.Second}),
	}
}

func (j task) origins() []string {
	return []string{connector.Origin(j.Line.CloudWeb), connector.Origin(j.Line.CloudAPI)}
}

// keeper puts the parts together as the app does, with a word at every step.
func (j task) keeper(id string, step func(string)) *oauth.Keeper {
	kept := vault.New(keychain{j.Folder, step}, vault.Options{})
	o := j.options()
	way := &detour{Doer: o.Transport}
	if j.Front != "" {
		way.to.Store(&j.Front)
	}
	o.Transport = stepping{way, step}
	lock := oauth.FileLock(filepath.Join(j.Folder, "locks", id))
	return oauth.NewKeeper(oauth.KeeperOptions{
		Load: func(ctx context.Context) (connector.Credential, error) { return kept.Get(ctx, id, j.origins()) },
		Save: func(ctx context.Context, c connector.Credential) error {
			return kept.Put(ctx, id, c, connector.KeepKeychain)
		},
		Refresh: oauth.New(o).Refresh,
		Lock: func(ctx context.Context) (func(), error) {
			unlock, err := lock(ctx)
			step("locked")
			return func() { unlock(); step("unlocked") }, err
		},
	})
}

// stepping is a transport that says how far a request has come.
type stepping struct {
	oauth.Doer
	step func(string)
}

func (s stepping) Do(ctx context.Context, r transport.Request) (transport.Answer, error) {
	s.step("about to send")
	// A question may be answered before the one who wrote it has said so: the steps keep their order all the same.
	written := make(chan struct{})
	wrote := sync.OnceFunc(func() { s.step("written"); close(written) })
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest:         func(httptrace.WroteRequestInfo) { wrote() },
		GotFirstResponseByte: func() { <-written; s.step("being answered") },
	})
	a, err := s.Doer.Do(ctx, r)
	s.step("answered")
	return a, err
}

// steps counts what a process does, and kills it where it is told to: as kill -9 does, with nothing put in order.
type steps struct {
	mu    sync.Mutex
	names []string
	dieAt int
}

func (s *steps) step(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names = append(s.names, name)
	if len(s.names) != s.dieAt {
		return
	}
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // whatever holds the lock above does not go on while death is on its way
}

// useSessions is a process of a test: it reads its task, waits for the word to begin, and says what became of
// the sessions.
func useSessions() {
	in := bufio.NewReader(os.Stdin)
	var j task
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &j)
	}
	if err != nil {
		fmt.Println("no task:", err)
		return
	}
	fmt.Println("ready")
	_, _ = in.ReadString('\n')
	s := &steps{dieAt: j.DieAt}
	said := outcome{Sessions: map[string]usage{}}
	for _, id := range j.Sessions {
		said.Sessions[id] = j.use(id, s.step)
	}
	said.Steps = s.names
	_ = json.NewEncoder(os.Stdout).Encode(said)
}

// use asks for a session as often as it is told, and then sends a request with it.
func (j task) use(id string, step func(string)) usage {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	k := j.keeper(id, step)
	for range j.Rounds {
		failed := make(chan error, j.Goroutines)
		for range j.Goroutines {
			go func() {
				_, err := k.Token(ctx)
				failed <- err
			}()
		}
		var failure error
		for range j.Goroutines {
			if err := <-failed; err != nil {
				failure = err
			}
		}
		if failure != nil {
			return used(0, failure)
		}
	}
	if j.Once {
		return usage{}
	}
	return j.prove(ctx, k)
}

// prove sends a request with the session as clients do: what ran out on the way is renewed.
func (j task) prove(ctx context.Context, k *oauth.Keeper) usage {
	status := 0
	for range 20 {
		c, err := k.Token(ctx)
		if err != nil {
			return used(0, err)
		}
		a, err := j.options().Transport.Do(ctx, transport.Request{URL: j.Line.CloudAPI + "/user", Credential: &c})
		if err != nil {
			return used(a.Status, err)
		}
		if status = a.Status; status != http.StatusUnauthorized {
			break
		}
		k.Stale(c)
	}
	return used(status, nil)
}

func used(status int, err error) usage {
	u := usage{Status: status}
	if err != nil {
		p, _ := connector.AsProblem(err)
		u.Code, u.Error = string(p.Code), err.Error()
	}
	return u
}

// newSession signs in and puts the session into the keychain under an id.
func (j task) newSession(t *testing.T, s *sandbox.Sandbox, id string) {
	t.Helper()
	o := j.options()
	o.Open = func(link string) error { return s.Consent(link, true) }
	c, err := oauth.New(o).Ask(t.Context(), scopes(), nil)
	require.NoError(t, err)
	require.NoError(t, vault.New(keychain{folder: j.Folder}, vault.Options{}).Put(t.Context(), id, c, connector.KeepKeychain))
}

// run starts a process with a task, which begins when it is told to.
func (j task) run(t *testing.T) *child {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := startChild(t, self, "use")
	c.tell(t, j)
	require.Equal(t, "ready", c.line(t))
	return c
}

// result waits for what the process has to say.
func (c *child) result(t *testing.T) outcome {
	t.Helper()
	var said outcome
	require.NoError(t, json.NewDecoder(c.out).Decode(&said))
	require.NoError(t, c.Wait())
	return said
}
