package oauth

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"
)

// Outcome is what the page the browser ends on has to tell.
type Outcome string

// The outcomes. Stray is for a call nobody waits for (any more): a wrong state, a second answer, or one
// that came after the person pressed Cancel in the app.
const (
	Connected Outcome = "connected"
	Denied    Outcome = "denied"
	Failed    Outcome = "failed"
	Stray     Outcome = "stray"
)

// Words are the sentences on the page.
type Words struct {
	Lang  string // of the sentences, for the html element: "en"
	Title string
	Text  string
	Close string // that the page may be closed
}

// PageData is what the page's template gets.
type PageData struct {
	Outcome Outcome
	Words
}

// EnglishWords are the sentences used unless Options bring translated ones.
func EnglishWords(o Outcome) Words {
	w := Words{Lang: "en", Close: "You can close this page and go back to Mooring."}
	switch o {
	case Connected:
		w.Title, w.Text = "Bitbucket is connected", "Mooring may now see what you allowed, and nothing more."
	case Denied:
		w.Title, w.Text = "Nothing was connected", "You said no, so Mooring sees nothing. You can ask again at any time."
	case Failed:
		w.Title, w.Text = "That did not work", "Something went wrong after you said yes. Mooring tells you what it was and what helps."
	default:
		w.Title, w.Text = "Nobody is waiting for this page", "It does not belong to a question Mooring is asking now. Nothing was changed."
	}
	return w
}

// plainPage is the page for a Client that was given none.
func plainPage() *template.Template {
	return template.Must(template.New("consent").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body data-outcome="{{.Outcome}}"><h1>{{.Title}}</h1><p>{{.Text}}</p><p>{{.Close}}</p></body></html>
`))
}

// show answers the browser. The headers keep the code in the address from leaking: nothing is stored,
// nothing is loaded, no referrer is sent.
func (c *Client) show(w http.ResponseWriter, status int, o Outcome) {
	var page bytes.Buffer
	if err := c.o.Page.Execute(&page, PageData{Outcome: o, Words: c.o.Words(o)}); err != nil {
		page.Reset()
		_ = plainPage().Execute(&page, PageData{Outcome: o, Words: EnglishWords(o)})
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	guard(h)
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
	// The connection is closed soon after: what is written must be on its way by then.
	_ = http.NewResponseController(w).Flush()
}

// guard sets what every answer of the callback carries.
func guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
