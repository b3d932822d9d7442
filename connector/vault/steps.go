package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mooring/connector"
)

// head is the item under the id itself: which generation counts, and what else may be lying about.
type head struct {
	part
	Sum string `json:"sha256,omitempty"` // of the whole document, in hex
	// Left names generations that are to be removed: one that is being written and does not count yet, or
	// the one before. Keychains cannot be searched here, so nothing is written that the head does not name.
	Left []part `json:"left,omitempty"`
	// Coming is the generation that is being written, with its sum. Where it turns out to be whole it counts: a
	// program may have been ended just before it flipped the head, and what it was keeping may be the one pair of
	// tokens that Bitbucket still knows.
	Coming *whole `json:"coming,omitempty"`
}

// whole is a generation that can be proved to be complete.
type whole struct {
	part
	Sum string `json:"sha256"`
}

// part is one generation: its pieces are <id>/<generation>/0 to count-1. An empty generation is none.
type part struct {
	Generation string `json:"generation"`
	Count      int    `json:"count"`
}

// maxLeft bounds the memory for what could not be removed.
const maxLeft = 8

var errDamaged = errors.New("what is in the keychain does not fit together")

// usable tells whether a part can be what we once wrote.
func (p part) usable() bool {
	return p.Generation != "" && !strings.Contains(p.Generation, "/") && p.Count > 0 && p.Count <= maxPieces
}

func (p part) account(id string, n int) string {
	return id + "/" + p.Generation + "/" + strconv.Itoa(n)
}

// readHead finds the head of an id; ErrNotFound where there is none, errDamaged where it is unreadable.
func (t *turn) readHead() (head, error) {
	text, err := t.get(t.id)
	if err != nil {
		return head{}, err
	}
	var h head
	if json.Unmarshal([]byte(text), &h) != nil || h.part != (part{}) && !h.usable() {
		return head{}, errDamaged
	}
	h.Left = slices.DeleteFunc(h.Left, func(p part) bool { return !p.usable() })
	if h.Coming != nil && !h.Coming.usable() {
		h.Coming = nil
	}
	return h, nil
}

// flipped gives the head as it would stand had the program that was writing not been ended, and the document it
// then points to. ok is false where what was coming did not arrive.
func (t *turn) flipped(h head) (flipped head, data []byte, ok bool) {
	if h.Coming == nil {
		return h, nil, false
	}
	next := head{part: h.Coming.part, Sum: h.Coming.Sum, Left: without(h.Left, h.Coming.part)}
	if h.usable() {
		next.Left = append(next.Left, h.part)
	}
	data, err := t.read(next)
	return next, data, err == nil
}

func without(left []part, gone part) []part {
	return slices.DeleteFunc(slices.Clone(left), func(p part) bool { return p == gone })
}

// writeHead sets the head and makes sure that it was taken.
func (t *turn) writeHead(h head) error {
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("write head: %w", err)
	}
	if err := t.set(t.id, string(text)); err != nil {
		return err
	}
	kept, err := t.get(t.id)
	if errors.Is(err, ErrNotFound) || err == nil && kept != string(text) {
		return failure{class: errRefused, detail: "it does not keep what it is given"}
	}
	return err
}

// read gathers the document a head points to.
func (t *turn) read(h head) ([]byte, error) {
	var document strings.Builder
	for n := range h.Count {
		piece, err := t.get(h.account(t.id, n))
		if errors.Is(err, ErrNotFound) {
			return nil, errDamaged
		}
		if err != nil {
			return nil, err
		}
		document.WriteString(piece)
	}
	data := []byte(document.String())
	if sum(data) != h.Sum {
		return nil, errDamaged
	}
	return data, nil
}

// remove deletes the pieces of a generation and goes on past failures.
func (t *turn) remove(p part) error {
	var failed error
	for n := range p.Count {
		failed = errors.Join(failed, t.delete(p.account(t.id, n)))
	}
	return failed
}

// load reads the document that counts. Another Mooring may flip the head between two of our reads: then
// the new one is read instead.
func (t *turn) load() ([]byte, error) {
	seen := ""
	for {
		h, err := t.readHead()
		if errors.Is(err, ErrNotFound) {
			return nil, connector.ErrNoSecret
		}
		if err != nil {
			return nil, err
		}
		if _, data, ok := t.flipped(h); ok {
			return data, nil
		}
		if h.Generation == "" {
			return nil, connector.ErrNoSecret
		}
		if h.Generation == seen {
			return nil, errDamaged
		}
		data, err := t.read(h)
		if !errors.Is(err, errDamaged) {
			return data, err
		}
		seen = h.Generation
	}
}

// save writes a document as a new generation, reads it back, flips the head and removes the generation
// before. Interrupted anywhere, the old document or the new one counts as a whole; what is left over is
// named in the head and goes with the next save or wipe.
func (t *turn) save(data []byte) error {
	old, err := t.readHead()
	if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, errDamaged) {
		return err
	}
	pieces := split(data)
	if len(pieces) > maxPieces {
		return failure{class: errRefused, detail: "too big"}
	}
	if next, _, ok := t.flipped(old); ok {
		old = next
	}
	old.Coming = nil
	next := head{part: part{Generation: newGeneration(), Count: len(pieces)}, Sum: sum(data)}
	old.Left = append(t.sweep(old.Left), next.part)
	if err := t.write(old, next, pieces); err != nil {
		t.undo(func() { t.restore(old, next.part) })
		return err
	}
	_ = t.remove(old.part) // the head names what stays behind
	return nil
}

// write carries out a save up to the point where the new generation counts for good.
func (t *turn) write(old, next head, pieces []string) error {
	begun := old
	begun.Coming = &whole{next.part, next.Sum}
	if err := t.writeHead(begun); err != nil {
		return err
	}
	for n, piece := range pieces {
		if err := t.set(next.account(t.id, n), piece); err != nil {
			return err
		}
	}
	if _, err := t.read(next); err != nil {
		if errors.Is(err, errDamaged) {
			return failure{class: errRefused, detail: "it does not keep what it is given"}
		}
		return err
	}
	next.Left = without(old.Left, next.part)
	if old.usable() {
		next.Left = append(next.Left, old.part)
	}
	if err := t.writeHead(next); err != nil {
		return err
	}
	if !t.commit() {
		return errAbandoned
	}
	return nil
}

// restore makes the old generation count again, whether or not the head had been flipped, and removes
// the new one. Where there was nothing before, nothing stays. When the head cannot be set back, the new
// pieces stay too: a whole secret that should not be there is better than half a one.
func (t *turn) restore(old head, next part) {
	empty := !old.usable() && len(old.Left) == 1
	err := t.writeHead(old)
	if err != nil && empty {
		err = t.delete(t.id)
	}
	if err == nil && t.remove(next) == nil && empty {
		_ = t.delete(t.id)
	}
}

// wipe removes a secret. The head is emptied first, so that nothing counts any more but what is left can
// still be found when wiping is interrupted; the head itself goes last.
func (t *turn) wipe() error {
	h, err := t.readHead()
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if errors.Is(err, errDamaged) {
		return t.delete(t.id)
	}
	if err != nil {
		return err
	}
	if h.usable() {
		h.Left = append(h.Left, h.part)
	}
	_ = t.writeHead(head{Left: h.Left}) // a keychain that only deletes still gets rid of the secret
	var failed error
	for _, p := range h.Left {
		failed = errors.Join(failed, t.remove(p))
	}
	if failed != nil {
		return failed
	}
	return t.delete(t.id)
}

// sweep removes what earlier turns left behind and gives what still could not be removed.
func (t *turn) sweep(left []part) []part {
	left = slices.DeleteFunc(left, func(p part) bool { return t.remove(p) == nil })
	return left[max(0, len(left)-maxLeft):]
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// newGeneration is random, so that two programs writing at once never write the same pieces.
func newGeneration() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails; it ends the program instead
	return hex.EncodeToString(b[:])
}
