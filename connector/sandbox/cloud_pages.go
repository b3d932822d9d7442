package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed pages
var pages embed.FS

// notice is a page that says one thing.
type notice struct{ Title, Text string }

// render answers with an embedded page. The pages load nothing from outside, and the policy says so; it
// names no form-action because Chromium holds that against the redirect that follows a form.
func render(w http.ResponseWriter, status int, name string, data any) {
	css, err := pages.ReadFile("pages/page.css")
	if err != nil {
		http.Error(w, "Something went wrong", http.StatusInternalServerError)
		return
	}
	t, err := template.New("css").Parse(string(css))
	if err == nil {
		t, err = t.ParseFS(pages, "pages/*.html")
	}
	var page bytes.Buffer
	if err == nil {
		err = t.ExecuteTemplate(&page, name, data)
	}
	if err != nil {
		http.Error(w, "Something went wrong", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
}

// initials takes the first letters of the first and last word of a name.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	if len(words) == 0 {
		return "•"
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	out := string(unicode.ToUpper(first))
	if len(words) > 1 {
		last, _ := utf8.DecodeRuneInString(words[len(words)-1])
		out += string(unicode.ToUpper(last))
	}
	return out
}

// scopeWords says what a scope allows. A scope without words of its own is shown as it is called.
func scopeWords(scope string) string {
	switch scope {
	case "account":
		return "See your name, picture and workspaces"
	case "email":
		return "See your e-mail address"
	case "repository":
		return "Read the repositories you can see"
	case "repository:write":
		return "Change files in your repositories"
	case "repository:admin":
		return "Change the settings of your repositories"
	case "webhook":
		return "Add webhooks to your repositories"
	case "pullrequest":
		return "Read pull requests"
	case "project":
		return "See the projects your repositories are in"
	}
	return scope
}
