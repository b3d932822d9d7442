package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"mooring/connector"
)

// maxSaid is how much of the other side's words is worth showing.
const maxSaid = 300

// leastSecret is how short a secret may be to be looked for; a shorter one stands in every other word.
const leastSecret = 5

// maxValues is more than a page of a thousand repositories holds, with all that may be said of each.
const maxValues = 200_000

// Answer is what came back, whole. Its body is at most 32 MiB; that of an error is cut at 1 MiB.
type Answer struct {
	Status  int
	Header  http.Header
	Body    []byte
	Millis  int64
	Address string // what was asked, without user and query
	// Location is where a redirect leads, as an absolute address; empty when it was none.
	Location string
	host     string
}

// Evidence is the answer as an administrator would ask for it.
func (a Answer) Evidence() connector.Evidence {
	return connector.Evidence{Status: a.Status, Address: a.Address, Millis: a.Millis}
}

// OK tells whether the status is one of success.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// IsJSON tells whether the answer says it is JSON.
func (a Answer) IsJSON() bool {
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// IsHTML tells whether the answer is a page for people.
func (a Answer) IsHTML() bool {
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err == nil && (kind == "text/html" || kind == "application/xhtml+xml") {
		return true
	}
	head := strings.ToLower(strings.TrimSpace(string(a.Body[:min(len(a.Body), 256)])))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html")
}

// JSON reads the body into v; a body that is no such JSON is answer-invalid, and one that would fill the
// memory once it is read answer-too-large. A byte order mark, which something in between may have put before it,
// is passed over (RFC 8259 section 8.1).
func (a Answer) JSON(v any) error {
	if crowded(a.Body) {
		return connector.NewProblem(connector.CodeAnswerTooLarge, "host", a.host).Seen(a.Evidence()).Because(errCrowded)
	}
	if err := json.Unmarshal(bytes.TrimPrefix(a.Body, []byte("\ufeff")), v); err != nil {
		return a.Invalid(fmt.Errorf("read the answer: %w", err))
	}
	return nil
}

// crowded tells whether JSON holds more values than any page of a list does: ten million empty objects fit
// into the bytes we read, and not into memory.
func crowded(body []byte) bool {
	values, quoted := 0, false
	for i := 0; i < len(body) && values <= maxValues; i++ {
		switch body[i] {
		case '"':
			quoted = !quoted
		case '\\':
			i++ // only ever inside quotes
		case ',':
			if !quoted {
				values++
			}
		}
	}
	return values > maxValues
}

// Invalid is the problem of an answer that makes no sense.
func (a Answer) Invalid(cause error) connector.Problem {
	return connector.NewProblem(connector.CodeAnswerInvalid, "host", a.host).Seen(a.Evidence()).Because(cause)
}

// Host is the name of the computer that answered, for a problem's sentences.
func (a Answer) Host() string { return a.host }

// Upgrade gives the address a redirect from http to https on the same host name leads to. Nothing is sent
// there by itself.
func (a Answer) Upgrade() (string, bool) {
	from, err1 := url.Parse(a.Address)
	to, err2 := url.Parse(a.Location)
	if err1 != nil || err2 != nil || from.Scheme != "http" || to.Scheme != "https" {
		return "", false
	}
	return a.Location, strings.EqualFold(from.Hostname(), to.Hostname())
}

// Quote makes the other side's words fit for evidence: one short line, and without the secrets, should
// it have repeated what we sent.
func Quote(words string, secrets ...connector.Secret) string {
	// A whole Authorization header may come back too; of Basic the token is no longer to be recognised in it.
	header := regexp.MustCompile(`(?i)\b(basic|bearer)[\s:=]+[a-z0-9+/=_.~-]{16,}`)
	words = header.ReplaceAllString(without(words, secrets...), "$1 ***")
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if runes := []rune(words); len(runes) > maxSaid {
		words = string(runes[:maxSaid]) + "…"
	}
	return words
}

// without blots secrets out of what the other side said, also as they stand in an address.
func without(words string, secrets ...connector.Secret) string {
	for _, s := range secrets {
		if len(s.Reveal()) < leastSecret {
			continue
		}
		for _, form := range []string{s.Reveal(), url.QueryEscape(s.Reveal()), url.PathEscape(s.Reveal())} {
			words = strings.ReplaceAll(words, form, s.String())
		}
	}
	return words
}
