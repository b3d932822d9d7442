package flow

import (
	"slices"

	"mooring/connector"
)

// tokenChangeEvent is anything that moves the changing of a token.
type tokenChangeEvent func(TokenChangeState) TokenChangeState

func nextTokenChange(s TokenChangeState, e tokenChangeEvent) TokenChangeState { return e(s) }

func tokenChangeOpened(c connector.Connection, purpose ChangePurpose, scopes []string) tokenChangeEvent {
	return func(TokenChangeState) TokenChangeState {
		s := TokenChangeState{Step: TokenChangeTyping, Purpose: purpose, Connection: c, Kinds: tokenKindsOf(c)}
		s.Kind = s.Kinds[0]
		if c.Provider == connector.Cloud {
			s.Scopes = slices.Clone(scopes)
		}
		return s.paged()
	}
}

// tokenKindsOf are the kinds of token a connection can get, the one it has first. A session of Cloud gives way to an
// API token: both are of a person.
func tokenKindsOf(c connector.Connection) []connector.CredentialKind {
	switch {
	case c.Provider == connector.Server:
		return []connector.CredentialKind{connector.AccessToken}
	case c.Kind == connector.AccessToken:
		return []connector.CredentialKind{connector.AccessToken, connector.APIToken}
	}
	return []connector.CredentialKind{connector.APIToken, connector.AccessToken}
}

// paged fills in where a token of the form's kind is made, where that needs no question to a server.
func (s TokenChangeState) paged() TokenChangeState {
	if s.Connection.Provider != connector.Cloud {
		return s
	}
	s.Page = cloudTokenPage
	if s.Kind == connector.AccessToken {
		s.Page = cloudAccessTokensOf(s.Connection.Web, placeFor(s.Connection, s.Profiles), s.Connection.TokenKind)
	}
	return s
}

func tokenChangeClosed(TokenChangeState) TokenChangeState {
	return TokenChangeState{Step: TokenChangeIdle}
}

func tokenChangeTurned(kind connector.CredentialKind) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		if s.Step == TokenChangeTyping && slices.Contains(s.Kinds, kind) {
			s.Kind, s.Wrong = kind, nil
		}
		return s.paged()
	}
}

func tokenChangeTouches(c connector.Connection, profiles []TriedProfile) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Connection, s.Profiles = c, profiles
		return s.paged()
	}
}

func tokenChangePaged(page string) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Page = page
		return s
	}
}

func tokenChangeNotOpened(page string, err error) tokenChangeEvent {
	p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", page).Because(err)
	return func(s TokenChangeState) TokenChangeState {
		if s.Step != TokenChangeIdle {
			s.Problem = &p
		}
		return s
	}
}

// tokenChangeTyped says what is wrong with what was typed, or begins to try it.
func tokenChangeTyped(kind connector.CredentialKind, wrong map[string]*connector.Problem) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Kind, s.Wrong, s.Problem = kind, wrong, nil
		s = s.untried().paged()
		if len(wrong) == 0 {
			s.Step, s.Wrong = TokenChangeTrying, nil
		}
		return s
	}
}

// untried forgets what a token was found to do.
func (s TokenChangeState) untried() TokenChangeState {
	s.Report, s.Was, s.Is, s.StillAdmin = connector.Report{}, "", "", nil
	s.Profiles = slices.Clone(s.Profiles)
	for i, p := range s.Profiles {
		s.Profiles[i] = TriedProfile{Profile: p.Profile, State: connector.Waiting}
	}
	return s
}

func tokenChangeClimbs(report connector.Report) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Report = report
		return s
	}
}

// tokenChangeStopped goes back to the form with the reason.
func tokenChangeStopped(problem connector.Problem) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Step, s.Problem = TokenChangeTyping, &problem
		return s
	}
}

func tokenChangeTried(at int, tried TriedProfile) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Profiles = slices.Clone(s.Profiles)
		s.Profiles[at] = tried
		return s
	}
}

func tokenChangeMay(still []string) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.StillAdmin = still
		return s
	}
}

func tokenChangeFound(was, is string) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Step, s.Was, s.Is = TokenChangeFound, was, is
		return s
	}
}

func tokenChangeKeeps(s TokenChangeState) TokenChangeState {
	s.Step, s.Problem = TokenChangeTrying, nil
	return s
}

// tokenChangeUnkept goes back to where the token was tried from: it is still held, and can be kept again.
func tokenChangeUnkept(problem connector.Problem) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		s.Step, s.Problem = TokenChangeFound, &problem
		return s
	}
}

// tokenChangeReturned goes back to the form, unless the token was kept in that very moment: what is in use is in use.
func tokenChangeReturned(s TokenChangeState) TokenChangeState {
	if s.Step != TokenChangeTrying && s.Step != TokenChangeFound {
		return s
	}
	s.Step, s.Problem = TokenChangeTyping, nil
	return s.untried()
}

// keptToken is how it ended.
type keptToken struct {
	connection connector.Connection
	session    bool
	problem    *connector.Problem
	free       []connector.BuildProfile
}

// tokenChangeKept counts for whoever left the try meanwhile too: what is in use is in use.
func tokenChangeKept(k keptToken) tokenChangeEvent {
	return func(s TokenChangeState) TokenChangeState {
		if s.Step == TokenChangeIdle || s.Connection.ID != k.connection.ID {
			return s
		}
		s.Step, s.Connection, s.KeepSession, s.Problem, s.AdminFree = TokenChangeKept, k.connection, k.session, k.problem, k.free
		s.Profiles = slices.Clone(s.Profiles)
		for i, p := range s.Profiles {
			for _, fresh := range k.free {
				if fresh.ID == p.Profile.ID {
					s.Profiles[i].Profile = fresh
				}
			}
		}
		return s
	}
}
