package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// errQuery is a filter that cannot be read; Bitbucket answers it with 400.
var errQuery = errors.New("invalid query")

// record gives a thing's value for a field in Bitbucket's query language: string, bool, number (int),
// time, rank, or nil for null. known is false for a field the thing does not have.
type record func(field string) (value any, known bool)

// filter decides whether a record is wanted.
type filter func(record) (bool, error)

// readQuery reads the part of Bitbucket's query language that clients use: comparisons joined with AND
// and OR, and parentheses.
func readQuery(text string) (filter, error) {
	if strings.TrimSpace(text) == "" {
		return func(record) (bool, error) { return true, nil }, nil
	}
	p := &queryParser{words: splitQuery(text)}
	f, err := p.either()
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("%w: unexpected %q", errQuery, p.words[0])
	}
	return f, err
}

// splitQuery cuts a query into names, operators, quoted strings (with their opening quote) and brackets.
func splitQuery(text string) []string {
	var out []string
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		var word string
		switch {
		case rest[0] == '"':
			word, rest = quotedWord(rest[1:])
		case rest[0] == '(' || rest[0] == ')':
			word, rest = rest[:1], rest[1:]
		default:
			isOperator := strings.ContainsRune(operatorMarks, rune(rest[0]))
			end := strings.IndexFunc(rest, func(r rune) bool {
				return unicode.IsSpace(r) || strings.ContainsRune("()\"", r) || strings.ContainsRune(operatorMarks, r) != isOperator
			})
			if end < 0 {
				end = len(rest)
			}
			word, rest = rest[:end], rest[end:]
		}
		out = append(out, word)
	}
	return out
}

// operatorMarks are what operators are made of.
const operatorMarks = "=!~<>"

// quotedWord reads up to the closing quote; a backslash takes the next character as it is.
func quotedWord(text string) (word, rest string) {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			return b.String(), text[i+1:]
		}
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String(), ""
}

type queryParser struct{ words []string }

func (p *queryParser) take() string {
	if len(p.words) == 0 {
		return ""
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

func (p *queryParser) next(word string) bool {
	if len(p.words) == 0 || !strings.EqualFold(p.words[0], word) {
		return false
	}
	p.words = p.words[1:]
	return true
}

func (p *queryParser) either() (filter, error) {
	return p.joined("OR", p.both, func(a, b bool) bool { return a || b })
}

func (p *queryParser) both() (filter, error) {
	return p.joined("AND", p.single, func(a, b bool) bool { return a && b })
}

func (p *queryParser) joined(word string, part func() (filter, error), join func(a, b bool) bool) (filter, error) {
	left, err := part()
	for err == nil && p.next(word) {
		var right filter
		right, err = part()
		before := left
		left = func(r record) (bool, error) {
			a, err := before(r)
			if err != nil {
				return false, err
			}
			b, err := right(r)
			return join(a, b), err
		}
	}
	return left, err
}

func (p *queryParser) single() (filter, error) {
	if p.next("(") {
		f, err := p.either()
		if err == nil && !p.next(")") {
			err = fmt.Errorf("%w: a bracket is not closed", errQuery)
		}
		return f, err
	}
	field, operator, value := p.take(), p.take(), p.take()
	if value == "" || !strings.Contains(" = != ~ !~ < <= > >= ", " "+operator+" ") {
		return nil, fmt.Errorf("%w near %q", errQuery, field)
	}
	return func(r record) (bool, error) {
		have, known := r(field)
		if !known {
			return false, fmt.Errorf("%w: no field %q", errQuery, field)
		}
		return compare(have, operator, value)
	}, nil
}

// compare holds a value against an operand as it stands in the query.
func compare(have any, operator, operand string) (bool, error) {
	text, quoted := strings.CutPrefix(operand, `"`)
	if contains, isText := strings.TrimPrefix(operator, "!") == "~", have != nil; contains {
		found := isText && strings.Contains(strings.ToLower(fmt.Sprint(have)), strings.ToLower(text))
		return found != strings.HasPrefix(operator, "!"), nil
	}
	if !quoted && strings.EqualFold(text, "null") {
		return (have == nil) == (operator == "="), nil
	}
	order, err := orderOf(have, text)
	if err != nil {
		return false, err
	}
	switch operator {
	case "=":
		return order == 0, nil
	case "!=":
		return order != 0, nil
	case "<":
		return order < 0, nil
	case "<=":
		return order <= 0, nil
	case ">":
		return order > 0, nil
	default:
		return order >= 0, nil
	}
}

// orderOf compares a value with text of the same kind.
func orderOf(have any, text string) (int, error) {
	switch v := have.(type) {
	case nil:
		return -1, nil
	case rank:
		return v.height() - rank(strings.ToLower(text)).height(), nil
	case string:
		return strings.Compare(strings.ToLower(v), strings.ToLower(text)), nil
	case bool:
		if want, err := strconv.ParseBool(text); err == nil {
			if v == want {
				return 0, nil
			}
			return 1, nil
		}
	case int:
		if want, err := strconv.Atoi(text); err == nil {
			return v - want, nil
		}
	case time.Time:
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
			if want, err := time.Parse(layout, text); err == nil {
				return v.Compare(want), nil
			}
		}
	}
	return 0, fmt.Errorf("%w: %q does not fit", errQuery, text)
}

// rank is a permission. Which of two is more is not what the alphabet says.
type rank string

func (r rank) height() int { return slices.Index([]rank{"read", "write", "admin"}, r) }
