package views

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/assets"
	"mooring/connector"
)

// placeholder finds every value a sentence uses.
var placeholder = regexp.MustCompile(`\{\{[^}]*?\.(\w+)[^}]*\}\}`)

func parts() []string { return []string{".title", ".detail", ".fix"} }

func TestEveryCodeHasATitleADetailAndAFix(t *testing.T) {
	english := English()
	for _, e := range connector.Catalogue() {
		for _, part := range parts() {
			key := "problem." + string(e.Code) + part
			text := english[key]
			assert.NotEmpty(t, text, key)
			for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
				assert.Contains(t, strings.Fields(e.Args), m[1], "%s uses a value the catalogue does not promise", key)
			}
		}
	}
}

func TestNoSentenceIsAboutAnUnknownCode(t *testing.T) {
	for key := range English() {
		code, ok := strings.CutPrefix(key, "problem.")
		code, _, sentence := strings.Cut(code, ".")
		if !ok || !sentence {
			continue
		}
		assert.True(t, slices.ContainsFunc(connector.Catalogue(), func(e connector.Entry) bool { return string(e.Code) == code }), key)
	}
}

func TestSentencesSurviveMissingValues(t *testing.T) {
	for _, e := range connector.Catalogue() {
		title, detail, fix := English().Words(connector.NewProblem(e.Code))
		for _, text := range []string{title, detail, fix} {
			assert.NotContains(t, text, "{{", e.Code)
			assert.NotContains(t, text, "<no value>", e.Code)
			assert.NotContains(t, text, "  ", e.Code)
			assert.NotRegexp(t, `[ (“]([.,”)])|“”|\(\)`, text, "%s: a hole where a value is missing", e.Code)
			assert.Regexp(t, `^[A-Z“]`, text, "%s: a sentence begins with a capital", e.Code)
		}
		assert.NotRegexp(t, `[.!]$`, title, "%s: a title is no sentence", e.Code)
		assert.Regexp(t, `[.!”?]$`, detail, e.Code)
		assert.Regexp(t, `[.!?]$`, fix, e.Code)
		assert.LessOrEqual(t, len([]rune(title)), 64, "%s: a title is one line", e.Code)
	}
}

func TestSentencesHoldThePersonsOwnValues(t *testing.T) {
	for _, e := range connector.Catalogue() {
		names := strings.Fields(e.Args)
		p := connector.NewProblem(e.Code)
		for _, name := range names {
			p = p.With(name, "VALUE-"+name)
		}
		title, detail, fix := English().Words(p)
		all := title + detail + fix
		used := slices.ContainsFunc(names, func(name string) bool { return strings.Contains(all, "VALUE-"+name) })
		if slices.Equal(names, []string{"terminal"}) || slices.Equal(names, []string{"given"}) { // not shown: they choose the words
			title, detail, fix = English().Words(connector.NewProblem(e.Code))
			used = all != title+detail+fix
		}
		assert.True(t, used || len(names) == 0 || e.Code == connector.CodeConsentForged, "%s uses none of %v", e.Code, names)
	}
}

// What is said of Bitbucket Cloud alone keeps to the rules of every sentence.
func TestSentencesAboutCloudSurviveMissingValuesAndUseNoOthers(t *testing.T) {
	english := English()
	for _, e := range connector.Catalogue() {
		for _, part := range parts() {
			for _, m := range placeholder.FindAllStringSubmatch(english["problem."+string(e.Code)+part+".cloud"], -1) {
				assert.Contains(t, strings.Fields(e.Args), m[1], "%s uses a value the catalogue does not promise", e.Code)
			}
		}
		title, detail, fix := english.Words(OfCloud(connector.NewProblem(e.Code)))
		for _, text := range []string{title, detail, fix} {
			assert.NotContains(t, text, "  ", e.Code)
			assert.NotRegexp(t, `[ (“]([.,”)])|“”|\(\)`, text, "%s: a hole where a value is missing", e.Code)
			assert.Regexp(t, `^[A-Z“]`, text, "%s: a sentence begins with a capital", e.Code)
		}
		assert.Regexp(t, `[.!”?]$`, detail, e.Code)
		assert.Regexp(t, `[.!?]$`, fix, e.Code)
		assert.LessOrEqual(t, len([]rune(title)), 64, "%s: a title is one line", e.Code)
	}
}

func TestWhatStandsInTheWayOfCloudIsToldOtherwiseThanOfAServer(t *testing.T) {
	_, _, server := English().Words(connector.NewProblem(connector.CodeLoginPage, "host", "git.example"))
	_, _, cloud := English().Words(connector.NewProblem(connector.CodeLoginPage, "host", "api.bitbucket.org"))
	_, _, marked := English().Words(OfCloud(connector.NewProblem(connector.CodeLoginPage, "host", "127.0.0.1")))
	assert.Contains(t, server, "administrator")
	assert.Contains(t, cloud, "browser")
	assert.Equal(t, cloud, marked)
	_, _, pretended := English().Words(connector.NewProblem(connector.CodeLoginPage, "host", "evilbitbucket.org"))
	assert.Equal(t, server, pretended)
}

func TestWordsTellEachKindOfCredentialWhereItIsMended(t *testing.T) {
	for kind, want := range map[string]string{"session": "browser", "api-token": "Atlassian’s page", "access-token": "in Bitbucket"} {
		for _, code := range []connector.Code{connector.CodeTokenRejected, connector.CodeTokenExpired} {
			_, _, fix := English().Words(connector.NewProblem(code, "kind", kind))
			assert.Contains(t, fix, want, "%s of %s", code, kind)
		}
	}
	for kind, want := range map[string]string{"session": "consumer", "api-token": "Atlassian’s page", "access-token": "workspace"} {
		_, _, fix := English().Words(connector.NewProblem(connector.CodeScopeMissing, "kind", kind, "scopes", "webhook"))
		assert.Contains(t, fix, want, kind)
	}
	_, detail, _ := English().Words(connector.NewProblem(connector.CodeCallbackPortBusy, "port", "28421", "program", "nginx"))
	assert.Contains(t, detail, "port 28421, which nginx holds")
}

func TestNoSentenceSpeaksTheProtocolsLanguage(t *testing.T) {
	for key, text := range English() {
		if !strings.HasPrefix(key, "problem.") {
			continue
		}
		assert.NotRegexp(t, `\b(401|403|404|HTTP|JSON|TLS|TCP|DNS|Unauthorized|invalid|failed|error)\b`, text, key)
	}
}

func TestEveryTextIsAValidTemplate(t *testing.T) {
	for key, text := range English() {
		_, err := template.New(key).Parse(text)
		assert.NoError(t, err, key)
	}
}

func TestWordsAreTheSameWithAndWithoutAWindow(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	for _, e := range connector.Catalogue() {
		p := connector.NewProblem(e.Code, "host", "git.example", "address", "https://git.example")
		title, detail, fix := Words(p)
		plainTitle, plainDetail, plainFix := English().Words(p)
		assert.Equal(t, []string{plainTitle, plainDetail, plainFix}, []string{title, detail, fix}, e.Code)
	}
}

func TestTheWindowSaysDaysInWordsAndTheFirstOfManyNames(t *testing.T) {
	_, ended, _ := Words(connector.NewProblem(connector.CodeCertificateExpired, "host", "git.example", "date", "2026-03-01"))
	assert.Contains(t, ended, "1 March 2026")
	p := connector.NewProblem(connector.CodeCertificateWrongHost, "host", "git.example", "names", "a.example, b.example, c.example, d.example")
	_, named, _ := Words(p)
	assert.Contains(t, named, "a.example, b.example, c.example, …")
	assert.NotContains(t, named, "d.example")
	assert.Contains(t, p.Args["names"], "d.example", "the problem itself keeps them all")
}

func TestACountTakesItsForm(t *testing.T) {
	assert.Equal(t, "Copy", say("kit.copy"))
	assert.Equal(t, "no.such.key", say("no.such.key"), "an unknown key shows itself")
}

func TestAnUnknownLanguageIsAnsweredInEnglish(t *testing.T) {
	require.NoError(t, LoadTranslations("tlh-KX"))
	assert.Equal(t, "Bitbucket Server", say("tab.server"))
}

// Every key the code says must exist: a typing mistake in one would show the key to a person.
func TestTranslationsAreOneFlatObject(t *testing.T) {
	text, err := assets.Translations.ReadFile("translations/en.json")
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, json.Unmarshal(text, &all))
	for key, value := range all {
		assert.Regexp(t, `^[a-z0-9]+([.-][a-z0-9]+)+$`, key)
		if forms, plural := value.(map[string]any); plural {
			assert.Contains(t, forms, "one", key)
			assert.Contains(t, forms, "other", key)
		}
	}
}
