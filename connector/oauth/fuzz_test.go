package oauth

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"mooring/connector"
	"mooring/connector/transport"
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

func FuzzAnswerByHand(f *testing.F) {
	const callback = "http://localhost:28421/callback"
	for _, seed := range []string{
		callback + "?code=abc&state=right", "  \"" + callback + "?state=right&error=access_denied\"\n", callback, "code=abc&state=right",
		"localhost:28421/callback?code=a&state=right", "//[::1]:28421/callback?code=a&state=right", "https://127.0.0.1:28421/callback?code=a&state=right#x",
		callback + "?code=a&state=wrong", callback + "?state=right", callback + "/?code=a&state=right", "http://u@localhost:28421/callback?code=a&state=right",
		"http://localhost:028421/callback?code=a&state=right", "http://[::ffff:127.0.0.1]:28421/callback?code=a&state=right", "http://%zz", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		at, err := readPlace(callback)
		if err != nil {
			t.Fatal(err)
		}
		d := &door{at: at, state: "right", answers: make(chan answer, 1)}
		err = d.brought(address)
		if (err == nil) != (len(d.answers) == 1) {
			t.Fatal("an answer that counts is handed on, and no other")
		}
		if err != nil {
			repeatsNothing(t, callback, err)
			return
		}
		held := strings.Join(strings.Fields(address), "")
		if a := <-d.answers; a.code == "" && a.refusal == "" || strings.Count(held, "state=right") != 1 && !strings.Contains(held, "%") {
			t.Fatalf("%q was taken for an answer", address)
		}
		if !strings.Contains(held, ":28421/callback?") || d.brought(address) == nil {
			t.Fatalf("%q was taken for our callback, or twice", address)
		}
	})
}

// repeatsNothing holds that a refusal of what was brought is one of few, whatever it was.
func repeatsNothing(t *testing.T, callback string, err error) {
	t.Helper()
	p, _ := connector.AsProblem(err)
	known := []string{"address-invalid map[callback:" + callback + "]", "consent-forged map[]", "consent-forged map[denied:yes]"}
	if p.Severity != connector.Block || !slices.Contains(known, fmt.Sprint(err, " ", p.Args)) {
		t.Fatalf("something of what was brought is repeated: %v %v", err, p.Args)
	}
}

func FuzzTokenRefusal(f *testing.F) {
	const secret = "sent-in-the-form"
	for _, seed := range []string{
		`{"error_description":"Invalid refresh_token","error":"invalid_request"}`, `{"error":"invalid_grant"}`, `<html>Invalid refresh_token</html>`,
		`{"error_description":"no ` + secret + ` here"}`, `{"error_description":{"a":1},"error":["b"]}`, `{"error":"a\u0000\nb"}`, `null`, `[]`, ``, `"Invalid refresh_token"`,
	} {
		f.Add(400, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		r := readReply(transport.Answer{Status: status, Body: body}, connector.NewSecret(secret))
		var told struct {
			Description string `json:"error_description"`
		}
		_ = json.Unmarshal(body, &told)
		if r.refreshRefused() && (status < 400 || status > 499 || !strings.Contains(strings.ToLower(told.Description), "refresh_token")) {
			t.Fatalf("%d %q ends a session", status, body)
		}
		for _, shown := range []string{r.Error, r.Description, r.evidence().Said} {
			if strings.ContainsFunc(shown, unicode.IsControl) || len([]rune(shown)) > 400 || strings.Contains(shown, secret) {
				t.Fatalf("%q is not fit to be shown", shown)
			}
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
