package views

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strings"
	"text/template"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mooring/assets"
	"mooring/connector"
)

// LoadTranslations makes say and Words speak the language of a locale ("de", "pt-BR"); empty is the
// system's. A language without a translation is answered in English. Call it once, before the window.
func LoadTranslations(locale string) error {
	system := lang.SystemLocale()
	chosen := locale
	if chosen == "" {
		chosen = system.String()
	}
	name, text, err := catalogueFor(chosen)
	if err != nil {
		return err
	}
	// A file goes beside the toolkit's own words for its language: under a narrower name ("en-US") it would
	// hide those. Only a language that is not the system's has to pose as it, since lang asks the system.
	if locale != "" {
		name, _, _ = strings.Cut(system.String(), "-")
	}
	if err := lang.AddTranslationsForLocale(text, fyne.Locale(name)); err != nil {
		return fmt.Errorf("load translations: %w", err)
	}
	return nil
}

// catalogueFor finds the translation file of a locale: the exact one, its language's, or English.
func catalogueFor(locale string) (name string, text []byte, err error) {
	language, _, _ := strings.Cut(locale, "-")
	for _, name := range []string{locale, language} {
		if text, err := assets.Translations.ReadFile(path.Join("translations", name+".json")); err == nil {
			return name, text, nil
		}
	}
	text, err = assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		return "", nil, fmt.Errorf("read translations: %w", err)
	}
	return "en", text, nil
}

// Phrases are the sentences of one language by their keys. The zero value knows none and answers keys.
type Phrases map[string]string

// English gives the English phrases, whatever language the window speaks: reports for programs use it.
func English() Phrases {
	text, err := assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		return nil
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal(text, &raw) != nil {
		return nil
	}
	p := make(Phrases, len(raw))
	for key, value := range raw {
		var sentence string
		var forms map[string]string
		if json.Unmarshal(value, &sentence) == nil {
			p[key] = sentence
		} else if json.Unmarshal(value, &forms) == nil {
			p[key+".one"], p[key+".other"] = forms["one"], forms["other"]
		}
	}
	return p
}

// Words gives a problem's three sentences in these phrases.
func (p Phrases) Words(problem connector.Problem) (title, detail, fix string) {
	return words(problem, p.say)
}

func (p Phrases) say(key string, args ...string) string {
	text, ok := p[key]
	if !ok {
		return key
	}
	if !strings.Contains(text, "{{") {
		return text
	}
	t, err := template.New(key).Parse(text)
	if err != nil {
		return text
	}
	var out strings.Builder
	if t.Execute(&out, named(args)) != nil {
		return text
	}
	return out.String()
}

// Words gives a problem's three sentences in the person's language: what is wrong, what that means with
// the person's own values, and the one thing to do. It works without an app.
func Words(problem connector.Problem) (title, detail, fix string) {
	problem.Args = spoken(problem.Args)
	return words(problem, say)
}

// spoken are a problem's values as the window says them in a sentence: a day like all the others there,
// permissions by name, and the first of many names; a table beside it has them all.
func spoken(args map[string]string) map[string]string {
	said := maps.Clone(args)
	if day, err := time.Parse(dayForm, args["date"]); err == nil {
		said["date"] = dayWords(day)
	}
	if names := strings.Split(args["names"], ", "); len(names) > 3 {
		said["names"] = strings.Join(names[:3], ", ") + ", …"
	}
	if args["scopes"] != "" {
		said["scopes"] = scopesInWords(args["scopes"])
	}
	return said
}

// words gives the three sentences of a problem in the phrases say knows.
func words(problem connector.Problem, say phrase) (title, detail, fix string) {
	args, cloud := filledIn(problem, say), isOfCloud(problem)
	sentence := func(part string) string {
		key := "problem." + string(problem.Code) + part
		if cloud {
			if text := say(key+".cloud", args...); text != key+".cloud" {
				return text
			}
		}
		return say(key, args...)
	}
	return sentence(".title"), sentence(".detail"), sentence(".fix")
}

// OfCloud marks a problem as one with Bitbucket Cloud, whose server nobody can have mistyped or misconfigured: some
// sentences read differently then. Where its host is bitbucket.org, that is seen without.
func OfCloud(problem connector.Problem) connector.Problem { return problem.With(ofCloud, "yes") }

// ofCloud is the value that marks such a problem; no sentence uses it.
const ofCloud = "of-cloud"

// isOfCloud tells whether a problem is one with Bitbucket Cloud.
func isOfCloud(problem connector.Problem) bool {
	if problem.Args[ofCloud] != "" {
		return true
	}
	host := problem.Args["host"]
	if host == "" {
		host = connector.HostOf(connector.HostPort(problem.Args["address"]))
	}
	return host == "bitbucket.org" || strings.HasSuffix(host, ".bitbucket.org")
}

// filledIn are a problem's values with a neutral word for every one nobody gave, so that sentences survive a
// missing one.
func filledIn(problem connector.Problem, say func(string, ...string) string) []string {
	values := maps.Clone(problem.Args)
	if values == nil {
		values = map[string]string{}
	}
	for _, e := range connector.Catalogue() {
		if e.Code != problem.Code {
			continue
		}
		for _, name := range strings.Fields(e.Args) {
			if values[name] == "" {
				values[name] = neutral(name, say)
			}
		}
	}
	args := make([]string, 0, 2*len(values))
	for name, value := range values {
		args = append(args, name, value)
	}
	return args
}

// neutral is the word for a value that is missing; empty where the sentence itself takes care of it.
func neutral(name string, say func(string, ...string) string) string {
	key := "neutral." + name
	if word := say(key); word != key {
		return word
	}
	return ""
}

// say gives the sentence of a key in the person's language. Args come in pairs: name, value. A key that
// no language knows comes back as it is.
func say(key string, args ...string) string {
	text := lang.X(key, key, named(args))
	if text == key { // no translations loaded: a report on the terminal, or a test
		return English().say(key, args...)
	}
	return text
}

// sayN is say for a count: the phrase has the forms "one" and "other", and may use {{.count}}.
func sayN(key string, count int, args ...string) string {
	args = append(args, "count", fmt.Sprint(count))
	text := lang.XN(key, key, count, named(args))
	if text != key {
		return text
	}
	form := ".other"
	if count == 1 {
		form = ".one"
	}
	return English().say(key+form, args...)
}

func named(args []string) map[string]string {
	values := make(map[string]string, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		values[args[i]] = args[i+1]
	}
	return values
}

// icon reads one of the app's own icons.
func icon(name string) fyne.Resource {
	content, err := assets.Icons.ReadFile("icons/" + name)
	if err != nil {
		return nil
	}
	return fyne.NewStaticResource(name, content)
}
