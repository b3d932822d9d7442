package views

import (
	"mooring/connector"
	"mooring/connector/flow"
)

// profilesLead is which button of the detail is the primary one.
type profilesLead int

// The most urgent comes first.
const (
	leadRename profilesLead = iota
	leadConnect
	leadMend
	leadHook
	leadStart
	leadCheck
)

// leadOf finds what is most urgent for a profile: what mends, and else to start building.
func (s *profilesScreen) leadOf(row flow.ProfileRow) profilesLead {
	problem, found := s.found(row)
	switch {
	case s.state.Renaming == row.Profile.ID:
		return leadRename
	case !row.Connected:
		return leadConnect
	case found && len(s.mend(problem, row)) > 0:
		return leadMend
	case profilesHookAsks(row.Profile.Webhook) && len(s.hookActions(row)) > 0:
		return leadHook
	case s.k.start != nil:
		return leadStart
	}
	return leadCheck
}

// mend is what the app can do about a problem from here.
func (s *profilesScreen) mend(p connector.Problem, row flow.ProfileRow) []action {
	switch p.Code {
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing:
		return s.mendConnection(row)
	case connector.CodeTokenExpiresSoon:
		return s.tokenActions(row)
	case connector.CodeScopeMissing:
		if row.Connection.Kind != connector.Session {
			return s.tokenActions(row)
		}
		if s.k.authorizeMore != nil {
			return []action{{say("cloud.more"), func() { s.k.authorizeMore(row.Connection) }}}
		}
	case connector.CodeAdminMissing:
		if s.k.lookAfter != nil && !row.ReadOnly {
			return []action{{say("profiles.hook.look"), func() { s.k.lookAfter(row.Profile.ID) }}}
		}
	case connector.CodeRepositoryNotFound:
		if s.k.askMissing != nil && (s.k.asksCloud || row.Connection.Provider == connector.Server) {
			name := row.Profile.Key + "/" + row.Profile.Slug
			return []action{{say("missing.why"), func() { s.k.askMissing(row.Connection, name) }}}
		}
	}
	return nil
}

// mendConnection leads to a new token, or to where one signs in with the browser.
func (s *profilesScreen) mendConnection(row flow.ProfileRow) []action {
	if row.Connected {
		if actions := s.tokenActions(row); len(actions) > 0 {
			return actions
		}
	}
	return []action{{say("profiles.connection.open"), func() { s.connect(row) }}}
}

// tokenActions replace the token of a profile's connection, if it has one that a person makes.
func (s *profilesScreen) tokenActions(row flow.ProfileRow) []action {
	if s.k.changeToken == nil || !row.Connected || row.Connection.Kind == connector.Session {
		return nil
	}
	return []action{{say("profiles.token"), func() { s.k.changeToken(row.Connection, flow.ChangeReplace) }}}
}

// connect leads to where the profile's Bitbucket is connected.
func (s *profilesScreen) connect(row flow.ProfileRow) {
	switch {
	case row.Connected && row.Profile.Repository.Provider == connector.Cloud:
		s.k.signIn(row.Connection) // shows this account among several
	case row.Profile.Repository.Provider == connector.Cloud:
		s.k.connect(tabCloud)
	case row.Connected:
		s.k.connect(tabServer)
	default:
		s.k.toServer(row.Profile.Repository.Base)
	}
}
