package server_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
	"mooring/connector/server"
	"mooring/connector/transport"
)

func itoa(n int) string { return strconv.Itoa(n) }

// otherCase finds names that encoding/json takes for ours though they are written in another case; no server does that.
func otherCase() *regexp.Regexp {
	return regexp.MustCompile(`(?i)"(id|slug|name|description|public|archived|project|key|links|self|clone|href|values|isLastPage|nextPageStart)"`)
}

// assertSameReading reads a page both ways.
func assertSameReading(t *testing.T, body string) (odd bool) {
	t.Helper()
	a := transport.Answer{Status: 200, Body: []byte(body)}
	fast, next, last, odd, err := server.Decode(a, "https://git.example.test/bb", false)
	slow, slowNext, slowLast, _, slowErr := server.Decode(a, "https://git.example.test/bb", true)
	require.Equal(t, slowErr == nil, err == nil, "%s: %v or %v", body, slowErr, err)
	if err != nil {
		return odd
	}
	require.Equal(t, len(slow), len(fast), body)
	for i := range slow {
		require.Equal(t, slow[i], fast[i], body)
	}
	require.Equal(t, slowNext, next, body)
	require.Equal(t, slowLast, last, body)
	return odd
}

// pagesToRead are pages, and whether they are odd: left to encoding/json.
func pagesToRead() map[string]bool {
	return map[string]bool{
		`{"values":[],"isLastPage":true}`: false,
		` { "values" : [ ] , "isLastPage" : false , "nextPageStart" : 12 , "start" : 0, "size":-1.5e3 } `: false,
		`{"size":1,"values":[{"id":7,"slug":"a","name":"A","description":"d\u00fc \"x\" \\ \ud83d\ude00","public":true,"archived":false,"scmId":"git",
			"forkable":true,"hierarchyId":null,"project":{"key":"P","id":3,"name":"Pö","type":"NORMAL","owner":{"a":[1,{"b":[]}]}},
			"links":{"self":[{"href":"http://l/projects/P/repos/a/browse"}],"clone":[{"href":"ssh://git@h:7999/p/a.git","name":"ssh"},
			{"href":"http://jo@l:7990/bb/scm/p/a.git","name":"http"}],"other":[]}}],"isLastPage":true,"nextPageStart":null}`: false,
		`{"values":[{"id":7,"slug":"a","name":null,"project":{"key":"~A","name":null},"public":null,"links":{"self":[{"href":null}]}}]}`:                                             false,
		`{"values":[{"id":7,"slug":"a","project":{"key":"~A"},"links":{"self":[{"href":"https://l/bb/users/a%20b/repos/a?x#y"}],"clone":[{"name":"http","href":"http://scm/x"}]}}]}`: false,
		`{"values":[{"id":1},{"slug":"a"},{}]}`:                                    false,
		`{"values":[{"id":123456789012345678,"slug":"a","project":{"key":"A"}}]}`:  false,
		`{"values":[{"id":1234567890123456789,"slug":"a","project":{"key":"A"}}]}`: true,
		`{"values":[{"id":-1,"slug":"a","project":{"key":"A"}}]}`:                  true,
		`{"values":[{"id":1.0,"slug":"a","project":{"key":"A"}}]}`:                 true,
		`{"values":[{"id":"1","slug":"a","project":{"key":"A"}}]}`:                 true,
		`{"values":[{"id":01,"slug":"a","project":{"key":"A"}}]}`:                  true,
		`{"values":[{"id":1,"slug":5,"project":{"key":"A"}}]}`:                     true,
		`{"values":[{"id":1,"slug":"a","project":null}]}`:                          true,
		`{"values":[null]}`:                  true,
		`{"values":[1]}`:                     true,
		`{"values":null}`:                    true,
		`{"values":{}}`:                      true,
		`{}`:                                 true,
		`null`:                               true,
		``:                                   true,
		`[]`:                                 true,
		`{"values":[],}`:                     true,
		`{"values":[,]}`:                     true,
		`{"values":[{}]`:                     true,
		`{"values":[]}x`:                     true,
		`{"values":[] "a":1}`:                true,
		`{"values":[],"a":tru}`:              true,
		`{"values":[],"a":--1}`:              true,
		`{"values":[],"a":"` + "\x01" + `"}`: true,
		`{"values":[],"a":"` + "\xff" + `"}`: true,
		`{"values":[],"a":"\x"}`:             true,
		`{"values":[],"a":"`:                 true,
		`{"values":[],"values":[]}`:          true,
		`{"values":[],"isLastPage":1}`:       true,
		"\ufeff" + `{"values":[]}`:           true,
		`{"values":[],"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`:      true,
		`{"values":[` + strings.Repeat(`{},`, 4000) + `{}]}`:                                 true,
		`{"values":[{"links":{"clone":[` + strings.Repeat(`{},`, 16) + `{}]}}]}`:             true,
		`{"values":[{"id":1,"slug":"a","project":{"key":"A"},"project":{"name":"B"}}]}`:      false,
		`{"values":[{"id":1,"slug":"a","name":"x","name":null,"project":{"key":"A"}}]}`:      false,
		`{"values":[{"id":1,"slug":"a","project":{"key":"A"},"public":true,"public":null}]}`: false,
	}
}

func TestPagesAreReadAsEncodingJSONReadsThem(t *testing.T) {
	for body, odd := range pagesToRead() {
		assert.Equal(t, odd, assertSameReading(t, body), body)
	}
}

func TestAPageOfTheSandboxIsReadTheFastWay(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Repos: 1000})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	raw := &plain{line: s.Line(), wire: &http.Transport{}}
	defer raw.wire.CloseIdleConnections()
	assert.False(t, assertSameReading(t, string(raw.body(t, 0, 1000))))
}

// FuzzPages reads any bytes both ways: what the fast one does not leave to encoding/json it reads as that does.
func FuzzPages(f *testing.F) {
	for body := range pagesToRead() {
		if len(body) < 2000 {
			f.Add(body)
		}
	}
	ours, names := otherCase(), map[string]bool{"isLastPage": true, "nextPageStart": true}
	f.Fuzz(func(t *testing.T, body string) {
		for _, found := range ours.FindAllString(body, -1) {
			if name := strings.Trim(found, `"`); name != strings.ToLower(name) && !names[name] {
				return
			}
		}
		if strings.Contains(body, `\u`) || strings.ContainsAny(body, "\u017f\u212a") { // names may hide in these
			return
		}
		assertSameReading(t, body)
	})
}
