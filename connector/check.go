package connector

import (
	"context"
	"time"
)

// CheckID names a rung of the ladder. Like codes, ids are stable.
type CheckID string

// The rungs of both ladders.
const (
	CheckAddress     CheckID = "address"
	CheckNetwork     CheckID = "network"
	CheckCertificate CheckID = "certificate"
	CheckProduct     CheckID = "product"
	CheckVersion     CheckID = "version"
	CheckSignIn      CheckID = "sign-in"
	CheckLinks       CheckID = "links"
	CheckAdmin       CheckID = "admin"
	CheckToken       CheckID = "token"

	CheckCredential   CheckID = "credential"
	CheckAccount      CheckID = "account"
	CheckScopes       CheckID = "scopes"
	CheckWorkspaces   CheckID = "workspaces"
	CheckRepositories CheckID = "repositories"
	CheckBudget       CheckID = "budget"
	CheckWebhook      CheckID = "webhook"

	// The rungs of "Why can't I see my repository?".
	CheckPlace      CheckID = "place"      // the name or address belongs to this Bitbucket
	CheckOwner      CheckID = "owner"      // the project (or workspace) is there
	CheckRepository CheckID = "repository" // and the repository in it
	CheckVisible    CheckID = "visible"    // the token may read it
	CheckArchived   CheckID = "archived"   // it still takes changes
)

// Check is one question put to a Bitbucket, as data: what it is, what must have held before it, and how
// it is asked. Cloud and server make lists of them; the ladder runs them without knowing either.
type Check struct {
	ID CheckID
	// After names the checks that must have passed (or not applied) before this one makes sense.
	After []CheckID
	// Optional marks a check without which one can still go on; all others are needed.
	Optional bool
	// Timeout bounds this check alone; zero means the caller's context decides.
	Timeout time.Duration
	// Run asks. It makes one attempt and obeys ctx. It must not be nil.
	Run func(ctx context.Context) Finding
}

// Finding is what a check brought to light.
type Finding struct {
	Problems []Problem
	// Facts are values worth showing beside a rung that holds: "version" → "9.4.1".
	Facts map[string]string
	// Skip says the check does not apply here; it counts as passed for what depends on it.
	Skip bool
	// Unfinished says the check could not come to an end, whatever the severity of its problems.
	Unfinished bool
}

// State is where a rung stands.
type State string

// Waiting and Running are seen only while a ladder is being climbed.
const (
	Waiting State = "waiting"
	Running State = "running"
	Pass    State = "pass"
	Warned  State = "warn"
	Fail    State = "fail"
	Skip    State = "skip"
)

// Rung is a check with its answer.
type Rung struct {
	ID       CheckID           `json:"id"`
	State    State             `json:"state"`
	Millis   int64             `json:"ms"`
	Problems []Problem         `json:"problems"`
	Facts    map[string]string `json:"facts,omitempty"`
	// NotCheckedAfter names the failed rung because of which this one was not asked; State is then Skip.
	NotCheckedAfter CheckID `json:"not_checked_after,omitempty"`
	Optional        bool    `json:"-"`
}

// Verdict sums a report up.
type Verdict string

// The three verdicts, best first.
const (
	Ready     Verdict = "ready"
	Attention Verdict = "attention"
	Blocked   Verdict = "blocked"
)

// Report is a whole ladder with its answers, in the order they are shown. It is a snapshot: each step of
// a climb makes a new one.
type Report struct {
	Rungs  []Rung
	Millis int64
	// Requests is how many requests it took, the last step's Identity aside; zero where nobody counted.
	Requests int
	// Done is false while the ladder is still being climbed.
	Done bool
}

// Verdict follows the catalogue's rule: any block, or a needed rung that failed or could not be asked,
// is blocked; else any warn is attention; infos never count.
func (r Report) Verdict() Verdict {
	verdict := Ready
	for _, rung := range r.Rungs {
		if !rung.Optional && (rung.State == Fail || rung.NotCheckedAfter != "") {
			return Blocked
		}
		for _, p := range rung.Problems {
			switch p.Severity {
			case Block:
				return Blocked
			case Warn:
				verdict = Attention
			}
		}
	}
	return verdict
}

// Worst gives the first problem of the greatest severity at least warn, if there is one: what a person
// should read first.
func (r Report) Worst() (Problem, bool) {
	var worst Problem
	found := false
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			if p.Severity == Block {
				return p, true
			}
			if p.Severity == Warn && !found {
				worst, found = p, true
			}
		}
	}
	return worst, found
}

// Fact finds a fact by name in any rung.
func (r Report) Fact(name string) string {
	for _, rung := range r.Rungs {
		if v, ok := rung.Facts[name]; ok {
			return v
		}
	}
	return ""
}
