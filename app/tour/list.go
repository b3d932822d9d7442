package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mooring/app/drive"
)

// manyRepositories is how many the tour of a long list has.
const manyRepositories = 100_000

// onTheWay is a picture that only serves to wait for the display to stand still.
const onTheWay = "on-the-way.png"

// longServerList searches, walks and scrolls 100,000 repositories of a Server by keyboard and wheel, and chooses one.
func (t *tour) longServerList(ctx context.Context) error {
	var first, walked, last string
	return t.all(ctx, []stage{
		{"server-at-once", parts(t.keys("ctrl+2"), t.pressing("server.form.demo"), t.pressing("server.form.submit"), t.pressing("server.result.choose"), t.counted(`[\d,]+ (of|so far).*`))},
		{"server-all", parts(t.counted("100,000 of 100,000"))},
		{"server-scrolled", parts(t.scrolling(60))},
		{"server-skipped-letters", parts(t.typing("mbios"), t.counted(`[\d,]+ found · 100,000 of 100,000`), t.looksAt(&first), holds(&first, "mobile-ios"))},
		{"server-several-words", parts(t.keys("ctrl+a"), t.typing("oslo mobile ferry"), t.looksAt(&first), holds(&first, "ferry-mobile-oslo"))},
		{"server-narrowed", parts(t.keys("ctrl+a"), t.typing("mobile is:private project:omise"), t.looksAt(&first), holds(&first, "OMISE/"))},
		{"server-walked", parts(t.keys("ctrl+a"), t.typing("mobile"), t.looksAt(&first), t.keys("Down", "Down", "Next", "Next"), t.leaves(&first), t.looksAt(&walked))},
		{"server-last", parts(t.keys("ctrl+a", "Delete"), t.leaves(&walked), t.toTheEnd, t.looksAt(&last))},
		{"server-chosen", parts(t.keys("Prior", "Up"), t.leaves(&last), t.looksAt(&walked), t.keys("Return"), t.showing("profile.title"), t.saysOf(&walked))},
		{"server-back", parts(t.keys("Escape"), t.looksAt(&last), same(&walked, &last))},
	})
}

// longCloudList does it where the workspaces are too large to be listed: Bitbucket is searched.
func (t *tour) longCloudList(ctx context.Context) error {
	var first, walked string
	asked := t.proof("Bitbucket was searched for what was typed", func() error { return t.evidence.askedFor("cloud-api", "/2.0/repositories/") })
	return t.all(ctx, []stage{
		{"cloud-beginning", parts(t.keys("ctrl+1"), t.pressing("cloud.welcome.open"), t.pressing("cloud.confirm.yes"), t.pressing("cloud.choose"), t.counted(`[\d,]+ of 100,000`))},
		{"cloud-searched", parts(t.typing("kasse android"), t.counted(`[\d,]+ found .*100,000`), asked, t.looksAt(&first))},
		{"cloud-chosen", parts(t.keys("Down"), t.leaves(&first), t.looksAt(&walked), t.keys("Return"), t.showing("profile.title"), t.saysOf(&walked))},
	})
}

// counted waits until the list says how many repositories there are, in these words.
func (t *tour) counted(pattern string) func(context.Context) error {
	count := regexp.MustCompile("^" + pattern + "$")
	return func(ctx context.Context) error {
		_, err := t.program.FindWhere(ctx, "a count like "+pattern, func(n drive.Node) bool { return count.MatchString(n.Text) })
		return err
	}
}

// isLookedAt tells whether a node is the name, beside the list, of the repository that is selected.
func isLookedAt(n drive.Node) bool {
	key, slug, named := strings.Cut(n.Text, "/")
	return n.Kind == "muted" && named && key != "" && slug != "" && !strings.Contains(n.Text, " ")
}

// looksAt notes which repository is selected.
func (t *tour) looksAt(name *string) func(context.Context) error {
	return func(ctx context.Context) error {
		n, err := t.program.FindWhere(ctx, "a selected repository", isLookedAt)
		*name = n.Text
		return err
	}
}

// leaves waits until another repository is selected.
func (t *tour) leaves(before *string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := t.program.FindWhere(ctx, "another repository than "+*before, func(n drive.Node) bool { return isLookedAt(n) && n.Text != *before })
		return err
	}
}

// toTheEnd goes from the search field into the list, past whatever stands between them, and to its last row.
func (t *tour) toTheEnd(ctx context.Context) error {
	begin, err := t.program.FindWhere(ctx, "a selected repository", isLookedAt)
	if err != nil {
		return err
	}
	for range 12 {
		if err := t.display.Key(ctx, "Tab", "End"); err != nil {
			return err
		}
		// A key that is still on its way must not be followed by the next.
		if err := t.display.Settle(ctx, filepath.Join(t.out, onTheWay)); err != nil {
			return err
		}
		nodes, err := t.program.Nodes()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(nodes, func(n drive.Node) bool { return isLookedAt(n) && n.Text != begin.Text }) {
			return nil
		}
	}
	return errors.New("the focus never came to the list")
}

// saysOf waits until the form names the repository that was chosen.
func (t *tour) saysOf(name *string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := t.program.FindWhere(ctx, *name, func(n drive.Node) bool { return strings.Contains(n.Text, *name) })
		return err
	}
}

// is tells whether a noted name is this one.
func is(name *string, wanted string) func(context.Context) error {
	return func(context.Context) error {
		if *name != wanted {
			return fmt.Errorf("%s is selected instead of %s", *name, wanted)
		}
		return nil
	}
}

// holds tells whether a noted name has some letters in it.
func holds(name *string, letters string) func(context.Context) error {
	return func(context.Context) error {
		if !strings.Contains(*name, letters) {
			return fmt.Errorf("%s comes first, which is no %s", *name, letters)
		}
		return nil
	}
}

// same tells whether two noted names are one.
func same(a, b *string) func(context.Context) error {
	return func(context.Context) error {
		if *a != *b {
			return fmt.Errorf("%s became %s", *a, *b)
		}
		return nil
	}
}
