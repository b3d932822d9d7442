package flow_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestATypedNameIsLookedUpWhereTheListLacksIt(t *testing.T) {
	var chosen connector.Repository
	asked := ""
	p := flow.NewPicker(flow.PickerNeeds{
		Clients: &pickClients{bitbucket: &pickBitbucket{
			pages: pages(nil, pickPage(-1, "Bakery")),
			byName: func(_ context.Context, key, slug string) (connector.Repository, error) {
				asked = key + "/" + slug
				return pickRepository(7, "Hidden app"), nil
			},
		}},
		OnChosen: func(_ connector.Connection, r connector.Repository) { chosen = r },
	})
	p.Open(pickConnection(), "")
	p.Wait()
	p.Search("SHOP/hidden-app")
	assert.Equal(t, "SHOP/hidden-app", p.Now().State.Typed)
	p.ChooseSelected()
	p.Wait()
	assert.Equal(t, "SHOP/hidden-app", asked)
	assert.Equal(t, "Hidden app", chosen.Name)

	p.Search("shop/bakery")
	assert.Empty(t, p.Now().State.Typed, "what the list has needs no looking up")
	p.Search("bakery")
	assert.Empty(t, p.Now().State.Typed)
}

func TestAPastedAddressIsReadWhereItBelongsHere(t *testing.T) {
	p, _ := opened(t, &pickBitbucket{pages: pages(nil, pickPage(-1, "Bakery"))})
	for _, text := range []string{
		"https://git.test/projects/SHOP/repos/hidden/browse", "https://mia@git.test/scm/shop/hidden.git",
		"ssh://git@ssh.git.test:7999/shop/hidden.git", "SHOP/hidden",
	} {
		p.Search(text)
		assert.Equal(t, "SHOP/hidden", p.Now().State.Typed, text)
		assert.Empty(t, p.Now().State.Elsewhere, text)
	}
	for text, host := range map[string]string{
		"https://other.test/projects/SHOP/repos/hidden": "other.test",
		"https://bitbucket.org/acme/app":                "bitbucket.org",
	} {
		p.Search(text)
		assert.Empty(t, p.Now().State.Typed, text)
		assert.Equal(t, host, p.Now().State.Elsewhere, text)
	}
}

func TestAPastedAddressOfACloudElsewhereIsReadLikeCloud(t *testing.T) {
	p := newPicker(t, &pickBitbucket{pages: pages(nil)})
	p.Open(connector.Connection{Provider: connector.Cloud, Web: "http://127.0.0.1:8080", Base: "http://127.0.0.1:8081/2.0"}, "")
	p.Wait()
	p.Search("http://127.0.0.1:8080/acme/app/src/main/")
	assert.Equal(t, "acme/app", p.Now().State.Typed)
	p.Search("https://bitbucket.org/acme/app")
	assert.Equal(t, "bitbucket.org", p.Now().State.Elsewhere)
}

func TestATypedNameThatIsNotThereSaysSoUntilOneTypesOn(t *testing.T) {
	missing := connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "SHOP/nothing")
	p, _ := opened(t, &pickBitbucket{
		pages: pages(nil, pickPage(-1, "Bakery")),
		byName: func(context.Context, string, string) (connector.Repository, error) {
			return connector.Repository{}, missing
		},
	})
	p.Search("SHOP/nothing")
	p.UseTyped()
	p.Wait()
	s := p.Now().State
	require.NotNil(t, s.NotFound)
	assert.Equal(t, connector.CodeRepositoryNotFound, s.NotFound.Code)
	assert.False(t, s.LookingUp)
	p.Search("SHOP/nothin")
	assert.Nil(t, p.Now().State.NotFound)
}

func TestTypingOnCancelsLookingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		chosen := false
		p := flow.NewPicker(flow.PickerNeeds{
			Clients: &pickClients{bitbucket: &pickBitbucket{
				pages: pages(nil),
				byName: func(ctx context.Context, _, _ string) (connector.Repository, error) {
					<-ctx.Done()
					return pickRepository(1, "Late"), nil
				},
			}},
			OnChosen: func(connector.Connection, connector.Repository) { chosen = true },
		})
		p.Open(pickConnection(), "")
		p.Wait()
		p.Search("SHOP/late")
		p.UseTyped()
		synctest.Wait()
		assert.True(t, p.Now().State.LookingUp)
		p.Search("SHOP/later")
		p.Wait()
		assert.False(t, p.Now().State.LookingUp)
		assert.False(t, chosen)
	})
}
