package flow

import (
	"maps"
	"time"

	"mooring/connector"
)

// What starting up found, and what is found out about the consumer.
type (
	cloudLoaded struct {
		connections []connector.Connection
		consumer    CloudConsumerState
		problem     *connector.Problem
	}
	// cloudSecret says whether one connection has its secret. It counts while that is not known, so that an
	// answer of the keychain that comes late changes nothing; sure, it always counts.
	cloudSecret struct {
		id      string
		scopes  []string
		email   string
		missing bool
		problem *connector.Problem
		sure    bool
	}
	cloudConsumerKnown struct {
		consumer CloudConsumerState
		removed  bool
		problem  *connector.Problem
	}
	cloudConsumerSeen struct{ consumer CloudConsumerState }
)

// next keeps the account on screen where it is still there. Secrets are looked for anew.
func (e cloudLoaded) next(s CloudState) CloudState {
	s.Consumer, s.Connections = e.consumer, e.connections
	if _, there := s.Connection(); !there {
		s.Current = newest(e.connections)
	}
	s.Accounts = maps.Clone(s.Accounts)
	for id, account := range s.Accounts {
		if _, there := s.find(id); !there {
			delete(s.Accounts, id)
			continue
		}
		account.looked = false
		s.Accounts[id] = account
	}
	if e.problem != nil {
		return s.failed(*e.problem)
	}
	return s.home()
}

func (e cloudSecret) next(s CloudState) CloudState {
	if _, there := s.find(e.id); !there || s.Accounts[e.id].looked && !e.sure {
		return s
	}
	s = s.know(e.id, func(a *CloudAccount) {
		a.looked = e.problem == nil
		switch {
		case e.missing:
			a.SignedOut, a.Problem = true, nil
		case e.problem != nil:
			a.Problem = e.problem
		default:
			a.SignedOut, a.Problem, a.Scopes, a.Email = a.ended(), a.ending(), e.scopes, e.email
		}
	})
	if s.Current == e.id && (s.resting() || e.sure) {
		return s.home()
	}
	return s
}

// ended tells whether Bitbucket has refused the secret: that it is there says nothing against that.
func (a CloudAccount) ended() bool { return a.Problem != nil && severe(*a.Problem) }

// ending is why it was refused.
func (a CloudAccount) ending() *connector.Problem {
	if a.ended() {
		return a.Problem
	}
	return nil
}

func (e cloudConsumerKnown) next(s CloudState) CloudState {
	s.Consumer, s.Missing = e.consumer, ""
	switch {
	case e.removed && e.problem == nil:
		s = s.home().fresh()
		s.Removed = &CloudRemoved{Serves: e.consumer.Has, Sessions: s.Sessions()}
		return s
	case e.problem == nil:
		return s.home()
	case e.removed || e.consumer.Has: // it serves for this session: no keychain is no reason to stay on the form
		return s.home().beside(*e.problem)
	}
	s.Step = CloudConsumer
	return s.beside(*e.problem)
}

func (e cloudConsumerSeen) next(s CloudState) CloudState {
	s.Consumer = e.consumer
	return s
}

// What asking for consent brought.
type (
	cloudAsking  struct{ private bool }
	cloudWaiting struct {
		wait   connector.ConsentWait // without its Answer
		byHand bool
		now    time.Time
	}
	cloudTicked struct{ left time.Duration }
)

func (e cloudAsking) next(s CloudState) CloudState {
	s = s.fresh()
	s.Step, s.Wait, s.Left, s.Private = CloudConsenting, connector.ConsentWait{}, 0, e.private
	s.CanAnswer, s.AnswerProblem = false, nil
	s.Using, s.Report, s.News = connector.Session, connector.Report{}, nil
	s.Problem, s.Fix, s.Missing = nil, CloudFixNone, ""
	return s
}

func (e cloudWaiting) next(s CloudState) CloudState {
	s.Wait, s.Left, s.CanAnswer = e.wait, spoken(e.wait.Until.Sub(e.now)), e.byHand
	s.Problem, s.Fix = nil, CloudFixNone
	if p := e.wait.Problem; p != nil {
		s = s.beside(*p)
	}
	return s
}

func (e cloudTicked) next(s CloudState) CloudState {
	s.Left = e.left
	return s
}

// spoken rounds a time left as it is said: minutes while there are several, then steps of ten seconds.
func spoken(left time.Duration) time.Duration {
	unit := 10 * time.Second
	if left > 2*time.Minute {
		unit = time.Minute
	}
	return max(0, (left+unit-1)/unit*unit)
}
