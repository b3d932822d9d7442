package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
)

// hooked is a healthy fake with one repository, whose webhooks answer as given.
func hooked(t *testing.T, answer http.HandlerFunc) *fake {
	t.Helper()
	f := newFake(t)
	f.repos(`{"id":1,"slug":"shop","project":{"id":1,"key":"APP"}}`)
	f.answers["/projects/APP/repos/shop/webhooks"] = answer
	return f
}

// worst climbs and gives the rung that has a problem with it.
func worst(t *testing.T, f *fake) (connector.CheckID, connector.Problem) {
	t.Helper()
	report := ladder.Climb(t.Context(), f.client().Checks(""), nil)
	require.True(t, report.Done)
	for _, rung := range report.Rungs {
		if len(rung.Problems) > 0 {
			return rung.ID, rung.Problems[0]
		}
	}
	return "", connector.Problem{}
}

func TestAnAnswerWithoutAListIsNotAnEmptyList(t *testing.T) {
	for _, body := range []string{`{}`, `null`, `{"values":null,"isLastPage":true}`, `{"values":{}}`, `{"size":0}`} {
		f := newFake(t)
		f.answers["/repos"] = says(200, body)
		rung, p := worst(t, f)
		assert.Equal(t, "sign-in answer-invalid", string(rung)+" "+string(p.Code), body)
		_, _, err := list(t.Context(), f.client())
		assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid), "%s: %v", body, err)

		rung, p = worst(t, hooked(t, says(200, body)))
		assert.Equal(t, "admin answer-invalid", string(rung)+" "+string(p.Code), body)
	}
}

func TestABitbucketThatWasMetIsNotCalledAnotherWebsite(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"missing": says(404, `{}`),
		"nothing": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		"text": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/json")
			_, _ = w.Write([]byte(`{"values":[]}`))
		},
	} {
		rung, p := worst(t, hooked(t, answer))
		assert.Equal(t, "admin answer-invalid", string(rung)+" "+string(p.Code), name)
	}
}

func TestSomebodyCalledAnonymousIsNobody(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header()["X-AUSERNAME"] = []string{"anonymous"}
		_, _ = w.Write([]byte(`{"values":[],"isLastPage":true}`))
	}
	_, p := worst(t, f)
	assert.Equal(t, connector.CodeAnonymousAnswer, p.Code)
}

func TestWhatAServerSaysOfItselfIsShort(t *testing.T) {
	f := newFake(t)
	f.answers["/application-properties"] = says(200, `{"version":"10.2.7`+strings.Repeat("9", 1<<20)+`","buildNumber":"1","displayName":"Bitbucket\u001b[31m\n`+strings.Repeat("x", 1<<20)+`"}`)
	report := ladder.Climb(t.Context(), f.client().Checks(""), nil)
	for _, fact := range []string{"product", "version"} {
		assert.Less(t, len(report.Fact(fact)), 400, fact)
		assert.NotContains(t, report.Fact(fact), "\x1b")
	}
	p, found := report.Worst()
	require.True(t, found)
	assert.Less(t, len(p.Args["version"]), 400)
}

func TestRefusalsInTheMillionsAreNotRead(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"errors":[{"exceptionName":"x.Y"}` + strings.Repeat(",{}", 300_000) + `]}`))
	}
	_, p := worst(t, f)
	assert.Equal(t, connector.CodeAnonymousAnswer, p.Code)
	assert.Empty(t, p.Evidence.Exception, "each of them takes more memory than it has bytes")
}

func TestAListThatInventsRepositoriesForEverEnds(t *testing.T) {
	f := newFake(t)
	f.answers["/repos"] = func(w http.ResponseWriter, r *http.Request) {
		var start int
		_, _ = fmt.Sscan(r.URL.Query().Get("start"), &start)
		rows := make([]byte, 0, 64<<10) // a thousand of such pages take long enough
		for i := range 1000 {
			rows = strconv.AppendInt(append(rows, `,{"id":`...), int64(start*1000+i+1), 10)
			rows = append(rows, `,"slug":"a","project":{"key":"A"}}`...)
		}
		says(200, fmt.Sprintf(`{"isLastPage":false,"nextPageStart":%d,"values":[%s]}`, start+1, rows[1:]))(w, r)
	}
	listed := 0
	var ended error
	for page, err := range f.client().Repositories(t.Context()) {
		listed, ended = listed+len(page.Repositories), err
	}
	assert.True(t, connector.IsProblem(ended, connector.CodePagingBroken), "%v", ended)
	assert.Equal(t, 1_000_000, listed, "what was read is kept")
}

func TestAServerThatNamesThingsByTheTokenDoesNotHaveItRepeated(t *testing.T) {
	f := newFake(t)
	long := strings.Repeat("x", 100_000)
	f.repos(`{"id":1,"slug":"t0ken` + long + `","project":{"id":1,"key":"APP"},"links":{"self":[{"href":"http://elsewhere.example/t0ken` + long +
		`"}],"clone":[{"name":"ssh","href":"ssh://git@t0ken.example/x"}]}}`)
	f.answers["/projects/APP/repos/t0ken"+long+"/webhooks"] = refuses(401, "com.atlassian.bitbucket.AuthorisationException")
	report := ladder.Climb(t.Context(), f.client().Checks(""), nil)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	assert.Contains(t, string(text), string(connector.CodeLinksElsewhere))
	assert.Contains(t, string(text), string(connector.CodeAdminMissing))
	assert.NotContains(t, string(text), "t0ken")
	assert.Less(t, len(text), 10_000)
}
