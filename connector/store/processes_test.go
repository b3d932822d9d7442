package store_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

// childRole makes the test binary a second Mooring that does one thing in the folder childHome.
const (
	childRole = "MOORING_STORE_CHILD"
	childHome = "MOORING_STORE_HOME"
)

// TestMain lets the test binary be that second Mooring.
func TestMain(m *testing.M) {
	role, argument, _ := strings.Cut(os.Getenv(childRole), ":")
	if role == "" {
		os.Exit(m.Run())
	}
	s := store.Open(store.Dirs{Config: os.Getenv(childHome)})
	s.Impatient(unhurried) // on a slow machine one may get no turn before the other is done
	var err error
	switch role {
	case "endless":
		err = saveEndlessly(s)
	case "many":
		err = saveMany(s, argument)
	case "names":
		err = claimNames(s, argument)
	case "restoring":
		err = restoreAndDie(s, argument)
	case "changing":
		err = changeMany(s, argument)
	case "trusting":
		err = trustMany(s, argument)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// unhurried is longer than a second Mooring needs for all it does, however busy the machine is.
const unhurried = 10 * time.Minute

func child(t *testing.T, home, role string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), unhurried)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, os.Args[0])
	c.Env = append(os.Environ(), childRole+"="+role, childHome+"="+home)
	c.Stderr = os.Stderr
	return c
}

// Two programs save so often each, to so many profiles of their own.
const each, own = 500, 20

// saveMany saves profiles of its own again and again.
func saveMany(s *store.Store, name string) error {
	var mine [own]connector.BuildProfile
	for n := range each {
		p := &mine[n%own]
		if p.ID == "" {
			*p = profile(fmt.Sprintf("%s %d", name, n%own))
		}
		p.Branch = strconv.Itoa(n)
		if err := s.SaveProfile(context.Background(), *p); err != nil {
			return err
		}
	}
	return nil
}

// together runs two programs at once.
func together(t *testing.T, config, role string) {
	t.Helper()
	children := []*exec.Cmd{child(t, config, role+":one"), child(t, config, role+":two")}
	for _, c := range children {
		require.NoError(t, c.Start())
	}
	for _, c := range children {
		require.NoError(t, c.Wait())
	}
}

func TestTwoProgramsSavingAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	d := dirs(t)
	together(t, d.Config, "many")
	report, err := store.Open(d).ProfilesReport(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	require.Len(t, report.Items, 2*own)
	for _, p := range report.Items {
		_, number, _ := strings.Cut(p.Name, " ")
		n, err := strconv.Atoi(number)
		require.NoError(t, err)
		require.Equal(t, each-own+n, numberOf(p), "%s is not as it was saved last", p.Name)
	}
	fmt.Printf("two programs saved %d times each at once: each of their %d profiles is as it was saved last\n", each, 2*own)
}

// changeMany changes the shared profile: a number that both programs count up, and one of its own.
func changeMany(s *store.Store, name string) error {
	for range each {
		_, err := s.ChangeProfile(context.Background(), crashIDs()[0], func(p *connector.BuildProfile) {
			p.Branch = strconv.Itoa(numberOf(*p) + 1)
			count := &p.Owner
			if name == "two" {
				count = &p.Folder
			}
			n, _ := strconv.Atoi(*count)
			*count = strconv.Itoa(n + 1)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func TestTwoProgramsChangingOneProfileAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	d := dirs(t)
	s := store.Open(d)
	p := profile("shared")
	p.ID, p.Branch, p.Owner, p.Folder = crashIDs()[0], "0", "0", "0"
	require.NoError(t, s.SaveProfile(t.Context(), p))
	together(t, d.Config, "changing")
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2*each, numberOf(list[0]))
	require.Equal(t, strconv.Itoa(each), list[0].Owner)
	require.Equal(t, strconv.Itoa(each), list[0].Folder)
	fmt.Printf("two programs changed one profile %d times each at once: it counted to %d\n", each, numberOf(list[0]))
}

// hosts is how many servers trustMany trusts.
const hosts = 80

// trustMany trusts new servers and changes a setting by what it was before.
func trustMany(s *store.Store, name string) error {
	for n := range hosts {
		trust := pinned(fmt.Sprintf("%s-%d.example.test:443", name, n), "aa")
		if err := s.ChangeTrust(context.Background(), adding(trust)); err != nil {
			return err
		}
		err := s.ChangeSettings(context.Background(), func(all *store.Settings) { all.ServiceAddresses += name + " " })
		if err != nil {
			return err
		}
	}
	return nil
}

// claimNames tries to take 60 names, each in its own spelling, and says which it got.
func claimNames(s *store.Store, spelling string) error {
	for n := range 60 {
		name := fmt.Sprintf("Größe %d", n)
		if spelling == "upper" {
			name = strings.ToUpper(name)
		}
		err := s.SaveProfile(context.Background(), profile(name))
		switch {
		case err == nil:
			fmt.Println("got", n)
		case !connector.IsProblem(err, connector.CodeProfileNameTaken):
			return err
		}
	}
	return nil
}

func TestANameIsTakenOnceHoweverManyProgramsWantIt(t *testing.T) {
	t.Parallel()
	d := dirs(t)
	var children []*exec.Cmd
	var said []*strings.Builder
	for _, spelling := range []string{"upper", "lower", "upper"} {
		c := child(t, d.Config, "names:"+spelling)
		words := &strings.Builder{}
		c.Stdout = words
		require.NoError(t, c.Start())
		children, said = append(children, c), append(said, words)
	}
	got := 0
	for n, c := range children {
		require.NoError(t, c.Wait())
		got += strings.Count(said[n].String(), "got")
	}
	require.Equal(t, 60, got)
	list, err := store.Open(d).Profiles(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 60)
}

func TestManyGoroutinesLoseNothingEither(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	answers := make(chan error)
	for n := range 40 {
		go func() { answers <- s.SaveProfile(t.Context(), profile(fmt.Sprint("app ", n/2))) }()
	}
	var taken int
	for range 40 {
		if err := <-answers; connector.IsProblem(err, connector.CodeProfileNameTaken) {
			taken++
		} else {
			require.NoError(t, err)
		}
	}
	require.Equal(t, 20, taken)
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 20)
}
