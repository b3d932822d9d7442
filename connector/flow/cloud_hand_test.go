package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAnAddressBroughtByHandIsAnsweredBesideItsField(t *testing.T) {
	brought := make(chan string, 9)
	r := startedCloud(t, func(r *cloudRig) {
		r.consent.answer = func(address string) error {
			brought <- address
			if address == "forged" {
				return connector.NewProblem(connector.CodeConsentForged).Rated(connector.Block)
			}
			return nil
		}
	})
	r.Answer("too early")
	r.Connect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.True(t, s.CanAnswer)
	assert.Nil(t, s.Wait.Answer, "whoever renders the state cannot answer")
	assert.Equal(t, cloudCallback, s.Wait.Callback)
	r.Answer("forged")
	s = r.until(t, func(s flow.CloudState) bool { return s.AnswerProblem != nil })
	assert.Equal(t, connector.CodeConsentForged, s.AnswerProblem.Code)
	assert.Equal(t, flow.CloudConsenting, s.Step)
	assert.Nil(t, s.Problem, "it stands beside the field")
	r.Answer("right")
	assert.Nil(t, r.Now().State.AnswerProblem, "the next try clears it")
	assert.Equal(t, "forged", <-brought)
	assert.Equal(t, "right", <-brought)
	r.consent.grant()
	s = r.at(t, flow.CloudConfirming)
	assert.False(t, s.CanAnswer)
	r.Answer("too late")
	assert.Empty(t, brought)
}

func TestWhereMooringDoesNotHoldThePortNothingIsBroughtByHand(t *testing.T) {
	r := startedCloud(t)
	r.Connect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.False(t, s.CanAnswer)
	r.Answer("http://localhost:28421/callback?code=x")
	assert.Nil(t, r.Now().State.AnswerProblem)
}

func TestLatenessAndARefusalWithoutStateAreShownWhileWaitingGoesOn(t *testing.T) {
	r := startedCloud(t, func(r *cloudRig) { r.consent.answer = func(string) error { return nil } })
	r.Connect()
	s := r.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	w := s.Wait
	w.Late = true
	r.consent.waits <- w
	s = r.until(t, func(s flow.CloudState) bool { return s.Wait.Late })
	assert.False(t, s.CanAnswer, "the waiting says itself whether it can be answered")
	denied := connector.NewProblem(connector.CodeConsentForged, "denied", "yes")
	w.Problem, w.Answer = &denied, func(string) error { return nil }
	r.consent.waits <- w
	s = r.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	assert.Equal(t, flow.CloudConsenting, s.Step)
	assert.Equal(t, "yes", s.Problem.Args["denied"])
	assert.True(t, s.CanAnswer)

	r.consent.fail(connector.CodeConsentTimeout, "callback", cloudCallback)
	s = r.at(t, flow.CloudFailed)
	assert.Equal(t, cloudCallback, s.Wait.Callback, "what has to be registered")
	assert.True(t, s.Wait.Late)
	assert.False(t, s.CanAnswer)
	assert.Empty(t, s.Wait.Link)
	require.Equal(t, flow.CloudFixAsk, s.Fix)
	r.Mend()
	r.until(t, func(s flow.CloudState) bool {
		return s.Step == flow.CloudConsenting && s.Wait.Link != "" && !s.Wait.Late
	})
}
