package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// jsonText is JSON in the making. Pages of repositories are written by hand, name by name: a hundred thousand of them are
// asked for while others measure how long their own part takes, and what reflection needs for them is most of it.
type jsonText struct{ b []byte }

// open begins an object or a list, shut ends it.
func (j *jsonText) open(bracket byte) { j.b = append(j.b, bracket) }

func (j *jsonText) shut(bracket byte) { j.b = append(j.b, bracket) }

// next separates from what stands before, if anything does.
func (j *jsonText) next() {
	if last := j.b[len(j.b)-1]; last != '{' && last != '[' {
		j.b = append(j.b, ',')
	}
}

// key writes a name, which needs no escaping.
func (j *jsonText) key(name string) {
	j.next()
	j.b = append(j.b, '"')
	j.b = append(j.b, name...)
	j.b = append(j.b, '"', ':')
}

// text writes a name and a text, in as many parts as it comes in.
func (j *jsonText) text(name string, parts ...string) {
	j.key(name)
	j.quoted(parts...)
}

// quoted writes a text.
func (j *jsonText) quoted(parts ...string) {
	j.b = append(j.b, '"')
	for _, part := range parts {
		j.escaped(part)
	}
	j.b = append(j.b, '"')
}

func (j *jsonText) number(name string, n int) {
	j.key(name)
	j.b = strconv.AppendInt(j.b, int64(n), 10)
}

func (j *jsonText) flag(name string, is bool) {
	j.key(name)
	j.b = strconv.AppendBool(j.b, is)
}

// made writes a name and JSON that is there already.
func (j *jsonText) made(name string, value []byte) {
	j.key(name)
	j.b = append(j.b, value...)
}

// escaped writes a piece of a text. What needs no escaping, which is nearly everything, is taken as it is.
func (j *jsonText) escaped(text string) {
	from := 0
	for i := range len(text) {
		if c := text[i]; c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		j.b = append(j.b, text[from:i]...)
		from = i + 1
		if c := text[i]; c >= ' ' {
			j.b = append(j.b, '\\', c)
			continue
		}
		j.b = append(j.b, `\u00`...)
		j.b = append(j.b, hexDigits[text[i]>>4], hexDigits[text[i]&15])
	}
	rest := text[from:]
	if !utf8.ValidString(rest) {
		rest = strings.ToValidUTF8(rest, "�")
	}
	j.b = append(j.b, rest...)
}

const hexDigits = "0123456789abcdef"

// marshalled gives JSON of what is small, or null for what has none.
func marshalled(value any) []byte {
	out, err := json.Marshal(value)
	if err != nil {
		return []byte("null")
	}
	return out
}

// buffers keeps what pages were written into for the next ones: a page of a thousand repositories is more than a MiB.
type buffers struct{ pool sync.Pool }

func (p *buffers) get() []byte {
	if b, ok := p.pool.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, 64<<10)
}

func (p *buffers) put(b []byte) { p.pool.Put(&b) }
