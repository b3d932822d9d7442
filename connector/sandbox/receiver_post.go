package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// post takes a webhook's delivery, or the form by which a person sets the secret.
func (r *Receiver) post(w http.ResponseWriter, asked *http.Request) {
	kind, _, _ := mime.ParseMediaType(asked.Header.Get("Content-Type"))
	switch {
	case kind == "application/x-www-form-urlencoded":
		r.setSecret(w, asked)
	case kind != "application/json" || asked.Header.Get("X-Event-Key") == "":
		http.Error(w, "This is not a webhook's delivery.", http.StatusUnsupportedMediaType)
	default:
		r.deliverTo(w, asked)
	}
}

// deliverTo takes a delivery. What is wrong with its signature is told to people only: whoever sends learns nothing.
func (r *Receiver) deliverTo(w http.ResponseWriter, asked *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, asked.Body, maxDelivery))
	if err != nil {
		http.Error(w, "The delivery is too large.", http.StatusRequestEntityTooLarge)
		return
	}
	event := asked.Header.Get("X-Event-Key")
	if len(event) > 100 {
		event = event[:100]
	}
	d := readDelivery(body)
	d.At, d.Event, d.Ping = time.Now(), event, event == "diagnostics:ping"
	r.take(asked.URL.Path, d, asked.Header.Get("X-Hub-Signature"), body)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "Received.\n")
}

// setSecret sets the secret for an address. The form must come from the receiver's own page: a web page elsewhere
// could post here too, and its browser says where it comes from.
func (r *Receiver) setSecret(w http.ResponseWriter, asked *http.Request) {
	from := asked.Header.Get("Origin")
	site := asked.Header.Get("Sec-Fetch-Site")
	if from != "" && from != "http://"+asked.Host || site != "" && site != "same-origin" {
		http.Error(w, "This form was not sent from this page.", http.StatusForbidden)
		return
	}
	asked.Body = http.MaxBytesReader(w, asked.Body, 16<<10)
	if err := asked.ParseForm(); err != nil || !asked.PostForm.Has("secret") {
		http.Error(w, "The form has no secret.", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	r.box(asked.URL.Path).secret = asked.PostForm.Get("secret")
	r.mu.Unlock()
	http.Redirect(w, asked, (&url.URL{Path: asked.URL.Path}).EscapedPath(), http.StatusSeeOther)
}

// readDelivery reads what both products send, as far as it is shown. What cannot be read is shown as having arrived.
func readDelivery(body []byte) Delivered {
	var sent struct {
		Repository struct {
			FullName string `json:"full_name"`
			Slug     string
			Project  struct{ Key string }
		}
		Push struct {
			Changes []struct {
				New *struct {
					Type, Name string
					Target     struct{ Hash string }
				}
			}
		}
		Changes []struct {
			Ref    struct{ DisplayID, Type string }
			ToHash string
		}
	}
	if json.Unmarshal(body, &sent) != nil {
		return Delivered{}
	}
	d := Delivered{Repository: sent.Repository.FullName}
	if d.Repository == "" && sent.Repository.Slug != "" {
		d.Repository = sent.Repository.Project.Key + "/" + sent.Repository.Slug
	}
	name := func(kind, name, commit string) {
		d.Branch, d.Tag, d.Commit = name, "", commit
		if kind == "TAG" || kind == tagRef {
			d.Branch, d.Tag = "", name
		}
	}
	for _, change := range sent.Push.Changes {
		if change.New != nil {
			name(change.New.Type, change.New.Name, change.New.Target.Hash)
		}
	}
	for _, change := range sent.Changes {
		name(change.Ref.Type, change.Ref.DisplayID, change.ToHash)
	}
	return d
}
