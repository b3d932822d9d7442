package views

import "mooring/connector"

// missing opens "Why can't I see my repository?" for a connection; text is what was typed already.
func (k *kit) missing(connection connector.Connection, text string) {
	if k.askMissing != nil {
		k.askMissing(connection, text)
	}
}

// canAskMissing tells whether there is such a page for a connection.
func (k *kit) canAskMissing(connection connector.Connection) bool {
	return k.askMissing != nil && connection.Provider == connector.Server
}
