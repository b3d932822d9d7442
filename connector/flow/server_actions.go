package flow

import "mooring/connector"

// AllowInsecure checks again and lets the token travel unencrypted, as the person has just said.
func (f *Server) AllowInsecure() {
	s := f.halt()
	s.Current.Insecure = true
	f.checkAs(s, s.Current)
}

// UseAddress checks again at another address that Bitbucket was found at, http:// where it speaks nothing
// else; that is then asked about first. The token of a saved connection belongs to its origin, so elsewhere
// it is asked for again.
func (f *Server) UseAddress(address string) {
	s := f.halt()
	item, saved := s.Item(s.Current.ID)
	if s.Again || saved && !SameServer(item.Connection.Base, address) {
		f.Begin(address)
		return
	}
	s.Current.Insecure = false
	s.Current.Base, s.Current.Web = address, address
	f.tryGiven(s.Current)
}

// CheckAgain checks once more: a saved connection with its kept token, a new one with what was typed.
func (f *Server) CheckAgain(id string) {
	s := f.halt()
	item, saved := s.Item(id)
	if saved && (s.Again || s.Kept || s.Current.ID != id) {
		if item.SignIn {
			f.feed.Apply(f.lost(id))
			return
		}
		f.checkSaved(item.Connection)
		return
	}
	if s.Current.ID != "" {
		f.tryGiven(s.Current)
	}
}

// ResumeNow goes on with a check that waits because the server asked for a pause.
func (f *Server) ResumeNow() {
	s := f.feed.Now().State
	if s.ResumeAt.IsZero() {
		return
	}
	s = f.halt()
	f.checkAs(s, s.Current)
}

// checkAs checks a connection the way the check before did: with the kept token or the typed one.
func (f *Server) checkAs(s ServerState, connection connector.Connection) {
	if s.Again {
		f.checkSaved(connection)
		return
	}
	f.tryGiven(connection)
}

// Edit goes to the form; the cursor goes to the field. For a connection that is saved the token is all there
// is to change. It also leads from the page about making a token to where that is pasted.
func (f *Server) Edit(field ServerField) {
	s := f.halt()
	id, kind := s.Current.ID, connector.TokenUnknown
	if s.Step == ServerGuiding && s.Guide.For != "" {
		id, kind = s.Guide.For, s.Guide.Kind
	}
	if _, saved := s.Item(id); saved && s.Form.For != id {
		f.replaceToken(id, kind)
		return
	}
	f.feed.Apply(serverEdits{field})
}

// Choose hands a saved connection on to where repositories are chosen, or asks for its token.
func (f *Server) Choose(id string) {
	item, known := f.halt().Item(id)
	switch {
	case !known:
	case item.SignIn:
		f.feed.Apply(f.lost(id))
	default:
		f.needs.OnChoose(item.Connection, f.placeOf(item.Connection.ID))
	}
}

// Note shows the note that asks an administrator for address and token.
func (f *Server) Note() {
	f.halt()
	f.feed.Apply(serverNoted{})
}

// AskRename shows the form for a new name.
func (f *Server) AskRename(id string) {
	f.halt()
	f.feed.Apply(serverRenames{id})
}

// AskDisconnect asks whether a connection shall go.
func (f *Server) AskDisconnect(id string) {
	f.halt()
	f.feed.Apply(serverLeaves{id})
}

// AskAdmin opens the note about what the last check of the present connection found. While a check or the
// saving is under way there is nothing to tell yet.
func (f *Server) AskAdmin() { f.askAdmin(serverAsksAdmin{}) }

// AskAdminAbout opens the note about a saved connection: who must reach whom.
func (f *Server) AskAdminAbout(id string) {
	if _, known := f.feed.Now().State.Item(id); known {
		f.askAdmin(serverAsksAdmin{id})
	}
}

func (f *Server) askAdmin(e serverAsksAdmin) {
	switch f.feed.Now().State.Step {
	case ServerStarting, ServerChecking, ServerSaving:
		return
	}
	f.halt()
	f.feed.Apply(e)
}
