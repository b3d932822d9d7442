package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/oauth"
	"mooring/views"
)

// connectAsk is what connect is told on the command line.
type connectAsk struct {
	noBrowser bool
	timeout   time.Duration // how long the person may take in the browser
	json      bool
	way       wayFlags
}

// readConnect reads "cloud" and the flags after it.
func readConnect(p Process) (connectAsk, error) {
	if err := cloudAlone(p, "connect"); err != nil {
		return connectAsk{}, err
	}
	var a connectAsk
	flags := newFlags("connect")
	flags.BoolVar(&a.noBrowser, "no-browser", false, "")
	flags.DurationVar(&a.timeout, "timeout", oauth.DefaultTimeout, "")
	flags.BoolVar(&a.json, "json", false, "")
	a.way.register(flags)
	if err := parse(flags, p.Args[2:]); err != nil {
		return connectAsk{}, err
	}
	if a.timeout <= 0 {
		return connectAsk{}, usagef("--timeout must be longer than nothing")
	}
	return a, nil
}

// cloudAlone refuses what is not Bitbucket Cloud: a Server is connected in the window, or asked with a token.
func cloudAlone(p Process, command string) error {
	switch {
	case len(p.Args) < 2:
		return usagef("%s what? Write %s cloud", command, command)
	case asksForHelp(p.Args[1]):
		return flag.ErrHelp
	case p.Args[1] != string(connector.Cloud):
		return usagef("%s knows cloud, not %q", command, p.Args[1])
	}
	return nil
}

// connectCommand signs in to Bitbucket Cloud from a terminal: the window's own flow, without the window.
func connectCommand(ctx context.Context, p Process, about manifest) error {
	a, err := readConnect(p)
	if err != nil {
		return err
	}
	h, err := a.way.house(ctx, p, about)
	if err != nil {
		return err
	}
	defer h.close()
	quietBrowser()
	return h.connect(ctx, p, a)
}

// connect asks for a session and tells whose it is, or why there is none.
func (h *house) connect(ctx context.Context, p Process, a connectAsk) error {
	h.consentFor, h.noBrowser = a.timeout, a.noBrowser
	t := startTerminal(h, p, a.json)
	defer t.close()
	if err := t.settle(ctx); err != nil {
		return t.ended(err)
	}
	t.flow.Connect()
	connection, err := t.consent(ctx)
	if err != nil {
		return t.ended(err)
	}
	return t.tell(signedUp{signedIn{schema, connector.Cloud, "connected", accountOf(connection)}, connection.ID}, "signed in: %s\n", connection.Name)
}

// terminal is the Cloud tab's flow with a terminal in the window's place.
type terminal struct {
	flow   *flow.Cloud
	states *queue[flow.CloudState]
	stop   func()
	p      Process
	json   bool
	told   map[connector.Code]bool
	late   bool
	link   string
}

func startTerminal(h *house, p Process, document bool) *terminal {
	t := &terminal{
		flow: flow.NewCloud(h.cloudNeeds(h.store)), states: newQueue[flow.CloudState](),
		p: p, json: document, told: map[connector.Code]bool{},
	}
	t.stop = t.flow.Watch(func(s flow.Snapshot[flow.CloudState]) { t.states.put(s.State) })
	t.flow.Start()
	return t
}

// close leaves nothing listening.
func (t *terminal) close() {
	t.stop()
	t.flow.Close()
}

// settle waits until what is stored has been read.
func (t *terminal) settle(ctx context.Context) error {
	for {
		s, err := t.states.next(ctx)
		switch {
		case err != nil:
			return err
		case s.Step == flow.CloudFailed:
			return *s.Problem
		case s.Step != flow.CloudStarting:
			return nil
		}
	}
}

// consent follows a sign-in to its end and tells on the way what there is to do.
func (t *terminal) consent(ctx context.Context) (connector.Connection, error) {
	begun := false
	for {
		s, err := t.states.next(ctx)
		if err != nil {
			return connector.Connection{}, err
		}
		begun = begun || s.Step == flow.CloudConsenting
		if !begun {
			continue
		}
		switch s.Step {
		case flow.CloudConsenting:
			if err := t.waits(s); err != nil {
				return connector.Connection{}, err
			}
		case flow.CloudConfirming: // whoever sits at a terminal sees the name it ends with
			t.flow.ThatIsMe()
		case flow.CloudConnected:
			connection, _ := s.Connection()
			return connection, nil
		case flow.CloudFailed, flow.CloudKeeping:
			return connector.Connection{}, *s.Problem
		}
	}
}

// waits tells the link, and each thing that goes wrong while the person decides, once.
func (t *terminal) waits(s flow.CloudState) error {
	var err error
	if s.Wait.Link != "" && s.Wait.Link != t.link {
		t.link = s.Wait.Link
		_, err = fmt.Fprintf(t.p.Stderr, "Open this page in your browser and say yes:\n%s\n", t.link)
	}
	if s.Wait.Late && !t.late {
		t.late = true
		_, late := fmt.Fprintln(t.p.Stderr, views.English().Late(s.Wait.Callback))
		err = errors.Join(err, late)
	}
	if p := s.Wait.Problem; p != nil && !t.told[p.Code] {
		t.told[p.Code] = true
		err = errors.Join(err, t.problem(*p))
	}
	return err
}

func (t *terminal) problem(p connector.Problem) error {
	p = at(connector.Cloud, p).With("terminal", "yes") // nothing is remembered until a window is closed
	if t.json {
		return printProblem(t.p.Stderr, p)
	}
	_, err := fmt.Fprintf(t.p.Stderr, "mooring: %s\n", inWords(p))
	return err
}

// ended says why there is nothing to show; anything but a problem is passed on.
func (t *terminal) ended(err error) error {
	p, known := connector.AsProblem(err)
	if !known {
		return err
	}
	if err := t.problem(p); err != nil {
		return err
	}
	return errBlocked
}

// tell prints how it ended: one line of JSON, or a sentence.
func (t *terminal) tell(document any, sentence string, args ...any) error {
	if t.json {
		return json.NewEncoder(t.p.Stdout).Encode(document)
	}
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = oneLine(text)
		}
	}
	_, err := fmt.Fprintf(t.p.Stdout, sentence, args...)
	return err
}

// signedIn is what connect and disconnect print as JSON.
type signedIn struct {
	Schema  int                `json:"schema"`
	Target  connector.Provider `json:"target"`
	State   string             `json:"state"`
	Account *printedAccount    `json:"account"`
}

type signedUp struct {
	signedIn
	Connection string `json:"connection"`
}

// printedAccount is who is signed in.
type printedAccount struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Workspaces []string `json:"workspaces"`
}

func accountOf(c connector.Connection) *printedAccount {
	a := printedAccount{c.Account.ID, c.Account.Name, make([]string, 0, len(c.Workspaces))}
	for _, w := range c.Workspaces {
		a.Workspaces = append(a.Workspaces, w.Slug)
	}
	return &a
}
