package app

import (
	"context"
	"errors"
	"strconv"
	"time"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// deliveryPatience is how long an event may take from the push to the build service: both are on this computer.
const deliveryPatience = 10 * time.Second

// rehearsal is the demo's team that pushes, and its build service that receives. What goes between them is real: an
// event over HTTP with its signature.
type rehearsal struct{ bitbucket *sandbox.Sandbox }

// service is the demo's build service as the window offers it.
func (r *rehearsal) service() connector.BuildService {
	at := r.bitbucket.Receiver().URL()
	return connector.BuildService{
		ID: "demo", Name: "Demo build service", Addresses: []string{"127.0.0.1"}, Page: at, Hook: at + "/hooks/{key}/{slug}", Signs: true,
	}
}

// Tell gives the build service a webhook's secret, as a person would paste it there.
func (r *rehearsal) Tell(address string, secret connector.Secret) {
	r.bitbucket.Receiver().Expect(address, secret.Reveal())
}

// Push has somebody push to the profile's branch and gives what reached the build service.
func (r *rehearsal) Push(ctx context.Context, p connector.BuildProfile) (connector.Received, error) {
	ctx, stop := context.WithTimeout(ctx, deliveryPatience)
	defer stop()
	pushed, err := r.bitbucket.Push(ctx, string(p.Repository.Provider), p.Key+"/"+p.Slug, p.Branch)
	if err != nil {
		return connector.Received{}, err
	}
	for _, d := range r.bitbucket.Receiver().Received(p.Webhook.Address) {
		if d.Commit != "" && d.Commit == pushed.Commit {
			return connector.Received{
				At: d.At, Event: d.Event, Branch: d.Branch, Commit: short(d.Commit), Signed: d.Signed, Verified: d.Verified,
			}, nil
		}
	}
	return connector.Received{}, undelivered(p.Webhook.Address, pushed.Deliveries)
}

// undelivered says why nothing of a push arrived at an address.
func undelivered(address string, deliveries []sandbox.HookDelivery) error {
	problem := connector.NewProblem(connector.CodeWebhookUndelivered)
	for _, d := range deliveries {
		if d.Address != address {
			continue
		}
		if d.Err != "" {
			return connector.NewProblem(connector.CodeWebhookUndelivered, "said", d.Err)
		}
		problem = connector.NewProblem(connector.CodeWebhookUndelivered, "status", statusText(d.Status))
	}
	return problem.Because(errors.New("no event of the push arrived"))
}

// short is as much of a commit's hash as people read.
func short(commit string) string { return commit[:min(len(commit), 7)] }

func statusText(status int) string {
	if status == 0 {
		return ""
	}
	return strconv.Itoa(status)
}
