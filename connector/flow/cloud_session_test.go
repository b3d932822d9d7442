package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestARefusalStaysWhatBitbucketSaidAndIsMendedByAskingAgain(t *testing.T) {
	for _, code := range []connector.Code{connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeSessionEnded} {
		t.Run(string(code), func(t *testing.T) {
			refused := cloudBlocks(code, "kind", "session")
			refused.Problems[0].Evidence.Status = 401
			r := startedCloud(t, func(r *cloudRig) { r.cloud.findings = []connector.Finding{refused} })
			r.consent.grant("account")
			r.Connect()
			s := r.at(t, flow.CloudFailed)
			assert.Equal(t, code, s.Problem.Code, "only the token endpoint ends a session")
			assert.Equal(t, 401, s.Problem.Evidence.Status)
			assert.Equal(t, flow.CloudFixAsk, s.Fix)
			require.NotEmpty(t, s.Report.Rungs)
			assert.Equal(t, code, s.Report.Rungs[0].Problems[0].Code, "the ladder says the same")
		})
	}
}

func TestARefusedAPITokenIsCalledAToken(t *testing.T) {
	r := startedCloud(t, withoutConsumer, func(r *cloudRig) {
		r.cloud.findings = []connector.Finding{cloudBlocks(connector.CodeTokenRejected, "host", "bitbucket.org")}
	})
	r.SubmitToken(apiToken("tom@example.com", connector.NewSecret("t")))
	s := r.at(t, flow.CloudFailed)
	assert.Equal(t, connector.CodeTokenRejected, s.Problem.Code)
	assert.Equal(t, flow.CloudFixToken, s.Fix)
}

func TestTheConsumersFormLeavesTheAccountConnected(t *testing.T) {
	r := connectedCloud(t)
	r.UseConsumer()
	assert.Equal(t, flow.CloudConsumer, r.Now().State.Step)
	assert.True(t, r.Back())
	assert.Equal(t, flow.CloudConnected, r.Now().State.Step)
	r.UseConsumer()
	r.SaveConsumer("mine", connector.NewSecret("s"))
	s := r.at(t, flow.CloudConnected)
	assert.Equal(t, "mine", s.Consumer.Key)
}
