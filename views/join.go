package views

// cloudJourney gives the screens of the Cloud tab, last one first: the first that has something to show
// is shown.
func (w *Window) cloudJourney() []screen {
	if w.opts.Cloud == nil {
		return nil
	}
	return []screen{newCloudScreen(w.kit, w.opts.Cloud)}
}

// serverJourney gives the screens of the Server tab, last one first.
func (w *Window) serverJourney() []screen {
	if w.opts.Server == nil {
		return nil
	}
	return []screen{newServerScreen(w.kit, w.opts.Server)}
}

// profilesJourney gives the screen of the build profiles.
func (w *Window) profilesJourney() []screen { return nil }
