package connector

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// masked is what every way of printing a Secret gives.
const masked = "***"

// Secret holds a token or password and never shows it, however Go prints it. The value sits behind a
// pointer because fmt calls no methods on unexported fields: there it prints an address instead.
// The zero value is the empty secret.
type Secret struct {
	value *string
}

// NewSecret wraps a value so that it can be passed around without being shown.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{value: &value}
}

// Reveal gives the value itself. Only code that sends or stores it may call this.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Trimmed is the secret without the space around it that comes with copying.
func (s Secret) Trimmed() Secret { return NewSecret(strings.TrimSpace(s.Reveal())) }

// Empty tells whether there is nothing to keep secret.
func (s Secret) Empty() bool { return s.value == nil }

// Same tells, in constant time, whether two secrets hold the same value; nothing is shown.
func (s Secret) Same(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String is "***", so that a Secret in a message stays one.
func (s Secret) String() string { return masked }

// GoString is "***" too: it serves %#v.
func (s Secret) GoString() string { return masked }

// Format answers every verb with "***".
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// MarshalJSON writes "***": a document that needs the value must say so with Reveal.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + masked + `"`), nil }

// MarshalText writes "***".
func (s Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }

// LogValue logs "***".
func (s Secret) LogValue() slog.Value { return slog.StringValue(masked) }
