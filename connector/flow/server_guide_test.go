package flow_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

// tells makes the server answer with the place it was asked about as its version.
func tells(r *serverRig) {
	r.guide = func(_ context.Context, key, slug string) (connector.TokenGuide, error) {
		return connector.TokenGuide{Version: key + "/" + slug, Recipes: []connector.TokenRecipe{{Kind: connector.TokenPersonal}}}, nil
	}
}

func TestTheGuideAsksTheTypedServerWithoutAToken(t *testing.T) {
	answer := make(chan struct{})
	r := newServerRig(t, tells, func(r *serverRig) {
		told := r.guide
		r.guide = func(ctx context.Context, key, slug string) (connector.TokenGuide, error) {
			<-answer
			return told(ctx, key, slug)
		}
	})
	r.Guide(" https://git.example/projects/SHOP/repos/app/browse ")
	assert.True(t, r.Now().State.Guide.Asking)
	close(answer)
	s := r.until(t, func(s flow.ServerState) bool { return !s.Guide.Asking })
	assert.Equal(t, flow.ServerGuiding, s.Step)
	assert.Equal(t, connector.TokenPersonal, s.Guide.Kind)
	assert.Equal(t, "SHOP/app", s.Guide.Guide.Version, "for what the address names")
	assert.Len(t, s.Guide.Guide.Recipes, 1)
	assert.Equal(t, []string{""}, r.asks().tokens)
}

func TestBeforeAnythingIsTypedTheGuideSpeaksGenerallyAndAsksNobody(t *testing.T) {
	r := newServerRig(t)
	r.Guide("  ")
	s := r.Now().State
	assert.Equal(t, flow.ServerGuiding, s.Step)
	assert.Equal(t, flow.ServerGuide{Kind: connector.TokenPersonal}, s.Guide)
	assert.Empty(t, r.asks().tried)
}

func TestAnUnreadableAddressIsSaidInTheForm(t *testing.T) {
	r := newServerRig(t)
	for address, code := range map[string]connector.Code{
		"not an address": connector.CodeAddressInvalid, "bitbucket.org/acme/app": connector.CodeAddressIsCloud,
	} {
		r.Guide(address)
		s := r.Now().State
		assert.Equal(t, flow.ServerFormStep, s.Step)
		assert.Equal(t, code, s.Problem.Code)
		assert.Equal(t, flow.ServerFieldAddress, s.Form.Missing)
	}
}

func TestAServerThatCannotBeAskedStillHasAGuide(t *testing.T) {
	r := newServerRig(t, func(r *serverRig) {
		r.guide = func(context.Context, string, string) (connector.TokenGuide, error) {
			return connector.TokenGuide{}, connector.NewProblem(connector.CodeConnectionRefused, "host", "git.example")
		}
	})
	r.Guide("git.example")
	s := r.until(t, func(s flow.ServerState) bool { return !s.Guide.Asking })
	assert.Equal(t, flow.ServerGuiding, s.Step)
	assert.Equal(t, connector.CodeConnectionRefused, s.Guide.Problem.Code)
	assert.Nil(t, s.Problem)

	r.with(tells)
	r.Guide("git.example")
	s = r.until(t, func(s flow.ServerState) bool { return !s.Guide.Asking })
	assert.Nil(t, s.Guide.Problem, "asking again may help")
	r.Back()
	assert.Equal(t, flow.ServerFormStep, r.Now().State.Step, "however often it was asked, back is the form")
}

func TestTurningTheGuideWhileTheServerIsAskedIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		r := newServerRig(t, func(r *serverRig) {
			r.guide = func(context.Context, string, string) (connector.TokenGuide, error) {
				<-answer
				return connector.TokenGuide{Version: "9.4.1"}, nil
			}
		})
		r.Guide("git.example")
		r.GuideKind(connector.TokenProject)
		close(answer)
		synctest.Wait()
		s := r.Now().State
		assert.Equal(t, connector.TokenProject, s.Guide.Kind)
		assert.Equal(t, "9.4.1", s.Guide.Guide.Version)
	})
}

func TestLeavingTheGuideEndsTheAsking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newServerRig(t, func(r *serverRig) {
			r.guide = func(ctx context.Context, _, _ string) (connector.TokenGuide, error) {
				<-ctx.Done()
				return connector.TokenGuide{Version: "late"}, nil
			}
		})
		r.Guide("git.example")
		synctest.Wait()
		before := r.Now().State.Form.Revision
		r.Back()
		synctest.Wait()
		s := r.Now().State
		assert.Equal(t, flow.ServerFormStep, s.Step)
		assert.Equal(t, before, s.Form.Revision, "what is typed stays typed")
		assert.Empty(t, s.Guide.Guide.Version)
	})
}

func TestTheGuideOfASavedConnectionAsksWithItsKeptToken(t *testing.T) {
	r := newServerRig(t, tells)
	r.Check(flow.ServerTyped{Address: "git.example/bitbucket/projects/SHOP/repos/app", Token: connector.NewSecret("t"), Kind: connector.TokenRepository})
	id := r.at(t, flow.ServerResult).Current.ID
	r.GuideFor(id)
	s := r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerGuiding && !s.Guide.Asking })
	assert.Equal(t, "SHOP/app", s.Guide.Guide.Version)
	assert.Equal(t, connector.TokenRepository, s.Guide.Kind, "the kind that it has")
	assert.Len(t, r.asks().opened, 1)
	assert.Len(t, r.asks().tried, 1)

	r.GuideKind(connector.TokenProject)
	r.Edit(flow.ServerFieldToken)
	s = r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	assert.Equal(t, id, s.Form.For, "the token that was made goes to this connection")
	assert.Equal(t, connector.TokenProject, s.Form.Kind)
	assert.Equal(t, flow.ServerFieldToken, s.Form.Missing)
}

func TestTheGuideOfASavedConnectionNeedsNoToken(t *testing.T) {
	r, c := connectedServer(t, tells)
	r.with(func(r *serverRig) { r.openError = connector.ErrNoSecret })
	r.GuideFor(c.ID)
	s := r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerGuiding && !s.Guide.Asking })
	assert.Nil(t, s.Guide.Problem)
	assert.Equal(t, c.Base, r.asks().tried[1].Base)
	assert.Empty(t, r.asks().tokens[1])
	r.Guide(c.Base)
	assert.Equal(t, c.ID, r.Now().State.Guide.For, "asked again it is still for this connection")
	r.GuideFor("unknown")
	assert.Equal(t, c.ID, r.Now().State.Guide.For)
}
