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
		return connector.Credential{}, err
	}
	q := question{
		client: c, callback: at.registered, verifier: oauth2.GenerateVerifier(),
		door: c.openDoor(at, listeners, oauth2.GenerateVerifier()), tell: waiting,
	}
	q.wait = connector.ConsentWait{
		Link:  c.authorizeLink(q.callback, q.door.state, q.verifier, scopes),
		Until: c.o.Now().Add(c.o.Timeout),
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
	q.say(nil)
	opened := make(chan error, 1)
	go func() { opened <- q.client.o.Open(q.wait.Link) }()
	tooLate := time.NewTimer(q.client.o.Timeout)
	defer tooLate.Stop()
	done := make(chan settled, 1)
	for {
		select {
		case <-ctx.Done():
			return connector.Credential{}, ctx.Err()
		case <-tooLate.C:
			return connector.Credential{}, q.expired()
		case err := <-opened:
			if err != nil {
				p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", q.wait.Link).Because(err)
				q.say(&p)
			}
		case <-q.door.strays:
			p := connector.NewProblem(connector.CodeConsentForged)
			q.forged = true
			q.say(&p)
		case a := <-q.door.answers:
			tooLate.Stop()
			go func() { done <- q.client.settle(ctx, a, q.callback, q.verifier, scopes) }()
		case s := <-done:
			return s.credential, s.err
		}
	}
}

// say tells the screen how the waiting goes.
func (q *question) say(p *connector.Problem) {
	if q.tell == nil {
		return
	}
	w := q.wait
	w.Problem = p
	q.tell(w)
}

// expired is why nobody answered in time: if answers came, they were not to this question.
func (q *question) expired() error {
	if q.forged {
		return connector.NewProblem(connector.CodeConsentForged).Rated(connector.Block)
	}
	return connector.NewProblem(connector.CodeConsentTimeout, "callback", q.callback)
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
