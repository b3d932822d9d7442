package sandbox

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// What Bitbucket allows in webhooks.
const (
	maxHooks      = 50
	maxHookSecret = 128
	maxHookURL    = 2048
)

// cloudHook is a webhook. Its secret signs deliveries, and no answer may show it.
type cloudHook struct {
	uuid, url, description string
	active, skipCert       bool
	secret                 string
	events                 []string
	created                time.Time
	of                     *repo
	order                  int64 // among the webhooks of both sides
}

// hookInput is what a client sends. An absent secret leaves the old one, null and "" remove it.
type hookInput struct {
	Description string          `json:"description"`
	URL         string          `json:"url"`
	Active      *bool           `json:"active"`
	SkipCert    bool            `json:"skip_cert_verification"`
	Events      []string        `json:"events"`
	Secret      json.RawMessage `json:"secret"`
}

func (c *cloudState) addHooks(mux *http.ServeMux) {
	read := need{[]string{"webhook"}, []string{"read:webhook:bitbucket"}}
	write := need{[]string{"webhook"}, []string{"read:webhook:bitbucket", "write:webhook:bitbucket"}}
	remove := need{[]string{"webhook"}, []string{"delete:webhook:bitbucket"}}
	const hooks = " /2.0/repositories/{workspace}/{slug}/hooks"
	mux.HandleFunc("GET"+hooks, c.signed(read, c.administered(c.listHooks)))
	mux.HandleFunc("POST"+hooks, c.signed(write, c.administered(c.addHook)))
	mux.HandleFunc("GET"+hooks+"/{uid}", c.signed(read, c.administered(c.oneHook)))
	mux.HandleFunc("PUT"+hooks+"/{uid}", c.signed(write, c.administered(c.changeHook)))
	mux.HandleFunc("DELETE"+hooks+"/{uid}", c.signed(remove, c.administered(c.removeHook)))
}

func (c *cloudState) listHooks(w http.ResponseWriter, r *http.Request, _ cloudCaller, of *repo) {
	c.mu.Lock()
	list := slices.Clone(c.hooks[of.uuid])
	c.mu.Unlock()
	answerPage(c, w, r, list, func(h cloudHook) any { return c.hookShape(of, h) })
}

func (c *cloudState) oneHook(w http.ResponseWriter, r *http.Request, _ cloudCaller, of *repo) {
	h, ok := c.hook(of, r.PathValue("uid"))
	if !ok {
		noSuchHook(w, r)
		return
	}
	sendPart(w, r, http.StatusOK, c.hookShape(of, h))
}

// addHook is POST …/hooks. The same address may be there twice: Bitbucket does not look.
func (c *cloudState) addHook(w http.ResponseWriter, r *http.Request, who cloudCaller, of *repo) {
	h := cloudHook{uuid: "{" + newUUID() + "}", active: true, created: time.Now(), of: of, order: c.s.hooksMade.Add(1)}
	if !readHook(w, r, who, &h) {
		return
	}
	c.mu.Lock()
	full := len(c.hooks[of.uuid]) >= maxHooks
	if !full {
		c.hooks[of.uuid] = append(c.hooks[of.uuid], h)
	}
	c.mu.Unlock()
	if full {
		refuseFields(w, map[string][]string{"url": {"You have reached the limit of 50 webhooks."}})
		return
	}
	w.Header().Set("Location", c.hookLink(of, h))
	sendPart(w, r, http.StatusCreated, c.hookShape(of, h))
}

func (c *cloudState) changeHook(w http.ResponseWriter, r *http.Request, who cloudCaller, of *repo) {
	h, ok := c.hook(of, r.PathValue("uid"))
	if !ok {
		noSuchHook(w, r)
		return
	}
	if !readHook(w, r, who, &h) {
		return
	}
	c.mu.Lock()
	if i := c.hookAt(of, h.uuid); i >= 0 {
		c.hooks[of.uuid][i] = h
	}
	c.mu.Unlock()
	sendPart(w, r, http.StatusOK, c.hookShape(of, h))
}

func (c *cloudState) removeHook(w http.ResponseWriter, r *http.Request, _ cloudCaller, of *repo) {
	c.mu.Lock()
	i := c.hookAt(of, r.PathValue("uid"))
	if i >= 0 {
		c.hooks[of.uuid] = slices.Delete(slices.Clone(c.hooks[of.uuid]), i, i+1)
	}
	c.mu.Unlock()
	if i < 0 {
		noSuchHook(w, r)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// put adds a webhook, however many there are.
func (c *cloudState) put(of *repo, h cloudHook) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hooks[of.uuid] = append(c.hooks[of.uuid], h)
}

// hook gives a copy of the hook with this uuid.
func (c *cloudState) hook(of *repo, uid string) (cloudHook, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.hookAt(of, uid); i >= 0 {
		return c.hooks[of.uuid][i], true
	}
	return cloudHook{}, false
}

// hookAt finds a hook by uuid, with or without braces. The state must be locked.
func (c *cloudState) hookAt(of *repo, uid string) int {
	return slices.IndexFunc(c.hooks[of.uuid], func(h cloudHook) bool { return bare(h.uuid) == bare(uid) })
}

// readHook reads what the client sent into a hook, or answers what is wrong with it.
func readHook(w http.ResponseWriter, r *http.Request, who cloudCaller, h *cloudHook) bool {
	var in hookInput
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 256<<10)).Decode(&in); err != nil {
		refuse(w, http.StatusBadRequest, "Bad request", "The body is not valid JSON.")
		return false
	}
	if wrong := in.wrong(); len(wrong) > 0 {
		refuseFields(w, wrong)
		return false
	}
	if required := eventScopes(who, in.Events); !who.has(required) {
		lackScopes(w, required, who.scopes)
		return false
	}
	h.url, h.description, h.events, h.skipCert = in.URL, in.Description, in.Events, in.SkipCert
	if in.Active != nil {
		h.active = *in.Active
	}
	if in.Secret != nil {
		h.secret, _ = in.secret()
	}
	return true
}

// secret reads the secret: null is none.
func (in hookInput) secret() (string, error) {
	var text *string
	if err := json.Unmarshal(in.Secret, &text); err != nil || text == nil {
		return "", err
	}
	return *text, nil
}

// wrong says what is wrong, field by field.
func (in hookInput) wrong() map[string][]string {
	out := map[string][]string{}
	if !publicAddress(in.URL) {
		out["url"] = []string{"Enter a valid URL."}
	}
	if len(in.Events) == 0 {
		out["events"] = []string{"Select at least one event."}
	}
	for _, event := range in.Events {
		if !slices.ContainsFunc(hookEventList(), func(known hookEvent) bool { return known.Event == event }) {
			out["events"] = []string{"\"" + event + "\" is not a valid event."}
		}
	}
	if in.Secret != nil {
		if secret, err := in.secret(); err != nil || len(secret) > maxHookSecret {
			out["secret"] = []string{"Ensure this value has at most 128 characters."}
		}
	}
	return out
}

// publicAddress tells whether deliveries may go there: web addresses, nothing inside a network. Loopback
// is allowed because everything here is on it. Names are not looked up.
func publicAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || len(address) > maxHookURL {
		return false
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	inside := strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
	return host == "localhost" || strings.Contains(host, ".") && !inside
}

// eventScopes are the scopes a hook's events need beside the one for hooks.
func eventScopes(who cloudCaller, events []string) []string {
	for _, event := range events {
		if strings.HasPrefix(event, "pullrequest:") {
			return need{[]string{"pullrequest"}, []string{"read:pullrequest:bitbucket"}}.of(who)
		}
	}
	return nil
}
