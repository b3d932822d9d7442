package sandbox

import (
	"io"
	"time"
)

// Options say what kind of Bitbucket to start. The zero value is a healthy one with 48 repositories.
type Options struct {
	Repos   int           // how many repositories; 0 means 48
	Latency time.Duration // how long every answer is held back
	Break   string        // a problem code of Faults, "" for healthy
	// Callback is the one redirect address the OAuth consumer has registered. Empty: any address written
	// http://localhost:PORT/callback, or with a loopback address for localhost, counts as registered.
	Callback string
	// Journal gets every answered request as one line of JSON, if it is not nil.
	Journal io.Writer
	// ServerVersion is what the Data Center side calls itself and behaves like; empty is 10.2.7. Any text may
	// be told: 7.14.0-rc1 behaves like 7.14.0, and one that begins with no number like the newest.
	ServerVersion string
	// TLS puts the healthy Data Center side behind https, vouched for by the authority in Line.CAFile.
	TLS bool
	// SelfSigned puts it behind https with a certificate nobody vouches for: Line.CAFile stays empty.
	SelfSigned bool
	// TokenDays is in how many days the tokens end that Data Center lists; 0 is about a year, less is never.
	TokenDays int
	// OtherTokens lists one more token for each entry, which ends as TokenDays would have it.
	OtherTokens []int
	// RetryDate makes Data Center say when to come back as a date, not in seconds.
	RetryDate bool
	// Stumble lets a list of repositories answer 429 once and then go on; see the method of that name.
	Stumble int
	// Workspaces spreads all repositories over so many Cloud workspaces, which the first person all sees.
	// 0 leaves the four there are, as unevenly filled as real ones.
	Workspaces int
	// CloudPaging is how Cloud leads to the next page: "" has page numbers and the size, "opaque" neither (next
	// carries what nobody can count up), "numbers" has page numbers but no size.
	CloudPaging string
	// CloudTLS puts the Cloud API behind https, vouched for by the authority in Line.CAFile. The web side stays
	// plain http: a browser would not know that authority.
	CloudTLS bool
	// TokenLife is how long OAuth access tokens are good for; 0 is two hours, as Bitbucket has it.
	TokenLife time.Duration
	// NoState lets the answers to a consent come back without the state that was sent.
	NoState bool
	// NoCallback is a consumer that was made without a callback: the token endpoint refuses it, whatever it asks.
	NoCallback bool
	// ServerLimit is how many entries Data Center gives a page at most, whatever is asked; 0 is 1,000, as it is set up.
	ServerLimit int
	// ServerSkips lets Data Center look through no more repositories than the page is long, some of which are not to
	// be seen: pages are shorter than asked though more follow, and the next one begins further on than one can count.
	ServerSkips bool
	// Between is called before a page of repositories is made, pages of each side counted from 1 as they come in. The
	// page waits until it returns; several may be under way at once. What asks for a single entry is no page; lists of
	// what one may administer or write to are of repositories on Data Center, and of rights, not counted, on Cloud.
	Between func(side string, page int)
	// OutOfOrder answers of the pages of repositories that are under way together the last one first.
	OutOfOrder bool
	// DeliveryWait is how long a webhook's receiver may take to answer; 0 is 2 seconds. Bitbucket gives it 10.
	DeliveryWait time.Duration
}
