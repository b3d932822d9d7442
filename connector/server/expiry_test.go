package server_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestTheEndOfATokenIsOnlyTakenWhereItIsCertain(t *testing.T) {
	const may = `,"permissions":["PROJECT_READ","REPO_ADMIN"]`
	for name, c := range map[string]struct{ tokens, want string }{
		"milliseconds":                {`{"expiryDate":1829217600000}`, "2027-12-19"},
		"ISO 8601":                    {`{"expiryDate":"2027-12-19T14:09:51.000Z"}`, "2027-12-19"},
		"ISO 8601 with a zone":        {`{"expiryDate":"2027-12-19T14:09:51.000+0100"}`, "2027-12-19"},
		"a day":                       {`{"expiryDate":"2027-12-19"}`, "2027-12-19"},
		"absent":                      {`{"name":"x"}`, "never"},
		"null":                        {`{"expiryDate":null}`, "never"},
		"unreadable":                  {`{"expiryDate":"soon"}`, ""},
		"another shape":               {`{"expiryDate":{"at":1}}`, ""},
		"not a date":                  {`{"expiryDate":0}`, ""},
		"two on one day":              {`{"expiryDate":1829217600000},{"expiryDate":1829217700000}`, "2027-12-19"},
		"two on two days":             {`{"expiryDate":1829217600000},{"expiryDate":1829317700000}`, ""},
		"one never":                   {`{"expiryDate":1829217600000},{}`, ""},
		"both never":                  {`{},{"expiryDate":null}`, "never"},
		"another's":                   {`{"expiryDate":1829217600000,"user":{"name":"ada_l"}}`, ""},
		"ours":                        {`{"expiryDate":1829217600000,"user":{"name":"Ada L"}}`, "2027-12-19"},
		"one that is over":            {`{"expiryDate":1429217600000},{"expiryDate":1829217600000}`, "2027-12-19"},
		"one that may not as much":    {`{"expiryDate":1829317700000,"permissions":["REPO_READ"]},{"expiryDate":1829217600000` + may + `}`, "2027-12-19"},
		"two that may as much":        {`{"expiryDate":1829317700000,"permissions":["PROJECT_ADMIN"]},{"expiryDate":1829217600000` + may + `}`, ""},
		"rights unknown of one":       {`{"expiryDate":1829317700000},{"expiryDate":1829217600000` + may + `}`, ""},
		"none":                        {``, ""},
		"used lately proves nothing":  {`{"expiryDate":1829317700000,"lastAuthenticated":1795348800000},{"expiryDate":1829217600000}`, ""},
		"all over, by the clock here": {`{"expiryDate":1429217600000}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.oneRepo()
			f.answers[tokens+"/users/ada_l"] = says(200, `{"values":[`+c.tokens+`],"isLastPage":true}`)
			report := climb(t, f.at("", time.Time{}), "")
			assert.Empty(t, codes(report))
			assert.Equal(t, c.want, report.Fact(connector.FactExpires))
			if c.want != "" {
				assert.Equal(t, "server", report.Fact(connector.FactExpiresBy))
			}
		})
	}
}

func TestAListOfTokensThatCannotBeReadIsNoProblem(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"not permitted": refuses(401, "com.atlassian.bitbucket.AuthorisationException"),
		"forbidden":     refuses(403, "com.atlassian.bitbucket.AuthorisationException"),
		"not there":     refuses(404, "x"),
		"refused":       refuses(401, "x.IncorrectPasswordAuthenticationException"),
		"failing":       says(500, ""),
		"limited":       says(429, ""),
		"a page": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `<html><input type="password">`)
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://sso.example.test/", http.StatusFound)
		},
		"broken":       says(200, `{"values":[`),
		"another list": says(200, `{"values":"no"}`),
		"more to come": says(200, `{"values":[{"expiryDate":1829217600000}],"isLastPage":false,"nextPageStart":1}`),
		"no list":      says(200, `{}`),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.oneRepo()
			f.answers[tokens+"/users/ada_l"] = answer
			report := climb(t, f.at("", time.Time{}), "")
			assert.Empty(t, codes(report))
			assert.Equal(t, connector.Ready, report.Verdict())
			assert.Empty(t, report.Fact(connector.FactExpires))
			report = climb(t, f.at("", day(90)), "")
			assert.Equal(t, day(90).Format(time.DateOnly), report.Fact(connector.FactExpires))
			assert.Equal(t, "person", report.Fact(connector.FactExpiresBy))
		})
	}
}

func TestATokenThatEndsSoonIsSaidInTime(t *testing.T) {
	for name, c := range map[string]struct {
		told        string
		typed       time.Time
		date, by    string
		expiresSoon bool
	}{
		"told, soon":               {`{"expiryDate":"2026-11-30"}`, time.Time{}, "2026-11-30", "server", true},
		"told, later":              {`{"expiryDate":"2026-12-24"}`, day(3), "2026-12-24", "server", false},
		"told, never":              {`{}`, day(3), "never", "server", false},
		"typed, soon":              {``, day(10), "2026-12-02", "person", true},
		"typed, later":             {``, day(15), "2026-12-07", "person", false},
		"typed, past and accepted": {``, day(-3), "2026-11-19", "person", true},
		"told, within the day":     {`{"expiryDate":1795352400000}`, time.Time{}, "2026-11-22", "server", true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.oneRepo()
			f.answers[tokens+"/users/ada_l"] = says(200, `{"values":[`+c.told+`],"isLastPage":true}`)
			report := climb(t, f.at("", c.typed), "")
			assert.Equal(t, c.date, report.Fact(connector.FactExpires))
			assert.Equal(t, c.by, report.Fact(connector.FactExpiresBy))
			if !c.expiresSoon {
				assert.Empty(t, codes(report))
				return
			}
			p := only(t, report)
			assert.Equal(t, connector.CodeTokenExpiresSoon, p.Code)
			args := map[string]string{"date": c.date, "past": ""}
			if c.date < "2026-11-22" {
				args["past"] = "yes"
			}
			assert.Equal(t, args, p.Args)
			assert.Equal(t, connector.Attention, report.Verdict())
		})
	}
}

func TestARefusedTokenHasExpiredWhereThatIsKnown(t *testing.T) {
	const wrong = "com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException"
	for name, c := range map[string]struct {
		exception string
		typed     time.Time
		want      connector.Code
		date      string
	}{
		"the day is past":            {wrong, day(-1), connector.CodeTokenExpired, "2026-11-21"},
		"the day is today":           {wrong, day(0), connector.CodeTokenRejected, ""},
		"the day is to come":         {wrong, day(30), connector.CodeTokenRejected, ""},
		"no day":                     {wrong, time.Time{}, connector.CodeTokenRejected, ""},
		"the server says so":         {"com.atlassian.bitbucket.auth.ExpiredAuthenticationException", time.Time{}, connector.CodeTokenExpired, ""},
		"not permitted, though past": {"com.atlassian.bitbucket.AuthorisationException", day(-1), connector.CodeNotPermitted, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.answers["/repos"] = refuses(401, c.exception)
			p := only(t, climb(t, f.at("", c.typed), ""))
			assert.Equal(t, c.want, p.Code)
			assert.Equal(t, c.date, p.Args["date"])
			assertArgs(t, p)
			_, _, err := list(t.Context(), f.at("", c.typed))
			assert.True(t, connector.IsProblem(err, c.want), "a list says the same")
		})
	}
}
