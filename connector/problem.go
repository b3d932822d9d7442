package connector

import (
	"errors"
	"fmt"
	"maps"
)

// Severity says how much a problem matters to what the person wants to do.
type Severity string

// The three severities. A block stops; a warn lets one go on; an info is for completeness.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Info  Severity = "info"
)

// Code names a problem. Codes are stable: they stand in reports, translation keys and tests.
type Code string

// Problem is a failure as a person should meet it: a code from the catalogue, the values its sentences
// need, and the evidence an administrator would ask for. It is an error, so it travels like one; it is
// never changed once made: the methods give changed copies. Neither Args nor Evidence ever hold a secret.
type Problem struct {
	Code     Code              `json:"code"`
	Severity Severity          `json:"severity"`
	Args     map[string]string `json:"args,omitempty"`
	Evidence Evidence          `json:"evidence"`
	cause    error
}

// Evidence is what was seen: HTTP status, exception name, address asked and milliseconds. Empty fields
// were not seen.
type Evidence struct {
	Status    int    `json:"status,omitempty"`
	Exception string `json:"exception,omitempty"`
	Address   string `json:"address,omitempty"`
	Millis    int64  `json:"ms,omitempty"`
	// Said is the other side's own words, shortened; safe to show, since nothing we sent is in it.
	Said string `json:"said,omitempty"`
	// Certificate is what the server showed, where its certificate is the problem; Trusted is the one that was
	// trusted for it earlier.
	Certificate *Certificate `json:"certificate,omitempty"`
	Trusted     *Certificate `json:"trusted,omitempty"`
}

// NewProblem makes a problem with the catalogue's severity. Args come in pairs: name, value.
func NewProblem(code Code, args ...string) Problem {
	p := Problem{Code: code, Severity: DefaultSeverity(code)}
	if len(args) > 0 {
		p.Args = make(map[string]string, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			p.Args[args[i]] = args[i+1]
		}
	}
	return p
}

// Error gives the code and the cause; it is for logs, never for people.
func (p Problem) Error() string {
	if p.cause == nil {
		return string(p.Code)
	}
	return fmt.Sprintf("%s: %v", p.Code, p.cause)
}

// Unwrap gives the error behind the problem, if one was kept.
func (p Problem) Unwrap() error { return p.cause }

// Because keeps the error behind the problem.
func (p Problem) Because(cause error) Problem {
	p.cause = cause
	return p
}

// Rated changes the severity, where a screen or flag decides otherwise than the catalogue.
func (p Problem) Rated(s Severity) Problem {
	p.Severity = s
	return p
}

// Seen attaches what was observed.
func (p Problem) Seen(e Evidence) Problem {
	p.Evidence = e
	return p
}

// With gives a copy with one more value for its sentences.
func (p Problem) With(name, value string) Problem {
	args := make(map[string]string, len(p.Args)+1)
	maps.Copy(args, p.Args)
	args[name] = value
	p.Args = args
	return p
}

// AsProblem finds the problem an error carries.
func AsProblem(err error) (Problem, bool) {
	var p Problem
	ok := errors.As(err, &p)
	return p, ok
}

// IsProblem tells whether an error carries a problem of this code.
func IsProblem(err error, code Code) bool {
	p, ok := AsProblem(err)
	return ok && p.Code == code
}
