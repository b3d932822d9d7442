package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// defaultRepos is how many repositories there are unless Options say otherwise: enough to scroll.
const defaultRepos = 48

// contextPath is where the Data Center side lives below its host, as installations behind a proxy do.
const contextPath = "/bitbucket"

// Line is what a caller needs to connect: the addresses and the demo credentials, in the form the
// sandbox command prints.
type Line struct {
	CloudWeb         string `json:"cloud_web"`
	CloudAPI         string `json:"cloud_api"` // ends in /2.0
	ClientID         string `json:"client_id"`
	ClientSecret     string `json:"client_secret"`
	CloudEmail       string `json:"cloud_email"`
	CloudAPIToken    string `json:"cloud_api_token"`
	CloudAccessToken string `json:"cloud_access_token"` // of the workspace CloudWorkspace
	// CloudWorkspace is the slug CloudAccessToken is for.
	CloudWorkspace string `json:"cloud_workspace"`
	// CloudRepositoryToken is the access token of one repository, CloudRepository ("workspace/slug").
	CloudRepositoryToken string `json:"cloud_repository_token"`
	CloudRepository      string `json:"cloud_repository"`
	// CloudProjectToken is the access token of one project of CloudWorkspace, the one CloudRepository is in.
	CloudProjectToken string `json:"cloud_project_token"`
	// CloudUser and CloudAppPassword are of an app password, which Bitbucket refuses since 2026-07-28.
	CloudUser        string `json:"cloud_user"`
	CloudAppPassword string `json:"cloud_app_password"`
	// CloudUnscopedToken is an API token of CloudEmail that was made without scopes: Bitbucket refuses those.
	CloudUnscopedToken string `json:"cloud_unscoped_token"`
	ServerURL          string `json:"server_url"`
	ServerToken        string `json:"server_token"`
	// ServerReadToken is of the same person and sees the same, but may only read; so may CloudReadToken, an API token
	// of CloudEmail with the reading scopes and none for webhooks.
	ServerReadToken string `json:"server_read_token"`
	CloudReadToken  string `json:"cloud_read_token"`
	// ServerAdminToken and CloudAdminToken (an API token of CloudAdminEmail) are of a colleague who administers every
	// repository, whoever else may not.
	ServerAdminToken string `json:"server_admin_token"`
	CloudAdminEmail  string `json:"cloud_admin_email"`
	CloudAdminToken  string `json:"cloud_admin_token"`
	// ReceiverURL is where the demo's build service is, see Receiver.
	ReceiverURL string `json:"receiver_url"`
	CAFile      string `json:"ca_file"` // PEM; of the authority that vouches for the sides which speak https
	// ClientCertFile is a certificate with its key (PEM) that client-certificate-required lets in.
	ClientCertFile string `json:"client_cert_file,omitempty"`
}

// Sandbox is a running pair of Bitbuckets. Its methods may be called from any goroutine.
type Sandbox struct {
	opts    Options
	data    *dataset
	line    Line
	started time.Time
	journal journal
	cloud   *cloudState
	hooks   hookStore
	tokens  serverTokens
	version serverVersion
	stumble stumbler
	turns   turns
	buffers buffers
	strayed atomic.Int64

	receiver   *Receiver
	pushes     pushes
	hooksMade  atomic.Int64 // counts webhooks on both sides, to tell which is older
	colleagues colleagues
	adminTaken atomic.Bool

	authority    *authority // nil where no side speaks https
	secured      *security  // nil where the Data Center side speaks plain http
	cloudSecured *security  // likewise of the Cloud API
	elsewhere    string     // the origin that some faults of Cloud lead to, if any

	serverOrigin string // scheme://host:port the Data Center side listens on
	serverBase   string // the base URL it believes to have: every link is built from it

	ctx     context.Context //nolint:containedctx // ends handlers that hang on purpose
	cancel  context.CancelFunc
	servers []*http.Server
	closers []io.Closer
	running sync.WaitGroup
	once    sync.Once
	closed  error
}

// Start serves both Bitbuckets on free ports of 127.0.0.1 until Close. An unknown fault is an error that
// lists the ones that can be played.
func Start(opts Options) (*Sandbox, error) {
	if opts.Break != "" && !slices.Contains(Faults(), opts.Break) {
		return nil, fmt.Errorf("unknown fault %q; these can be played: %s", opts.Break, strings.Join(Faults(), ", "))
	}
	if opts.Repos < 0 || opts.Workspaces < 0 {
		return nil, fmt.Errorf("cannot make %d repositories in %d workspaces", opts.Repos, opts.Workspaces)
	}
	if !slices.Contains([]string{pagesCounted, pagesOpaque, pagesNumbered}, opts.CloudPaging) {
		return nil, fmt.Errorf("unknown paging %q", opts.CloudPaging)
	}
	if opts.Repos == 0 {
		opts.Repos = defaultRepos
	}
	if opts.Break == "token-too-wide" {
		opts.Repos = max(opts.Repos, wideRepos) // fewer would not be wide
	}
	s := &Sandbox{opts: opts, data: newDataset(opts.Repos, opts.Workspaces), started: time.Now(), version: versionOf(opts), journal: journal{mask: newMask()}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.line = newCredentials(s.data)
	s.tokens = s.newServerTokens()
	s.stumble.arm(opts.Stumble)
	s.cloud = newCloudState(s)
	if err := s.listen(); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// listen opens all ports before the first handler is made, since handlers build links from addresses.
func (s *Sandbox) listen() error {
	web, err := s.open(SideCloudWeb)
	if err != nil {
		return err
	}
	api, err := s.open(SideCloudAPI)
	if err != nil {
		return err
	}
	server, err := s.open(SideServer)
	if err != nil {
		return err
	}
	receiver, err := s.open(SideReceiver)
	if err != nil {
		return err
	}
	if err := errors.Join(s.certify(), s.secure(&api), s.secure(&server)); err != nil {
		return err
	}
	s.line.CloudWeb = "http://" + web.address
	s.line.CloudAPI = api.origin() + "/2.0"
	s.line.ReceiverURL = receiver.origin()
	s.receiver = newReceiver(receiver.address)
	s.nameServer(server.address)
	if err := s.openElsewhere(); err != nil {
		return err
	}
	s.serve(web, s.cloudWeb())
	s.serve(api, s.cloudAPI())
	s.serve(server, s.serverSide())
	s.serve(receiver, s.receiver.handler())
	if !s.broken("https-available") {
		return nil
	}
	front, err := s.open(SideServer)
	if err != nil {
		return err
	}
	s.line.ServerURL = "http://" + front.address + contextPath
	s.serve(front, s.toHTTPS())
	return nil
}

// port is a side of the sandbox and where it is met. Without a listener nobody answers there.
type port struct {
	side     string
	address  string
	listener net.Listener
	security *security // nil for plain http
}

func (p port) origin() string {
	if p.security != nil {
		return "https://" + p.address
	}
	return "http://" + p.address
}

func (s *Sandbox) open(side string) (port, error) {
	if isAPI(side) && s.broken("connection-refused") {
		address, held, err := closedPort()
		if err != nil {
			return port{}, fmt.Errorf("hold a closed port: %w", err)
		}
		s.closers = append(s.closers, held)
		return port{side: side, address: address}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // the sandbox ends by Close
	if err != nil {
		return port{}, fmt.Errorf("listen on loopback: %w", err)
	}
	s.closers = append(s.closers, listener)
	return port{side: side, address: listener.Addr().String(), listener: listener}, nil
}

func (s *Sandbox) serve(p port, handler http.Handler) {
	if p.listener == nil {
		return
	}
	server := &http.Server{
		Handler:           s.watch(p.side, handler),
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // refused handshakes are the point of some faults
		BaseContext:       func(net.Listener) context.Context { return s.ctx },
	}
	if p.security != nil {
		server.ConnState = p.security.met.note
	}
	s.servers = append(s.servers, server)
	s.running.Go(func() { _ = server.Serve(p.listener) })
}

// Line gives the addresses and credentials.
func (s *Sandbox) Line() Line { return s.line }

// Requests gives what was asked so far, oldest first. It never holds a secret.
func (s *Sandbox) Requests() []Request { return s.journal.all() }

// Close ends every answer, frees the ports and removes the certificate files. It may be called again.
func (s *Sandbox) Close() error {
	s.once.Do(func() {
		for _, server := range s.servers {
			_ = server.Close() // before the handlers learn of it: a half answer must not end politely
		}
		s.cancel()
		for _, closer := range s.closers {
			_ = closer.Close()
		}
		s.running.Wait()
		for _, file := range []string{s.line.CAFile, s.line.ClientCertFile} {
			if file != "" {
				s.closed = errors.Join(s.closed, os.Remove(file))
			}
		}
	})
	return s.closed
}
