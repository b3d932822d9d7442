package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/server"
	"mooring/connector/transport"
)

// fuzzToken is long enough to be found wherever it is repeated.
const fuzzToken = "BBDC-NDc2NTA5OTQ2NzEyOsecretsecret"

// places are what a fuzzed answer can be the answer to.
func places() []string {
	return []string{
		"/application-properties", "/repos", "/projects/A", "/projects/A/repos/b", "/projects/A/repos/b/webhooks", "/projects/A/repos/b/branches",
		"/projects/A/repos/b/default-branch", "/users/ada_l", tokens + "/users/ada_l", tokens + "/projects/A", "/",
	}
}

// FuzzAnswers gives any bytes as any of a server's answers: nothing panics, whatever is wrong has a code of
// the catalogue, and the token is in none of it, though the answer may repeat it (as TOKEN).
func FuzzAnswers(f *testing.F) {
	for i := range places() {
		f.Add(uint8(i), uint16(200), "application/json", "ada%20l", "", []byte(`{"values":[{"id":1,"slug":"b","project":{"key":"A"}}],"isLastPage":true}`))
		f.Add(uint8(i), uint16(401), "application/json", "TOKEN", "", []byte(`{"errors":[{"message":"TOKEN","exceptionName":"a.b.TOKEN$AuthorisationException"}]}`))
		f.Add(uint8(i), uint16(302), "text/html", "", "/bitbucket/login?TOKEN", []byte(`<html>TOKEN`))
		f.Add(uint8(i), uint16(200), "text/html", "%zz", "", []byte(`<form><input type="password" value="TOKEN">`))
		f.Add(uint8(i), uint16(404), "text/plain", "access-token-user%2F2%2F1", "http://git.example.test/TOKEN", []byte("\x00\xff[{}"))
	}
	f.Add(uint8(1), uint16(246), "text/plain", "ada", "http://git.exa\x05mple.test/TOKEN", []byte("[|}"))
	f.Add(uint8(0), uint16(200), "application/json", "", "", []byte(`{"version":"TOKEN","displayName":"Bitbucket TOKEN","buildNumber":"1"}`))
	f.Add(uint8(8), uint16(200), "application/json", "", "", []byte(`{"values":[{"expiryDate":"TOKEN","permissions":[null],"user":{"name":"TOKEN"}}]}`))
	f.Add(uint8(0), uint16(401), "a", "TOKEN)\v\xb1\x12\xad\xdc", "", []byte(`{}`))
	addRecordings(f)
	s := newStage()
	f.Cleanup(s.Close)
	f.Fuzz(func(t *testing.T, place uint8, status uint16, kind, account, location string, body []byte) {
		s.play(places()[int(place)%len(places())], int(status), kind, account, location, body)
		for _, problem := range s.askAll(t) {
			require.NotContains(t, problem, fuzzToken)
			require.NotContains(t, problem, fuzzToken[5:])
		}
	})
}

// addRecordings makes seeds of what was recorded, where that is at hand.
func addRecordings(f *testing.F) {
	folder := os.Getenv("MOORING_FIXTURES")
	files, err := filepath.Glob(filepath.Join(folder, "observed-errors", "dc", "*.json"))
	require.NoError(f, err)
	for _, file := range files {
		document, err := os.ReadFile(file)
		require.NoError(f, err)
		var r recording
		require.NoError(f, json.Unmarshal(document, &r), file)
		f.Add(uint8(1), uint16(r.Status), "application/json", r.Headers["X-AUSERNAME"], r.Headers["Location"], []byte(r.Body))
	}
}

// stage is a small healthy Bitbucket of which one answer is another's.
type stage struct {
	*fake
	wire transport.Options
}

func newStage() *stage {
	s := &stage{fake: &fake{answers: healthyAnswers()}, wire: transport.Options{Timeout: 2 * time.Second}}
	s.Server = httptest.NewServer(s.fake)
	quiet(s.Server)
	return s
}

// play changes one answer.
func (s *stage) play(place string, status int, kind, account, location string, body []byte) {
	say := func(text string) string { return strings.ReplaceAll(text, "TOKEN", fuzzToken) }
	next := &fake{answers: healthyAnswers()}
	next.oneRepo()
	next.answers["/projects/A"] = says(200, `{"id":3,"key":"A"}`)
	next.answers["/projects/A/repos/b/branches"] = says(200, `{"values":[{"displayId":"main"}]}`)
	next.answers[place] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", say(kind))
		w.Header()["X-AUSERNAME"] = []string{say(account)}
		w.Header().Set("Location", say(location))
		w.WriteHeader(200 + status%400)
		_, _ = w.Write([]byte(say(string(body))))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers, s.asked, s.signed = next.answers, nil, nil
}

// askAll asks all a client can ask, and gives everything that was said, in the form it is written in.
func (s *stage) askAll(t *testing.T) (said []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c := server.New(server.Options{Address: s.URL, Token: connector.NewSecret(fuzzToken), Transport: s.wire})
	defer c.Close()
	tell := func(v any, err error) {
		if err != nil {
			p, is := connector.AsProblem(err)
			if !is {
				require.ErrorIs(t, err, context.DeadlineExceeded)
				return
			}
			said = append(said, written(t, p), p.Error())
		}
		said = append(said, fmt.Sprintf("%+v", v))
	}
	for _, checks := range [][]connector.Check{c.Checks(""), c.Checks("A/b"), c.Explain("A/b"), c.Explain("b")} {
		for _, rung := range ladder.Climb(ctx, checks, nil).Rungs {
			for _, p := range rung.Problems {
				tell(rung.Facts, p)
			}
			tell(rung.Facts, nil)
		}
	}
	tell(c.Identity(ctx))
	tell(c.TokenGuide(ctx, "A", "b"))
	r, err := c.Repository(ctx, "A", "b")
	tell(r, err)
	tell(c.Branches(ctx, connector.Repository{Key: "A", Slug: "b"}, ""))
	if !s.waits() {
		for page, err := range c.Repositories(ctx) {
			tell(page, err)
		}
	}
	return said
}

// waits tells whether a list would be patient with what is played.
func (s *stage) waits() bool {
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, restAPI+"/repos", nil))
	return answer.Code == http.StatusTooManyRequests || answer.Code >= 500
}

// written is a problem as reports have it; its code must be in the catalogue.
func written(t *testing.T, p connector.Problem) string {
	t.Helper()
	require.True(t, slices.ContainsFunc(connector.Catalogue(), func(e connector.Entry) bool { return e.Code == p.Code }), p.Code)
	text, err := json.Marshal(p)
	require.NoError(t, err)
	return string(text)
}

// FuzzPaging plays any sequence of pages: reading them always ends, and gives nothing twice. Each page is
// made of four bytes: how many entries, from which id, whether it is the last, and where the next begins.
func FuzzPaging(f *testing.F) {
	f.Add([]byte{3, 0, 2, 3, 3, 3, 1, 0})
	f.Add([]byte{3, 0, 2, 3, 3, 0, 2, 6, 3, 9, 0, 0})
	f.Add([]byte{0, 0, 2, 5, 0, 0, 2, 9})
	f.Add([]byte{9, 1, 2, 255, 1, 1, 2, 254, 1, 1, 2, 253})
	f.Add([]byte{1, 1, 0, 2, 1, 1, 0, 3, 1, 1, 0, 4})
	f.Add([]byte{})
	var mu sync.Mutex // pages are asked for ahead of their turn
	var script []byte
	asked := 0
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		turn := []byte{1, 7, 2, byte(asked)} // after its end the same page goes on for ever
		if at := 4 * asked; at+4 <= len(script) {
			turn = script[at : at+4]
		}
		asked++
		says(200, scripted(turn))(w, r)
	}))
	f.Cleanup(pages.Close)
	f.Fuzz(func(t *testing.T, turns []byte) {
		turns = turns[:min(len(turns), 4*64)]
		mu.Lock()
		script, asked = turns, 0
		mu.Unlock()
		c := server.New(server.Options{Address: pages.URL, Token: connector.NewSecret(fuzzToken), Transport: calm()})
		defer c.Close()
		seen, ended, broken := map[string]bool{}, false, false
		for p, err := range c.Repositories(t.Context()) {
			require.False(t, broken, "nothing comes after an error")
			if err != nil {
				require.True(t, connector.IsProblem(err, connector.CodePagingBroken) || errors.Is(err, context.Canceled), "%v", err)
				broken = true
				continue
			}
			for _, r := range p.Repositories {
				require.False(t, seen[r.Ref.ID], "%s twice", r.Ref.ID)
				seen[r.Ref.ID] = true
			}
			if p.Total >= 0 {
				require.Len(t, seen, p.Total)
				ended = true
			}
		}
		require.NotEqual(t, ended, broken, "it is whole, or it broke")
		mu.Lock()
		defer mu.Unlock()
		// Some are asked for in vain, and a list that repeats itself is read once more.
		require.LessOrEqual(t, asked, len(turns)+300)
	})
}

// scripted makes a page of four bytes.
func scripted(turn []byte) string {
	var values []string
	for i := range int(turn[0]) % 12 {
		values = append(values, repo(int(turn[1])+i))
	}
	last := []string{"", `,"isLastPage":true`, `,"isLastPage":false`, `,"isLastPage":null`}[turn[2]%4]
	next := fmt.Sprintf(`,"nextPageStart":%d`, int(turn[3])*(1+int(turn[2])/16)-8)
	switch turn[3] {
	case 0:
		next = ""
	case 1:
		next = `,"nextPageStart":null`
	case 2:
		next = `,"nextPageStart":9223372036854775807`
	}
	return `{"values":[` + strings.Join(values, ",") + `]` + last + next + `}`
}
