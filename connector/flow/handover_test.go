package flow_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestTheHandOverTellsWhatABuildServiceAsksFor(t *testing.T) {
	p := livedProfile()
	p.CloneHTTPS, p.CloneSSH = "https://mia:hunter2@git.test/scm/shop/shop-app.git", "ssh://git@git.test:7999/shop/shop-app.git"
	p.Triggers.PullRequests = []string{"main", "release/*"}
	c := pickConnection()
	c.Kind = connector.AccessToken
	lines := flow.HandOver(flow.ProfileRow{Profile: p, Connection: c, Connected: true}, formServices()[0])
	assert.Equal(t, []flow.HandLine{
		{flow.HandService, "Demo"},
		{flow.HandProduct, "server"},
		{flow.HandKind, "access-token"},
		{flow.HandAccount, "Mia"},
		{flow.HandAddress, "https://git.test"},
		{flow.HandRepository, "SHOP/shop-app"},
		{flow.HandHTTPS, "https://git.test/scm/shop/shop-app.git"},
		{flow.HandSSH, "ssh://git@git.test:7999/shop/shop-app.git"},
		{flow.HandBranch, "main"},
		{flow.HandFolder, "apps/till"},
		{flow.HandPush, "main"},
		{flow.HandPullRequests, "main, release/*"},
		{flow.HandTags, "v*"},
		{flow.HandWebhook, "https://build.test/hooks/SHOP/shop-app"},
		{flow.HandStanding, "made"},
	}, lines)
	assert.NotContains(t, fmt.Sprint(lines), "hunter2")
}

func TestTheHandOverLeavesOutWhatIsNotKnown(t *testing.T) {
	p := pickProfile("1", "Bakery")
	p.Repository.Provider, p.Repository.Base, p.Web = connector.Cloud, "https://api.bitbucket.org/2.0", "https://bitbucket.org/shop/app-1"
	lines := flow.HandOver(flow.ProfileRow{Profile: p}, connector.BuildService{ID: "custom"})
	assert.Equal(t, []flow.HandLine{
		{flow.HandProduct, "cloud"}, {flow.HandAddress, "https://bitbucket.org"}, {flow.HandRepository, "SHOP/app-1"}, {flow.HandBranch, "main"},
	}, lines)
	p.Web = ""
	assert.Contains(t, flow.HandOver(flow.ProfileRow{Profile: p}, connector.BuildService{}), flow.HandLine{Key: flow.HandAddress, Value: p.Repository.Base})
}
