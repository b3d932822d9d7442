package oauth

import (
	"context"
	"time"

	"golang.org/x/oauth2"

	"mooring/connector"
)

// settled is what became of an answer.
type settled struct {
	credential connector.Credential
	err        error
}

// Ask listens, opens the browser, waits for the answer and exchanges it. waiting is called, always from
// this goroutine, when the link is known and whenever something about the waiting changes. It answers
// consumer-missing, consumer-invalid, callback-port-busy (then no browser was opened), consent-denied,
// consent-timeout, consent-forged (when only answers with a wrong state came), what a connection can
// suffer from, or ctx's error. Nothing is left listening when it returns.
func (c *Client) Ask(ctx context.Context, scopes []string, waiting func(connector.ConsentWait)) (connector.Credential, error) {
	if c.o.Key == "" {
		return connector.Credential{}, connector.NewProblem(connector.CodeConsumerMissing)
	}
	at, err := readPlace(c.o.Callback)
	if err != nil {
		return connector.Credential{}, err
	}
	at, listeners, err := listen(at)
	if err != nil {
		return connector.Credential{}, c.busy(at, err)
	}
	q := question{
		client: c, callback: at.registered, verifier: oauth2.GenerateVerifier(),
		door: c.openDoor(at, listeners, oauth2.GenerateVerifier()), tell: waiting,
	}
	q.wait = connector.ConsentWait{
		Link:     c.authorizeLink(q.callback, q.door.state, q.verifier, scopes),
		Until:    c.o.Now().Add(c.o.Timeout),
		Callback: q.callback,
		Answer:   q.door.brought,
	}
	credential, err := q.ask(ctx, scopes)
	q.door.close(outcomeOf(ctx, err))
	return credential, err
}

// question is one consent under way.
type question struct {
	client   *Client
	door     *door
	callback string // with the real port
	verifier string
	wait     connector.ConsentWait
	tell     func(connector.ConsentWait)
	forged   bool
}

func (q *question) ask(ctx context.Context, scopes []string) (connector.Credential, error) {
	q.say()
	opened := make(chan error, 1)
	go func() { opened <- q.client.o.Open(q.wait.Link) }()
	long := time.NewTimer(q.client.o.Late)
	defer long.Stop()
	end := time.NewTimer(q.client.o.Timeout)
	defer end.Stop()
	done := make(chan settled, 1)
	for {
		select {
		case <-ctx.Done():
			return connector.Credential{}, ctx.Err()
		case <-end.C:
			if q.door.waiting() { // else the answer came in the last moment
				return connector.Credential{}, q.expired()
			}
		case <-long.C:
			q.late()
		case err := <-opened:
			q.unopened(err)
		case <-q.door.strays:
			q.thrownAway()
		case a := <-q.door.answers:
			long.Stop()
			end.Stop()
			go func() { done <- q.client.settle(ctx, a, q.callback, q.verifier, scopes) }()
		case s := <-done:
			select { // whoever was quicker than the browser is told of it all the same
			case err := <-opened:
				q.unopened(err)
			default:
			}
			return s.credential, s.err
		}
	}
}

// say tells the screen how the waiting goes.
func (q *question) say() {
	if q.tell != nil {
		q.tell(q.wait)
	}
}

// unopened says that the browser could not be started. That it was, or that whatever starts it has ended,
// proves nothing: waiting goes on either way.
func (q *question) unopened(err error) {
	if err == nil {
		return
	}
	p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", q.wait.Link).Because(err)
	q.wait.Problem = &p
	q.say()
}

// late says that nobody has called back for a while.
func (q *question) late() {
	if q.door.waiting() {
		q.wait.Late = true
		q.say()
	}
}

// thrownAway says that a call came which is no answer to this question.
func (q *question) thrownAway() {
	p := forged(q.door.denied.Load())
	q.forged = true
	q.wait.Problem = &p
	q.say()
}

// expired is why nobody answered in time: if answers came, they were not to this question.
func (q *question) expired() error {
	if q.forged {
		return forged(q.door.denied.Load()).Rated(connector.Block)
	}
	return connector.NewProblem(connector.CodeConsentTimeout, "callback", q.callback)
}

// forged is an answer that does not carry our state. Where it is a refusal, Bitbucket may have meant it: it
// need not repeat the state then.
func forged(denied bool) connector.Problem {
	if denied {
		return connector.NewProblem(connector.CodeConsentForged, "denied", "yes")
	}
	return connector.NewProblem(connector.CodeConsentForged)
}

// settle turns an answer into a session or into why there is none.
func (c *Client) settle(ctx context.Context, a answer, callback, verifier string, scopes []string) settled {
	if a.refusal != "" {
		return settled{err: c.refused(a, scopes)}
	}
	if a.code == "" {
		return settled{err: connector.NewProblem(connector.CodeAnswerInvalid, "host", hostOf(c.o.Web))}
	}
	credential, err := c.exchange(ctx, a.code, callback, verifier)
	return settled{credential, err}
}

// outcomeOf says what to tell the browser, which may still be waiting for its page.
func outcomeOf(ctx context.Context, err error) Outcome {
	switch {
	case err == nil:
		return Connected
	case connector.IsProblem(err, connector.CodeConsentDenied):
		return Denied
	case ctx.Err() != nil:
		return Stray
	}
	return Failed
}
