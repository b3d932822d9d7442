package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"mooring/connector"
)

// maxSize bounds a document; what is longer was not written by Mooring.
const maxSize = 16 << 20

// errDamaged says that a file holds no document of the kind it should.
var errDamaged = errors.New("the file cannot be read as a document")

// document is a file as it was read.
type document[T any] struct {
	path  string
	value T
	// raw is its text, brought to today's schema; nil where there is no document.
	raw []byte
	// newer says that a later Mooring wrote it. The value then holds what could be understood.
	newer bool
	// original is the text as it stands in the file, and schema the one it had there.
	original []byte
	schema   int
	// restored says that the file was damaged and its last good copy has taken its place.
	restored *connector.Problem
}

// slot is where a document stands.
type slot[T any] struct {
	kind, path string
	copy       string // of the last good copy
	// fits, if there is one, refuses a document that may not stand here.
	fits func(*document[T]) error
}

// read reads what stands in the slot. It answers like readDocument.
func (s slot[T]) read() (document[T], error) { return s.readFrom(s.path) }

// readFrom reads what would stand in the slot from another file.
func (s slot[T]) readFrom(path string) (document[T], error) {
	d, err := readDocument[T](s.kind, path)
	d.path = s.path
	if err == nil && s.fits != nil {
		err = s.fits(&d)
	}
	return d, err
}

// object is a JSON object whose fields this Mooring need not know.
type object map[string]any

// readDocument reads a file of a kind. It answers errDamaged for contents that make no sense, and the
// error of the system where the file could not be read at all.
func readDocument[T any](kind, path string) (document[T], error) {
	data, err := readFile(path)
	if err != nil {
		return document[T]{}, err
	}
	return decode[T](kind, data)
}

// errNoFile says that something else stands in a document's place: opening it might wait for ever.
var errNoFile = errors.New("this is no file")

// readFile reads no more than a document may have, and one byte to tell.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, maxSize+1))
}

// decode makes a document of a file's contents, brought to today's schema where it has an earlier one.
func decode[T any](kind string, data []byte) (document[T], error) {
	d := document[T]{raw: data, original: data}
	if len(data) > maxSize {
		return d, fmt.Errorf("%w: longer than %d bytes", errDamaged, maxSize)
	}
	var envelope struct {
		Schema int    `json:"schema"`
		Kind   string `json:"kind"`
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return d, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if envelope.Kind != kind || envelope.Schema < 1 {
		return d, fmt.Errorf("%w: kind %q, schema %d", errDamaged, envelope.Kind, envelope.Schema)
	}
	d.schema, d.newer = envelope.Schema, envelope.Schema > schemaOf(kind)
	if d.schema < schemaOf(kind) {
		migrated, err := migrate(kind, d.schema, data)
		if err != nil {
			return d, fmt.Errorf("%w: %w", errDamaged, err)
		}
		d.raw = migrated
	}
	if err := json.Unmarshal(d.raw, &d.value); err != nil && !d.newer {
		return d, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return d, nil
}

// encode writes a value as a document of a kind. Fields of the old document that this Mooring does not
// know are kept, also inside objects; lists are replaced as a whole.
func encode[T any](kind string, value T, old []byte) ([]byte, error) {
	fields, err := fieldsOf(value)
	if err != nil {
		return nil, err
	}
	if fields["schema"] != nil || fields["kind"] != nil {
		return nil, fmt.Errorf("%T has a field of the name that says what a document is", value)
	}
	fields["schema"], fields["kind"] = schemaOf(kind), kind
	if len(old) > 0 {
		before, err := decode[T](kind, old)
		if err != nil {
			return nil, err
		}
		// What survives a round trip through the type is what this Mooring knows of the old document.
		known, err := fieldsOf(before.value)
		if err != nil {
			return nil, err
		}
		all := object{}
		if err := unmarshal(before.raw, &all); err != nil {
			return nil, err
		}
		keepUnknown(fields, all, known)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(fields); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// keepUnknown adds to fields what is in old but not in known.
func keepUnknown(fields, old, known object) {
	for name, value := range old {
		_, isKnown := known[name]
		current, isSet := fields[name]
		switch {
		case !isSet && !isKnown:
			if !spelled(known, name) && !spelled(fields, name) {
				fields[name] = value
			}
		case isSet && isKnown:
			inner, ok1 := current.(map[string]any)
			innerOld, ok2 := value.(map[string]any)
			innerKnown, ok3 := known[name].(map[string]any)
			if ok1 && ok2 && ok3 {
				keepUnknown(inner, innerOld, innerKnown)
			}
		}
	}
}

// spelled tells whether there is a field of that name in another spelling. Reading takes either for the same, so
// keeping both would let an old value of one hide a new one of the other.
func spelled(fields object, name string) bool {
	for other := range fields {
		if strings.EqualFold(other, name) {
			return true
		}
	}
	return false
}

// fieldsOf gives a value's fields as they are written.
func fieldsOf(value any) (object, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	fields := object{}
	return fields, unmarshal(data, &fields)
}

// unmarshal keeps numbers as they are spelled: an unknown one may not fit a float64.
func unmarshal(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}
