package app

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/views"
)

// demo is a Bitbucket of one's own and a home that is thrown away. Everything else runs the same code on
// the same interfaces: only the environment is another.
type demo struct {
	bitbucket *sandbox.Sandbox
	fault     string // what is wrong with it, if anything
	home      string
	journal   *os.File
}

// startDemo makes both, and prints one line of JSON that says where the home and the request log are, so
// that what the demo does can be checked from outside.
func startDemo(p Process, f sandboxFlags) (*demo, error) {
	home, err := os.MkdirTemp("", "mooring-demo-")
	if err != nil {
		return nil, fmt.Errorf("making a temporary home: %w", err)
	}
	d := &demo{home: home, fault: f.fault}
	if d.journal, err = os.Create(filepath.Join(home, "requests.jsonl")); err != nil {
		d.close()
		return nil, fmt.Errorf("opening the request log: %w", err)
	}
	f.journal = d.journal
	if d.bitbucket, err = f.start(); err != nil {
		d.close()
		return nil, err
	}
	return d, json.NewEncoder(p.Stdout).Encode(struct {
		Demo     string `json:"demo"`
		Home     string `json:"home"`
		Requests string `json:"requests"`
	}{"started", home, d.journal.Name()})
}

// env is the environment in which the demo's Bitbucket is the only one.
func (d *demo) env(outer func(string) string) func(string) string {
	line := d.bitbucket.Line()
	inner := map[string]string{
		"MOORING_HOME":          d.home,
		"MOORING_CLOUD_WEB":     line.CloudWeb,
		"MOORING_CLOUD_API":     line.CloudAPI,
		"MOORING_CLIENT_ID":     line.ClientID,
		"MOORING_CLIENT_SECRET": line.ClientSecret,
		"MOORING_CALLBACK":      "http://localhost:0/callback",
	}
	return func(name string) string {
		if v, ok := inner[name]; ok {
			return v
		}
		return outer(name)
	}
}

// options furnish the demo's house: secrets in memory, consent answered where no browser is, and the demo's
// own authority trusted, unless it is the fault that nobody does.
func (d *demo) options(say io.Writer) ([]houseOption, error) {
	options := []houseOption{inMemory, answering(d.consent(say)), rehearsing(&rehearsal{d.bitbucket})}
	file := d.bitbucket.Line().CAFile
	if file == "" || d.fault == string(connector.CodeCertificateUntrusted) {
		return options, nil
	}
	roots, err := readRoots(file)
	return append(options, vouched(roots)), err
}

// shown is what the window needs for the "Use the demo server" button and the mark.
func (d *demo) shown() *views.Demo {
	line := d.bitbucket.Line()
	return &views.Demo{Address: line.ServerURL, Token: connector.NewSecret(line.ServerToken)}
}

// consent is how the embedded Bitbucket answers its own consent page where no browser is installed. It says
// so.
func (d *demo) consent(say io.Writer) browserFunc {
	return func(link string) error {
		_, _ = fmt.Fprintln(say, "mooring: no browser is installed here, so the demo's Bitbucket says yes by itself")
		return d.bitbucket.Consent(link, true)
	}
}

// close ends the Bitbucket and removes the home.
func (d *demo) close() {
	if d.bitbucket != nil {
		_ = d.bitbucket.Close()
	}
	if d.journal != nil {
		_ = d.journal.Close()
	}
	_ = os.RemoveAll(d.home)
}
