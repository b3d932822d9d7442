package oauth

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
)

func FuzzCallbackQuery(f *testing.F) {
	for _, seed := range []string{
		"code=abc&state=right", "state=right", "error=access_denied&error_description=No%0Athanks&state=right",
		"code=a&code=b&state=right", "code=a&state=right&state=right", "code=a&state=wrong", "%zz&state=right",
		"code=a;state=right", "", "state=", "code=%00&state=right", "error=&code=x&state=right", "state=right%00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		a, ours := readAnswer(query, "right")
		values, err := url.ParseQuery(query)
		if ours && (err != nil || len(values["state"]) != 1 || values.Get("state") != "right") {
			t.Fatalf("%q was taken for ours", query)
		}
		if !ours && a != (answer{}) {
			t.Fatalf("%q gave something though it is not ours", query)
		}
		if a.code != "" && a.refusal != "" {
			t.Fatalf("%q is both an answer and a refusal", query)
		}
		for _, shown := range []string{a.refusal, a.said} {
			if strings.ContainsFunc(shown, unicode.IsControl) || len([]rune(shown)) > 400 {
				t.Fatalf("%q is not fit to be shown", shown)
			}
		}
		if _, other := readAnswer(query, ""); other {
			t.Fatal("an empty state must match nothing")
		}
	})
}

func FuzzTokenAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"t","refresh_token":"r","expires_in":7200,"scope":"account repository","token_type":"bearer"}`,
		`{"access_token":"t","scopes":"account","expires_in":"7200"}`, `{"access_token":"t","scopes":["a","b"]}`,
		`{"access_token":"","token_type":"bearer"}`, `{"access_token":"t","token_type":"mac"}`, `{"access_token":1}`,
		`{"access_token":"t","expires_in":-1}`, `{"access_token":"t","expires_in":1e300}`, `{"access_token":"t","expires_in":"NaN"}`,
		`{"access_token":"t","expires_in":null,"scopes":null}`, `[]`, `null`, ``, `<html>`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := readToken(body)
		if (err == nil) != (got.Access != "") {
			t.Fatalf("token %t, error %v", got.Access != "", err)
		}
		if got.Lifetime < 0 || got.Lifetime > 365*24*time.Hour {
			t.Fatalf("lives for %v", got.Lifetime)
		}
		for _, s := range got.Scopes {
			if s == "" || strings.ContainsAny(s, " ,") {
				t.Fatalf("scope %q", s)
			}
		}
	})
}
