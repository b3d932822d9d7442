package flow

// Returned is what cancelling does to a state, for a test of a moment that no clock can hold: the token was kept
// between the press and its effect.
func Returned(s TokenChangeState) TokenChangeState { return nextTokenChange(s, tokenChangeReturned) }
