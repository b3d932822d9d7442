package sandbox

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// shownMailbox is an address on a page for people. It holds no secret, only whether there is one.
type shownMailbox struct {
	Path, Address, Where string
	HasSecret, Live      bool
	Got                  []shownDelivery // newest first
	Count                int
}

type shownDelivery struct {
	When, Stamp, What, Repository, Commit, Mark, Word string
}

// show makes an address ready for a page. The receiver must be locked.
func (r *Receiver) show(path string, box *mailbox) shownMailbox {
	shown := shownMailbox{
		Path: (&url.URL{Path: path}).EscapedPath(), Where: strings.TrimPrefix(path, hooksPath), HasSecret: box.secret != "", Count: len(box.got),
	}
	shown.Address = r.URL() + shown.Path
	for _, d := range slices.Backward(box.got) {
		shown.Got = append(shown.Got, showDelivery(d, shown.HasSecret))
	}
	return shown
}

// showDelivery says in words what arrived. The mark is a shape, so that nothing hangs on a colour alone.
func showDelivery(d Delivered, hasSecret bool) shownDelivery {
	shown := shownDelivery{
		When: d.At.Format("15:04:05"), Stamp: d.At.Format("2006-01-02T15:04:05Z07:00"),
		Repository: d.Repository, Commit: d.Commit[:min(len(d.Commit), 7)],
	}
	switch {
	case d.Ping:
		shown.What = "A test from Bitbucket"
	case d.Tag != "":
		shown.What = "Tag " + d.Tag
	case d.Branch != "":
		shown.What = "Push to " + d.Branch
	default:
		shown.What = d.Event
	}
	switch {
	case d.Verified:
		shown.Mark, shown.Word = "yes", "Signature verified"
	case !d.Signed:
		shown.Mark, shown.Word = "none", "Not signed"
	case hasSecret:
		shown.Mark, shown.Word = "no", "Signature not right"
	default:
		shown.Mark, shown.Word = "none", "Signed, the secret is not known here"
	}
	return shown
}

// startPage lists the addresses something arrived at or a secret is known for, the last used first.
func (r *Receiver) startPage(w http.ResponseWriter, _ *http.Request) {
	r.mu.Lock()
	paths := slices.SortedFunc(maps.Keys(r.boxes), func(a, b string) int {
		return cmp.Or(r.boxes[b].used.Compare(r.boxes[a].used), strings.Compare(a, b))
	})
	var shown []shownMailbox
	for _, path := range paths[:min(len(paths), 100)] {
		shown = append(shown, r.show(path, r.boxes[path]))
	}
	r.mu.Unlock()
	renderOwn(w, "receiver", map[string]any{"Boxes": shown, "Live": true})
}

// boxPage shows what arrived at an address. While a person may be about to paste the secret it does not renew
// itself, which would take what they typed away.
func (r *Receiver) boxPage(w http.ResponseWriter, asked *http.Request) {
	r.mu.Lock()
	box := r.boxes[asked.URL.Path]
	if box == nil {
		box = &mailbox{}
	}
	shown := r.show(asked.URL.Path, box)
	r.mu.Unlock()
	shown.Live = shown.HasSecret && !asked.URL.Query().Has("secret")
	renderOwn(w, "mailbox", shown)
}

// renderOwn answers with a page whose form comes back here with its origin, which render's policy would hide.
func renderOwn(w http.ResponseWriter, name string, data any) {
	render(sameOrigin{w}, http.StatusOK, name, data)
}

// sameOrigin lets a page's own form tell where it comes from.
type sameOrigin struct{ http.ResponseWriter }

// WriteHeader changes the policy at the last moment.
func (o sameOrigin) WriteHeader(status int) {
	h := o.Header()
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; form-action 'self'")
	o.ResponseWriter.WriteHeader(status)
}
