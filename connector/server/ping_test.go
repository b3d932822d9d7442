package server_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestWhatAPingBroughtIsReadInAnyShapeAndNeverGuessed(t *testing.T) {
	for body, c := range map[string]struct {
		status int
		said   string
	}{
		`{"response":{"statusCode":204}}`:                    {status: 204},
		`{"response":{"statusCode":"502","body":null}}`:      {status: 502},
		`{"response":{"statusCode":200,"body":{"ok":true}}}`: {status: 200},
		`{"response":{"message":"Connection refused"}}`:      {said: "Connection refused"},
	} {
		d, err := openHookery(t, says(200, body)).client(myToken).TestHook(t.Context(), repo1(), connector.Hook{ID: "7", Address: "https://ci.example/1"})
		assert.NoError(t, err, body)
		assert.Equal(t, c.status, d.Status, body)
		assert.Equal(t, c.said, d.Said, body)
	}
	for _, body := range []string{`{}`, `null`, `{"response":null}`, `{"response":{}}`, `{"request":{},"response":{"statusCode":"soon"}}`, `[]`, ``} {
		_, err := openHookery(t, says(200, body)).client(myToken).TestHook(t.Context(), repo1(), connector.Hook{ID: "7", Address: "https://ci.example/1"})
		assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid), "nobody has said that the service is silent: %s %v", body, err)
	}
}
