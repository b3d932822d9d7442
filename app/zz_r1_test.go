package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

type r1state struct {
	Log []struct {
		M string            `json:"m"`
		P string            `json:"p"`
		H map[string]string `json:"h"`
		B string            `json:"b"`
	} `json:"log"`
	Hooks map[string][]map[string]any `json:"hooks"`
}

func r1ctl(t *testing.T, v any) r1state {
	b, _ := json.Marshal(v)
	res, err := http.Post("http://127.0.0.1:18871/_ctl", "application/json", bytes.NewReader(b))
	require.NoError(t, err)
	defer res.Body.Close()
	var s r1state
	d, _ := io.ReadAll(res.Body)
	require.NoError(t, json.Unmarshal(d, &s))
	return s
}

type m = map[string]any

const (
	r1tokS = "BBDC-servertokensecret123"
	r1tokC = "ATATTcloudtokensecret456"
)

func r1house(t *testing.T, hookAddr string) (*house, map[connector.Provider]connector.BuildProfile, map[connector.Provider]connector.Connection, string) {
	home := t.TempDir()
	all := map[string]string{"MOORING_HOME": home, "MOORING_CLOUD_WEB": "http://127.0.0.1:18872", "MOORING_CLOUD_API": "http://127.0.0.1:18872/2.0"}
	h, err := openHouse(t.Context(), Process{Env: func(n string) string { return all[n] }}, manifest{Version: "1.2.3"}, 2*time.Second, inMemory)
	require.NoError(t, err)
	t.Cleanup(h.close)
	sc := connector.Connection{ID: connector.NewID(), Provider: connector.Server, Name: "S", Base: "http://127.0.0.1:18871", Web: "http://127.0.0.1:18871", Kind: connector.AccessToken, Keep: connector.KeepKeychain, Created: time.Now()}
	cc := connector.Connection{ID: connector.NewID(), Provider: connector.Cloud, Name: "C", Base: "http://127.0.0.1:18872/2.0", Web: "http://127.0.0.1:18872", Kind: connector.APIToken, Keep: connector.KeepKeychain, Created: time.Now()}
	require.NoError(t, h.store.SaveConnection(t.Context(), sc))
	require.NoError(t, h.store.SaveConnection(t.Context(), cc))
	require.NoError(t, h.vault.Put(t.Context(), sc.ID, connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(r1tokS), Origins: sc.Origins()}, sc.Keep))
	require.NoError(t, h.vault.Put(t.Context(), cc.ID, connector.Credential{Kind: connector.APIToken, Email: "a@b.c", Token: connector.NewSecret(r1tokC), Origins: cc.Origins()}, cc.Keep))
	mk := func(name string, c connector.Connection, key, slug, id string) connector.BuildProfile {
		p := connector.BuildProfile{ID: connector.NewID(), Name: name, ConnectionID: c.ID, Repository: connector.RepositoryRef{Provider: c.Provider, Base: c.Base, ID: id}, Key: key, Slug: slug, Title: name, Branch: "main",
			Created: time.Now(), Updated: time.Now(), Triggers: connector.Triggers{Push: []string{"main"}}, Service: "s", Webhook: connector.Webhook{State: connector.HookWanted, Address: hookAddr}}
		require.NoError(t, h.store.SaveProfile(t.Context(), p))
		return p
	}
	return h, map[connector.Provider]connector.BuildProfile{connector.Server: mk("Till", sc, "SHOP", "till", "11"), connector.Cloud: mk("Kiosk", cc, "acme", "kiosk", "{11111111-1111-1111-1111-111111111111}")},
		map[connector.Provider]connector.Connection{connector.Server: sc, connector.Cloud: cc}, home
}

func r1hook(t *testing.T, h *house) *flow.Webhook {
	w := flow.NewWebhook(flow.WebhookNeeds{Clients: h, Connections: h.store, Profiles: profiles{h.store}, Vault: keys{h},
		Browser: h.open, Services: []connector.BuildService{{ID: "s", Name: "Svc", Signs: true}}, Copy: func(s string) { fmt.Println("   COPIED", len(s)) }})
	t.Cleanup(w.Close)
	return w
}

func r1say(t *testing.T, label string, w *flow.Webhook, home string, secrets ...string) {
	s := w.Now().State
	st := r1ctl(t, m{})
	posts, puts, dels := 0, 0, 0
	for _, l := range st.Log {
		switch l.M {
		case "POST":
			posts++
		case "PUT":
			puts++
		case "DELETE":
			dels++
		}
		var b struct {
			Secret        string
			Configuration struct{ Secret string }
		}
		_ = json.Unmarshal([]byte(l.B), &b)
		for _, x := range []string{b.Secret, b.Configuration.Secret} {
			if x != "" {
				secrets = append(secrets, x)
			}
		}
		if l.M != "GET" && !strings.HasPrefix(l.P, "/2.0") && (l.H["X-Atlassian-Token"] != "no-check" || (l.M != "DELETE" && !strings.Contains(l.H["Content-Type"], "application/json"))) {
			fmt.Println("   !!! headers", l.M, l.P, l.H)
		}
	}
	wh := s.Profile.Webhook
	prob := "-"
	if s.Problem != nil {
		prob = fmt.Sprintf("%s %v because=%v", s.Problem.Code, s.Problem.Args, s.Problem)
	}
	news := ""
	if s.News != nil {
		news = " NEWS " + string(s.News.Code)
	}
	fmt.Printf("%-34s state=%q secret=%q sid=%v found=%v id=%s P%d/U%d/D%d hooks=%d+%d problem=%s%s done=%s\n", label, wh.State, wh.Secret, wh.SecretID != "", wh.Found, wh.ID, posts, puts, dels, len(st.Hooks["cloud"]), len(st.Hooks["server"]), prob, news, s.Done)
	text := fmt.Sprintf("%+v %#v", s, s)
	if j, err := json.Marshal(s); err == nil {
		text += string(j)
	}
	_ = filepath.Walk(home, func(p string, i os.FileInfo, err error) error {
		if err == nil && i.Mode().IsRegular() {
			d, _ := os.ReadFile(p)
			text += string(d)
		}
		return nil
	})
	for _, x := range append(secrets, r1tokS, r1tokC) {
		if strings.Contains(text, x) {
			fmt.Println("   !!! LEAK of", x)
		}
	}
}

const addr = "https://ci.example.com/hooks/abc"

func TestR1Make(t *testing.T) {
	cases := []struct {
		name  string
		rules []m
	}{
		{"plain", nil},
		{"200 ok", []m{{"m": "POST", "p": "hooks", "s": 200, "do": true, "b": `{"id":5,"uuid":"{5}","url":"` + addr + `","active":true,"events":["repo:push","repo:refs_changed"]}`}}},
		{"201 empty, done", []m{{"m": "POST", "p": "hooks", "s": 201, "do": true, "b": ""}}},
		{"201 empty, not done", []m{{"m": "POST", "p": "hooks", "s": 201, "b": ""}}},
		{"204, done", []m{{"m": "POST", "p": "hooks", "s": 204, "do": true, "b": ""}}},
		{"200 html done", []m{{"m": "POST", "p": "hooks", "s": 200, "do": true, "ct": "text/html", "b": "<html>@SECRET@"}}},
		{"400 fields echo", []m{{"m": "POST", "p": "hooks", "s": 400, "b": `{"type":"error","error":{"message":"Bad @SECRET@ @TOKEN@ @RAW@","fields":{"url":["Enter a valid URL. @SECRET@ @TOKEN@ @RAW@"]}},"errors":[{"context":"url","message":"bad url @SECRET@ @TOKEN@ @RAW@","exceptionName":null}]}`}}},
		{"400 text echo", []m{{"m": "POST", "p": "hooks", "s": 400, "ct": "text/plain", "b": `nope @SECRET@ @TOKEN@ @RAW@`}}},
		{"400 echo key name", []m{{"m": "POST", "p": "hooks", "s": 400, "b": `{"error":{"message":"x","fields":{"@SECRET@":["y"]}, "detail":{"@SECRET@":"@TOKEN@"}},"errors":[{"context":"@SECRET@","message":null,"exceptionName":"@SECRET@"}]}`}}},
		{"403 scopes", []m{{"m": "POST", "p": "hooks", "s": 403, "b": `{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["write:webhook:bitbucket"],"granted":["read @SECRET@"]}}}`}}},
		{"403 plain", []m{{"m": "POST", "p": "hooks", "s": 403, "b": `{"type":"error","error":{"message":"Forbidden"}}`}}},
		{"403 limit", []m{{"m": "POST", "p": "hooks", "s": 403, "b": `{"type":"error","error":{"message":"You have reached the limit of 50 webhooks."}}`}}},
		{"403 xsrf", []m{{"m": "POST", "p": "hooks", "s": 403, "ct": "text/plain", "b": `XSRF check failed`}}},
		{"404", []m{{"m": "POST", "p": "hooks", "s": 404, "b": `{"type":"error","error":{"message":"Not found"}}`}}},
		{"409", []m{{"m": "POST", "p": "hooks", "s": 409, "b": `{"type":"error","error":{"message":"exists"},"errors":[{"message":"exists already"}]}`}}},
		{"429", []m{{"m": "POST", "p": "hooks", "s": 429, "n": -1, "ct": "text/plain", "b": `Rate limit`, "h": m{"Retry-After": "1"}}}},
		{"500 done", []m{{"m": "POST", "p": "hooks", "s": 500, "do": true, "b": `{}`}}},
		{"500 not done", []m{{"m": "POST", "p": "hooks", "s": 500, "b": `{"error":{"message":"@SECRET@"},"errors":[{"message":"@SECRET@ @TOKEN@"}]}`}}},
		{"503 not done", []m{{"m": "POST", "p": "hooks", "s": 503, "b": `{}`}}},
		{"reset done", []m{{"m": "POST", "p": "hooks", "act": "reset", "do": true}}},
		{"close not done", []m{{"m": "POST", "p": "hooks", "act": "close"}}},
		{"half done", []m{{"m": "POST", "p": "hooks", "act": "half", "do": true}}},
		{"hang done", []m{{"m": "POST", "p": "hooks", "act": "hang", "do": true}}},
		{"redirect 307 elsewhere", []m{{"m": "POST", "p": "hooks", "s": 307, "h": m{"Location": "http://localhost:18872/2.0/stolen"}}}},
		{"redirect 302 same", []m{{"m": "POST", "p": "hooks", "s": 302, "h": m{"Location": "/2.0/other"}}}},
		{"redirect 308 same path/", []m{{"m": "POST", "p": "hooks", "s": 308, "h": m{"Location": "/2.0/x/hooks/"}}}},
		{"weird answer id string", []m{{"m": "POST", "p": "hooks", "s": 200, "do": true, "b": `{"id":"17","uuid":17,"url":null,"active":"true","events":null}`}}},
		{"answer id 0", []m{{"m": "POST", "p": "hooks", "s": 200, "do": true, "b": `{"id":0,"uuid":"","url":"x"}`}}},
		{"answer [] ", []m{{"m": "POST", "p": "hooks", "s": 200, "do": true, "b": `[]`}}},
		{"reset done, list then 500", []m{{"m": "POST", "p": "hooks", "act": "reset", "do": true}, {"m": "GET", "p": "hooks", "n": 0}}},
	}
	for _, prov := range []connector.Provider{connector.Cloud, connector.Server} {
		for _, c := range cases {
			r1ctl(t, m{"reset": true, "rules": append([]m{}, c.rules...)})
			if c.rules == nil {
				r1ctl(t, m{"rules": []m{}})
			}
			h, ps, cs, home := r1house(t, addr)
			w := r1hook(t, h)
			at := time.Now()
			w.Open(ps[prov], cs[prov])
			w.Wait()
			took := time.Since(at).Round(100 * time.Millisecond)
			r1say(t, string(prov)+" "+c.name+" "+took.String(), w, home)
			if s := w.Now().State; s.Profile.Webhook.State != connector.HookMade {
				r1ctl(t, m{"rules": []m{}, "clearlog": true})
				w.Make()
				w.Wait()
				r1say(t, "      again", w, home)
			}
		}
	}
}

func r1hk(prov connector.Provider, id int, url string, active bool, signed bool, events ...string) m {
	if prov == connector.Cloud {
		return m{"uuid": fmt.Sprintf("{%d}", id), "url": url, "description": "Old", "active": active, "events": events, "secret_set": signed, "secret": "theirs-secret-xyz", "created_at": "2024-01-01T00:00:00Z"}
	}
	h := m{"id": id, "name": "Old", "url": url, "active": active, "events": events, "createdDate": 1, "updatedDate": 2, "configuration": m{"createdBy": "bitbucket"}, "scopeType": "repository", "statistics": m{"x": 1}}
	if signed {
		h["configuration"] = m{"secret": "theirs-secret-xyz"}
	}
	return h
}

func TestR1There(t *testing.T) {
	for _, prov := range []connector.Provider{connector.Cloud, connector.Server} {
		push := "repo:push"
		if prov == connector.Server {
			push = "repo:refs_changed"
		}
		many := []m{}
		for i := 1; i <= 51; i++ {
			u := fmt.Sprintf("https://x.example/%d", i)
			if i == 51 {
				u = addr
			}
			many = append(many, r1hk(prov, i, u, true, false, push))
		}
		nulls := []any{nil, m{}, m{"uuid": nil, "id": nil, "url": nil}, m{"uuid": "{9}", "id": "9", "url": addr, "active": nil, "events": nil, "description": nil, "name": nil, "secret_set": nil, "configuration": nil, "created_at": nil, "createdDate": "1", "updatedDate": nil}}
		for _, c := range []struct {
			name string
			list any
		}{
			{"51 hooks", many},
			{"nulls", nulls},
			{"strings", []m{{"uuid": "{9}", "id": "9", "url": addr, "active": "true", "events": push, "secret_set": "yes", "created_at": 5, "createdDate": m{}}}},
			{"inactive signed", []m{r1hk(prov, 3, addr, false, true, push, "repo:fork", "x:unknown")}},
			{"other events only", []m{r1hk(prov, 3, addr, true, true, "repo:fork")}},
			{"two, 2nd active", []m{r1hk(prov, 3, addr, false, false, push), r1hk(prov, 4, addr, true, false, push)}},
			{"upper-case host", []m{r1hk(prov, 3, "https://CI.Example.com/hooks/abc", true, false, push)}},
			{"default port", []m{r1hk(prov, 3, "https://ci.example.com:443/hooks/abc", true, false, push)}},
			{"trailing slash", []m{r1hk(prov, 3, addr + "/", true, false, push)}},
			{"upper-case path", []m{r1hk(prov, 3, "https://ci.example.com/hooks/ABC", true, false, push)}},
			{"blank after", []m{r1hk(prov, 3, addr + " ", true, false, push)}},
		} {
			r1ctl(t, m{"reset": true, "rules": []m{}, string(prov): c.list})
			h, ps, cs, home := r1house(t, addr)
			w := r1hook(t, h)
			w.Open(ps[prov], cs[prov])
			w.Wait()
			r1say(t, string(prov)+" "+c.name, w, home, "theirs-secret-xyz")
			if c.name == "inactive signed" {
				st := r1ctl(t, m{})
				j, _ := json.Marshal(st.Hooks[string(prov)])
				fmt.Println("     now", string(j))
				w.ReplaceSecret()
				w.Wait()
				r1say(t, "    replaced", w, home, "theirs-secret-xyz")
				w.CopySecret()
				w.Wait()
				w.Remove()
				w.Wait()
				r1say(t, "    removed", w, home)
			}
		}
		// own: deleted at Bitbucket, then remove / change
		r1ctl(t, m{"reset": true, "rules": []m{}})
		h, ps, cs, home := r1house(t, addr)
		w := r1hook(t, h)
		w.Open(ps[prov], cs[prov])
		w.Wait()
		r1ctl(t, m{string(prov): []m{}})
		w.Remove()
		w.Wait()
		r1say(t, string(prov)+" remove of gone", w, home)
		w.Make()
		w.Wait()
		r1say(t, "  made", w, home)
		for _, b := range []m{{"m": "PUT", "p": "hooks", "act": "reset", "do": true}, {"m": "PUT", "p": "hooks", "act": "reset"}, {"m": "PUT", "p": "hooks", "s": 500, "do": true}, {"m": "PUT", "p": "hooks", "s": 400, "b": `{"errors":[{"message":"@SECRET@"}],"error":{"message":"@SECRET@"}}`}, {"m": "PUT", "p": "hooks", "s": 429, "n": -1}, {"m": "PUT", "p": "hooks", "s": 404, "b": `{}`}, {"m": "PUT", "p": "hooks", "s": 200, "do": true, "b": ``}} {
			r1ctl(t, m{"rules": []m{b}, "clearlog": true})
			w.ReplaceSecret()
			w.Wait()
			r1say(t, fmt.Sprintf("  replace %v %v %v", b["act"], b["s"], b["do"]), w, home)
			r1ctl(t, m{"rules": []m{}})
			w.Look()
			w.Wait()
			r1say(t, "      look", w, home)
		}
		r1ctl(t, m{"rules": []m{{"m": "DELETE", "p": "hooks", "act": "reset", "do": true}}, "clearlog": true})
		w.Remove()
		w.Wait()
		r1say(t, "  remove reset", w, home)
		w.Remove()
		w.Wait()
		r1say(t, "  remove again", w, home)
	}
}

func TestR1Ping(t *testing.T) {
	for name, b := range map[string]string{
		"empty": `{}`, "resp empty": `{"request":{},"response":{}}`, "null": `null`, "resp null": `{"response":null}`, "status string": `{"response":{"statusCode":"204"}}`, "status": `{"response":{"statusCode":200,"headers":{},"body":"ok"}}`,
		"body object": `{"response":{"statusCode":200,"body":{"a":1}}}`, "body null": `{"response":{"statusCode":502,"body":null}}`, "top": `{"statusCode":200}`, "result": `{"result":{"description":"200","outcome":"SUCCESS"}}`, "arr": `[]`, "nothing": ``,
		"secret": `{"response":{"statusCode":401,"body":"bad @RAW@ theirs-secret-xyz"}}`, "err": `{"response":{"message":"connect refused","type":"CONNECT"}}`,
	} {
		r1ctl(t, m{"reset": true, "rules": []m{{"m": "POST", "p": "webhooks/test", "s": 200, "b": b}}, "server": []m{r1hk(connector.Server, 3, addr, true, true, "repo:refs_changed")}})
		h, ps, cs, home := r1house(t, addr)
		w := r1hook(t, h)
		w.Open(ps[connector.Server], cs[connector.Server])
		w.Wait()
		w.Test()
		w.Wait()
		r1say(t, "ping "+name, w, home, "theirs-secret-xyz")
		if d := w.Now().State.Delivery; d != nil {
			fmt.Printf("    %+v\n", *d)
		}
	}
}
