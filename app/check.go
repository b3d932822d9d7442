package app

import (
	"context"
	"errors"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/ladder"
)

// question is a command line that was understood, and the Bitbucket it is put to.
type question struct {
	ask
	house     *house
	bitbucket flow.Bitbucket
	address   string // as given, or as stored
}

// readQuestion reads what check and repos are asked. Close the house in the end.
func readQuestion(ctx context.Context, p Process, about manifest, command string) (question, error) {
	a, err := readAsk(ctx, p, command)
	if err != nil {
		return question{}, err
	}
	options := []houseOption{through(a.proxy)}
	if a.given {
		options = append(options, keepingNothing)
	}
	if a.provider == connector.Cloud {
		options = append(options, vouchedIf(a.roots))
	}
	h, err := openHouse(ctx, p, about, a.timeout, options...)
	if err != nil {
		return question{}, err
	}
	bitbucket, address, err := h.asked(ctx, a)
	if err != nil {
		h.close()
		return question{}, err
	}
	return question{a, h, bitbucket, address}, nil
}

// checkCommand climbs the ladder once and prints every rung.
func checkCommand(ctx context.Context, p Process, about manifest) error {
	q, err := readQuestion(ctx, p, about, "check")
	if err != nil {
		return err
	}
	defer q.house.close()
	report := ladder.Climb(ctx, q.bitbucket.Checks(q.repository), nil)
	if !report.Done {
		return context.Canceled
	}
	if counter, counts := q.bitbucket.(flow.Counter); counts {
		report.Requests = counter.Requests()
	}
	if base := report.Fact("base"); base != "" {
		q.address = base
	}
	if q.json {
		err = printReport(p.Stdout, q.provider, q.address, report)
	} else {
		err = tellReport(p.Stdout, q.provider, q.address, report)
	}
	if err == nil && report.Verdict() == connector.Blocked {
		err = errBlocked
	}
	return err
}

// asked finds the Bitbucket a command line means: with the token it gives, or with the stored
// connection for that place.
func (h *house) asked(ctx context.Context, a ask) (flow.Bitbucket, string, error) {
	if a.provider == connector.Server {
		return h.askedServer(ctx, a)
	}
	return h.askedCloud(ctx, a)
}

func (h *house) askedServer(ctx context.Context, a ask) (flow.Bitbucket, string, error) {
	if a.given {
		target := serverTarget{address: a.url, credential: bearer(a.token)}
		return h.serverClient(a.onto(target)), showable(a.url), nil
	}
	address, err := connector.ReadAddress(a.url)
	if err != nil {
		// What cannot be read has no stored connection either; the ladder says so properly.
		return h.serverClient(a.onto(serverTarget{address: a.url})), showable(a.url), nil
	}
	connections, err := h.store.Connections(ctx)
	if err != nil {
		return nil, "", err
	}
	for _, c := range connections {
		if c.Provider == connector.Server && c.Base == address.Base {
			target, err := h.storedServer(ctx, c)
			if errors.Is(err, connector.ErrNoSecret) {
				return nil, "", usagef("the token for %s is not stored here: give it with --token-file or --token-stdin", c.Base)
			}
			if err != nil {
				return nil, "", err
			}
			return h.serverClient(a.onto(target)), c.Base, nil
		}
	}
	return nil, "", usagef("no connection to %s is stored here: give a token with --token-file or --token-stdin", address.Base)
}

// onto adds what the command line says about the way to a server.
func (a ask) onto(t serverTarget) serverTarget {
	t.allowHTTP, t.roots = t.allowHTTP || a.allowHTTP, a.roots
	if a.clientCert != "" {
		t.certificate, t.credential.Passphrase = a.clientCert, a.passphrase
	}
	if !a.validUntil.IsZero() {
		t.until = a.validUntil
	}
	return t
}

// showable is an address as it may be printed: as it was understood, without a name and password in it. Of
// what could not be read no more is repeated than the problem does.
func showable(address string) string {
	read, err := connector.ReadAddress(address)
	if problem, unreadable := connector.AsProblem(err); unreadable {
		return problem.Args["address"]
	}
	return read.Base
}

// bearer is a token given on the command line: it is bound to the address beside it.
func bearer(token connector.Secret) connector.Credential {
	return connector.Credential{Kind: connector.AccessToken, Token: token}
}

func (h *house) askedCloud(ctx context.Context, a ask) (flow.Bitbucket, string, error) {
	if a.given {
		cred := connector.Credential{Kind: connector.AccessToken, Token: a.token, Origins: h.cloudOrigins()}
		if a.email != "" {
			cred.Kind, cred.Email = connector.APIToken, a.email
		}
		target := cloudTarget{source: cloud.Static(cred), kind: cred.Kind, workspace: a.place()}
		target.connection.TokenUntil = a.validUntil
		return h.cloudClient(target), h.cloudAPI, nil
	}
	accounts, err := h.cloudAccounts(ctx)
	if err == nil && a.account != "" {
		accounts, err = accountNamed(accounts, a.account)
	}
	if err != nil {
		return nil, "", err
	}
	for _, c := range accounts {
		target, err := h.storedCloud(ctx, c)
		if errors.Is(err, connector.ErrNoSecret) {
			continue // another account may still be signed in
		}
		if err != nil && !isAboutSession(err) {
			return nil, "", err
		}
		target.workspace = a.workspace
		return h.cloudClient(target), c.Base, nil
	}
	return nil, "", usagef("nobody is signed in to Bitbucket Cloud here: mooring connect cloud, or give a token with --token-file or --token-stdin")
}

// isAboutSession tells what Bitbucket or the way there says about a stored session, which is an answer to
// what was asked, from a keychain or disk that keeps the question from being put.
func isAboutSession(err error) bool {
	problem, known := connector.AsProblem(err)
	if !known {
		return false
	}
	switch problem.Code {
	case connector.CodeKeychainUnavailable, connector.CodeKeychainLocked, connector.CodeKeychainRefused,
		connector.CodeDiskFailed, connector.CodeConsumerMissing:
		return false
	}
	return true
}
