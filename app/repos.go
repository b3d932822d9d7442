package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode"

	"mooring/connector"
	"mooring/views"
)

// reposCommand lists every repository as the pages arrive. Whatever ends the list early is one line of
// JSON on stderr; what came stays printed.
func reposCommand(ctx context.Context, p Process, about manifest) error {
	q, err := readQuestion(ctx, p, about, "repos")
	if err != nil {
		return err
	}
	defer q.house.close()
	line := tellRepository
	if q.json {
		line = printRepository
	}
	printed := 0
	for page, err := range q.bitbucket.Repositories(ctx) {
		if !page.Pause.IsZero() {
			if err := tellPause(p.Stderr, page.Pause, q.json); err != nil {
				return err
			}
		}
		n, writeErr := printPage(p.Stdout, page, q.repository, line)
		if printed += n; writeErr != nil {
			return writeErr
		}
		if err != nil {
			return ended(p.Stderr, q.provider, err)
		}
	}
	if q.repository != "" && printed == 0 {
		return ended(p.Stderr, q.provider, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", q.repository))
	}
	return nil
}

// tellPause says on one line that Bitbucket asks for a pause, so that nobody thinks the list has ended or hangs.
func tellPause(w io.Writer, until time.Time, document bool) error {
	if document {
		var line printedPause
		line.Schema, line.Pause.Until = schema, until.UTC().Truncate(time.Second)
		return json.NewEncoder(w).Encode(line)
	}
	seconds := int(math.Ceil(time.Until(until).Seconds()))
	_, err := fmt.Fprintln(w, views.English().Pause(max(seconds, 1)))
	return err
}

// printedPause is a pause as one line of JSON.
type printedPause struct {
	Schema int `json:"schema"`
	Pause  struct {
		Until time.Time `json:"until"`
	} `json:"pause"`
}

// ended says why a list ended before what was asked for.
func ended(w io.Writer, target connector.Provider, err error) error {
	problem, known := connector.AsProblem(err)
	if !known {
		return err
	}
	if err := printProblem(w, at(target, problem)); err != nil {
		return err
	}
	return errBlocked
}

// printPage writes a page at once, so that a reader behind a pipe sees it as it arrives. It tells how many
// repositories that were.
func printPage(w io.Writer, page connector.Page, only string, line func(io.Writer, connector.Repository) error) (int, error) {
	out := bufio.NewWriter(w)
	printed := 0
	for _, r := range page.Repositories {
		// Bitbucket does not mind capitals in keys and slugs either.
		if only != "" && !strings.EqualFold(r.FullName(), only) {
			continue
		}
		if err := line(out, r); err != nil {
			return printed, err
		}
		printed++
	}
	return printed, out.Flush()
}

// printedRepository is a repository as one JSON object; null where the list lacks a value.
type printedRepository struct {
	ID            string       `json:"id"`
	Key           string       `json:"key"`
	Slug          string       `json:"slug"`
	Name          string       `json:"name"`
	Private       *bool        `json:"private"`
	Archived      *bool        `json:"archived"`
	DefaultBranch *string      `json:"default_branch"`
	Updated       *time.Time   `json:"updated"`
	Clone         printedClone `json:"clone"`
	Web           *string      `json:"web"`
}

type printedClone struct {
	HTTPS *string `json:"https"`
	SSH   *string `json:"ssh"`
}

func printRepository(w io.Writer, r connector.Repository) error {
	return json.NewEncoder(w).Encode(printedRepository{
		ID: r.Ref.ID, Key: r.Key, Slug: r.Slug, Name: r.Name, Private: r.Private, Archived: r.Archived,
		DefaultBranch: r.DefaultBranch, Updated: r.Updated,
		Clone: printedClone{orNull(r.CloneHTTPS), orNull(r.CloneSSH)}, Web: orNull(r.Web),
	})
}

func tellRepository(w io.Writer, r connector.Repository) error {
	_, err := fmt.Fprintf(w, "%s\t%s\n", oneLine(r.FullName()), oneLine(r.Name))
	return err
}

// oneLine keeps what a server says from ending the line early, and from steering the terminal it is read in.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
