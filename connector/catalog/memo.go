package catalog

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// remembered is how many words a memo knows the answers to: those of a query, and some that were typed before.
const remembered = 8

// memo remembers how the latest words were answered, chunk by chunk. Of a query that goes on by a letter only the last
// word is looked for, and of a list that has grown only in what is new.
type memo struct {
	mu     sync.Mutex
	latest []*answer
}

// answer is how well the rows answer a word. It never changes.
type answer struct {
	*word
	chunks []gradedChunk
}

type gradedChunk struct {
	chunk  *chunk
	grades []uint8 // nil where no row has the word
}

func (m *memo) answers(s *snapshot, texts []string) []*answer {
	answers := make([]*answer, len(texts))
	for i, text := range texts {
		answers[i] = m.recall(text).over(s)
	}
	m.remember(answers)
	return answers
}

func (m *memo) recall(text string) *answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.latest {
		if a.text == text {
			return a
		}
	}
	return &answer{word: newWord(text)}
}

func (m *memo) remember(answers []*answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.latest = slices.DeleteFunc(m.latest, func(old *answer) bool {
		return slices.ContainsFunc(answers, func(a *answer) bool { return a.text == old.text })
	})
	m.latest = append(slices.Clone(answers), m.latest...)
	if len(m.latest) > remembered {
		clear(m.latest[remembered:])
		m.latest = m.latest[:remembered]
	}
}

// forget is for lists that have become others: what is remembered would keep them in memory.
func (m *memo) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.latest = nil
}

// over gives the answer for a snapshot, and grades the chunks that have come or changed since.
func (a *answer) over(s *snapshot) *answer {
	next := &answer{word: a.among(s.places), chunks: make([]gradedChunk, len(s.chunks))}
	var due []int
	for n, c := range s.chunks {
		if n < len(a.chunks) && a.chunks[n].chunk == c {
			next.chunks[n] = a.chunks[n]
		} else {
			due = append(due, n)
		}
	}
	each(len(due), func(i int) {
		c := s.chunks[due[i]]
		next.chunks[due[i]] = gradedChunk{c, next.grades(c)}
	})
	return next
}

// fewChunks are done faster by one than shared between several.
const fewChunks = 4

// each does something for all numbers below n, on several processors where that pays.
func each(n int, do func(i int)) {
	if n <= fewChunks {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	for range min(runtime.GOMAXPROCS(0), n) - 1 {
		all.Go(work)
	}
	work()
	all.Wait()
}
