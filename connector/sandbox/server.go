package sandbox

import "net/http"

// serverFaults are the codes the Data Center side plays.
func serverFaults() []string { return nil }

type hookStore struct{}

func (s *Sandbox) nameServer(address string) {
	s.serverOrigin = "http://" + address
	s.serverBase = s.serverOrigin + contextPath
	s.line.ServerURL = s.serverBase
}

func (s *Sandbox) serverSide() http.Handler { return http.NotFoundHandler() }
