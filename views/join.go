package views

import (
	"strings"

	"mooring/connector"
)

// cloudJourney gives the screens of the Cloud tab, last one first: the first that has something to show
// is shown.
func (w *Window) cloudJourney() []screen {
	var all []screen
	if w.opts.CloudMissing != nil {
		all = append(all, newMissingScreen(w.kit, w.opts.CloudMissing))
		w.kit.askMissing, w.kit.asksCloud = w.missing, true
	}
	if w.opts.CloudProfile != nil && w.opts.CloudPicker != nil {
		all = append(all, newProfileScreen(w.kit, w.opts.CloudProfile, w.opts.CloudPicker))
	}
	if w.opts.CloudPicker != nil {
		all = append(all, newPickerScreen(w.kit, w.opts.CloudPicker))
	}
	if w.opts.Cloud != nil {
		all = append(all, newCloudScreen(w.kit, w.opts.Cloud))
	}
	return all
}

// serverJourney gives the screens of the Server tab, last one first.
func (w *Window) serverJourney() []screen {
	var all []screen
	if w.opts.ServerMissing != nil {
		all = append(all, newMissingScreen(w.kit, w.opts.ServerMissing))
		w.kit.askMissing = w.missing
	}
	if w.opts.ServerProfile != nil && w.opts.ServerPicker != nil {
		all = append(all, newProfileScreen(w.kit, w.opts.ServerProfile, w.opts.ServerPicker))
	}
	if w.opts.ServerPicker != nil {
		all = append(all, newPickerScreen(w.kit, w.opts.ServerPicker))
	}
	if w.opts.Server != nil {
		all = append(all, newServerScreen(w.kit, w.opts.Server))
	}
	return all
}

// missing opens "Why can't I see my repository?" over what is shown on the tab of the connection.
func (w *Window) missing(connection connector.Connection, text string) {
	page, tab := w.opts.ServerMissing, tabServer
	if connection.Provider == connector.Cloud {
		page, tab = w.opts.CloudMissing, tabCloud
	}
	page.Open(connection, text)
	if strings.Contains(text, "/") { // a whole name or an address: there is nothing left to type
		page.Ask(text)
	}
	w.GoTo(tab)
}
