package flow_test

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// largeCloud is a Bitbucket that lists page by page, counts its requests and leaves large workspaces to be
// searched.
type largeCloud struct {
	*cloudFake
	total int // repositories in all
	large bool
	asked atomic.Int32
}

func (l *largeCloud) Try(connector.Connection, connector.Credential) flow.Bitbucket { return l }

func (l *largeCloud) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return l, nil
}

func (l *largeCloud) Checks(string) []connector.Check {
	return []connector.Check{{ID: connector.CheckCredential, Run: func(context.Context) connector.Finding {
		l.asked.Add(3)
		return connector.Finding{}
	}}}
}

func (l *largeCloud) Requests() int { return int(l.asked.Load()) }

func (l *largeCloud) Some(context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for from := 0; from < l.total; from += 100 {
			page := connector.Page{Total: -1}
			for i := from; i < min(from+100, l.total); i++ {
				page.Repositories = append(page.Repositories, connector.Repository{Ref: connector.RepositoryRef{ID: fmt.Sprint(i)}})
			}
			if l.large {
				page.Large = []connector.Large{{Key: "harbour", Total: 9999}}
			}
			l.asked.Add(1)
			if !yield(page, nil) || l.large {
				return
			}
		}
	}
}

func (l *largeCloud) GoOn(context.Context, connector.Large) (connector.Page, error) {
	return connector.Page{}, nil
}

func (l *largeCloud) Search(context.Context, []connector.Large, string) iter.Seq2[connector.Page, error] {
	return func(func(connector.Page, error) bool) {}
}

func TestAskingForMoreCountsFrugally(t *testing.T) {
	for _, c := range []struct {
		name    string
		total   int
		large   bool
		most    int32
		counted bool
	}{
		{"a few are compared", 250, false, 3 + 2*3, true},
		{"very many are left uncounted as soon as that is seen", 30_000, false, 3 + 2*11, false},
		{"a large workspace is not listed for it", 30_000, true, 3 + 2*1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newCloudRig(t)
			large := &largeCloud{cloudFake: r.cloud, total: c.total, large: c.large}
			r.Cloud = flow.NewCloud(flow.CloudNeeds{
				Clients: large, Connections: r.disk, Vault: r.vault, Consent: r.consent, Browser: r.browser, Consumer: r.app, Web: cloudWeb, API: cloudAPI,
			})
			t.Cleanup(r.Close)
			r.Start()
			r.at(t, flow.CloudWelcome)
			r.consent.grant("account")
			r.Connect()
			r.at(t, flow.CloudConfirming)
			r.ThatIsMe()
			assert.Equal(t, 3, r.Now().State.Report.Requests)
			large.asked.Store(0)
			r.More(flow.CloudWant{Lack: flow.CloudLackPermission, Permission: "pullrequest"})
			r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
			large.cloudFake.set(func(*cloudFake) { large.total++ })
			r.consent.grant("account", "pullrequest")
			s := r.until(t, func(s flow.CloudState) bool { return s.News != nil })
			require.Equal(t, []string{"pullrequest"}, s.News.Scopes)
			assert.LessOrEqual(t, large.asked.Load(), c.most)
			assert.Equal(t, c.counted, s.News.Repositories == 1)
			assert.Equal(t, 3, s.Report.Requests, "what counting took is no part of the check")
		})
	}
}
