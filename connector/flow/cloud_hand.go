package flow

import (
	"context"

	"mooring/connector"
)

// cloudHand takes the address a browser ended at, brought by hand. It is kept out of the state: whoever renders
// one must not be able to answer.
type cloudHand struct {
	waiting context.Context // ends with the waiting
	answer  func(address string) error
}

// Answer brings the address a browser ended at by hand. It counts only while Mooring waits and holds the port
// itself; what is wrong with it is said beside the field, and waiting goes on.
func (c *Cloud) Answer(address string) {
	c.mu.Lock()
	hand := c.hand
	c.mu.Unlock()
	if hand.answer == nil || !c.feed.ApplyFrom(hand.waiting, cloudAnswered{}) {
		return
	}
	go func() {
		if err := hand.answer(address); err != nil {
			c.feed.ApplyFrom(hand.waiting, cloudAnswered{c.problem(err)})
		}
	}()
}

// handFor remembers how the consent that is waited for may be answered by hand, and gives what may be shown of it.
func (c *Cloud) handFor(waiting context.Context, w connector.ConsentWait) cloudWaiting {
	c.mu.Lock()
	c.hand = cloudHand{waiting: waiting, answer: w.Answer}
	c.mu.Unlock()
	byHand := w.Answer != nil
	w.Answer = nil
	return cloudWaiting{wait: w, byHand: byHand, now: c.needs.Clock()}
}
