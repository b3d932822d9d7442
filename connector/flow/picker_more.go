package flow

import "mooring/connector"

// Narrow adds a word that narrows the list to what is typed, or takes it out: one of the Only words, or "project:" with
// a key.
func (p *Picker) Narrow(word string, on bool) {}

// Arrange lays the list out in another way.
func (p *Picker) Arrange(how Arrangement) {}

// Pin puts a repository above all others, or takes it down again.
func (p *Picker) Pin(repository connector.Repository, on bool) {}

// Again reads the list anew behind what is shown.
func (p *Picker) Again() {}

// LookAgain asks once more for the details of the selected repository, after that failed.
func (p *Picker) LookAgain() {}

// FindRights asks once more what the account may do, after that failed.
func (p *Picker) FindRights() {}

// Unchoose gives up making sure of a repository that was chosen.
func (p *Picker) Unchoose() {}
