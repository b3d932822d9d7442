package app

import (
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/store"
)

// What the flows ask for by a type assertion is held here at compile time.
var (
	_ flow.Hooker     = (*cloud.Client)(nil)
	_ flow.Refs       = (*cloud.Client)(nil)
	_ flow.Tree       = (*cloud.Client)(nil)
	_ flow.Lazy       = (*cloud.Client)(nil)
	_ flow.Lists      = (*store.Store)(nil)
	_ flow.ChoiceBook = (*store.Store)(nil)
	_ flow.Hooker     = serverBitbucket{}
	_ flow.HookTester = serverBitbucket{}
	_ flow.Refs       = serverBitbucket{}
	_ flow.Tree       = serverBitbucket{}
)
