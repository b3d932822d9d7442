package sandbox_test

import (
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector/sandbox"
)

const day = 24 * time.Hour

func TestOfManyWhoRefreshAtOnceOneIsServedAndTheOthersAreCounted(t *testing.T) {
	s := start(t, sandbox.Options{})
	session := connect(t, s)
	var served atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if refresh(t, s, session.Refresh).status == http.StatusOK {
				served.Add(1)
			}
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, served.Load())
	assert.Equal(t, 1, s.Refreshed())
	assert.Equal(t, 7, s.Reused())
}

func TestOnlyRefreshTokensThatGaveNewOnesCountAsReused(t *testing.T) {
	s := start(t, sandbox.Options{})
	session := connect(t, s)
	for _, never := range []string{"", "made up", session.Access} {
		refresh(t, s, never)
		refresh(t, s, never)
	}
	assert.Zero(t, s.Reused())
	second := readTokens(t, refresh(t, s, session.Refresh))
	assert.Zero(t, s.Reused())
	refresh(t, s, session.Refresh)
	assert.Equal(t, 1, s.Reused())
	readTokens(t, refresh(t, s, second.Refresh))
	assert.Equal(t, 1, s.Reused())
	assert.Equal(t, 2, s.Refreshed())

	ended := start(t, sandbox.Options{Break: "session-ended"})
	lost := connect(t, ended)
	refresh(t, ended, lost.Refresh)
	refresh(t, ended, lost.Refresh)
	assert.Zero(t, ended.Reused(), "it was refused, not used")
	assert.Zero(t, ended.Refreshed())
}

func TestWhatNobodyUsesForThreeMonthsIsOver(t *testing.T) {
	s := start(t, sandbox.Options{})
	kept, left := connect(t, s), connect(t, s)
	s.Age(60 * day)
	kept = readTokens(t, refresh(t, s, kept.Refresh))
	s.Age(60 * day)
	assert.Equal(t, http.StatusOK, refresh(t, s, kept.Refresh).status, "it was used within three months")
	refused := refresh(t, s, left.Refresh)
	assert.JSONEq(t, `{"error_description":"Invalid refresh_token","error":"invalid_request"}`, refused.text)
	assert.Equal(t, http.StatusOK, get(t, s, bearer(connect(t, s).Access), askUser).status, "one may consent anew at any time")
}

func TestAccessTokensAndCodesEndInTheirTime(t *testing.T) {
	for name, c := range map[string]struct {
		life time.Duration
		says int
	}{"two hours": {0, 7200}, "as told": {90 * time.Second, 90}} {
		t.Run(name, func(t *testing.T) {
			s := start(t, sandbox.Options{TokenLife: c.life})
			session := connect(t, s)
			assert.Equal(t, c.says, session.Expires)
			s.Age(time.Duration(c.says-5) * time.Second)
			assert.Equal(t, http.StatusOK, get(t, s, bearer(session.Access), askUser).status)
			s.Age(6 * time.Second)
			assert.Equal(t, "Access token expired.", get(t, s, bearer(session.Access), askUser).said(t))
			renewed := readTokens(t, refresh(t, s, session.Refresh))
			assert.Equal(t, http.StatusOK, get(t, s, bearer(renewed.Access), askUser).status)
			assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), askUser).status, "API tokens are another matter")
		})
	}
	s := start(t, sandbox.Options{})
	code, redirect := code(t, s)
	s.Age(11 * time.Minute)
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}}
	assert.Equal(t, "invalid_grant", post(t, s, consumer(s), tokenPath, form).object(t)["error"])
}

func TestOnePersonsConsentIsWithdrawnWithoutTheOthers(t *testing.T) {
	s := start(t, sandbox.Options{})
	jana, again := connect(t, s), connect(t, s)
	assert.True(t, s.SignInAs(s.Accounts()[1]))
	mika := connect(t, s)
	assert.Equal(t, 2, s.Withdraw(s.Accounts()[0]))
	for _, gone := range []tokens{jana, again} {
		assert.Equal(t, http.StatusUnauthorized, get(t, s, bearer(gone.Access), askUser).status)
		assert.Contains(t, refresh(t, s, gone.Refresh).text, "Invalid refresh_token")
	}
	assert.Equal(t, http.StatusOK, get(t, s, bearer(mika.Access), askUser).status)
	readTokens(t, refresh(t, s, mika.Refresh))
	assert.Zero(t, s.Withdraw(s.Accounts()[0]))
	assert.Zero(t, s.Withdraw("stranger@nordlicht.example"))
}

func TestProofKeysAreHeldToWhereTheyWereSentAndHarmlessElsewhere(t *testing.T) {
	s := start(t, sandbox.Options{})
	for name, pairs := range map[string][]string{
		"no challenge":                 nil,
		"a method Bitbucket never had": {"code_challenge", "abc", "code_challenge_method", "plain"},
	} {
		code, redirect := code(t, s, pairs...)
		form := url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {"whatever it was"},
		}
		assert.Equal(t, http.StatusOK, post(t, s, consumer(s), tokenPath, form).status, name)
	}
}
