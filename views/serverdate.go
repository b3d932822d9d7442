package views

import (
	"strconv"
	"strings"
	"time"
)

// phrase is how a sentence is got: in the person's language, or in one given.
type phrase = func(key string, args ...string) string

// dayForm is how a day is written where programs read it, and how it is offered to be copied.
const dayForm = "2006-01-02"

// readDay reads a day as people type it: 2026-12-31, 31.12.2026, 31/12/2026, 12/31/2026 or 31 Dec 2026, at
// midnight UTC. Where the parts can be read in two ways it gives both, and reads neither.
func readDay(text string) (day time.Time, either []time.Time, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, form := range []string{"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "2. January 2006"} {
		if day, err := time.Parse(form, text); err == nil {
			return day, nil, true
		}
	}
	parts, sign := dayParts(text)
	if len(parts) != 3 {
		return time.Time{}, nil, false
	}
	if parts[0] > 31 { // the year first
		day, ok = dayOf(parts[0], parts[1], parts[2])
		return day, nil, ok
	}
	first, firstOK := dayOf(parts[2], parts[1], parts[0])
	second, secondOK := dayOf(parts[2], parts[0], parts[1])
	switch {
	case firstOK && (!secondOK || sign == "." || first.Equal(second)):
		return first, nil, true
	case firstOK:
		return time.Time{}, []time.Time{first, second}, false
	}
	return second, nil, secondOK
}

// dayParts divides a day into its three numbers, and gives the sign between them.
func dayParts(text string) (parts []int, sign string) {
	for _, sign := range []string{"-", ".", "/"} {
		words := strings.Split(strings.ReplaceAll(text, " ", ""), sign)
		if len(words) != 3 {
			continue
		}
		for _, word := range words {
			n, err := strconv.Atoi(word)
			if err != nil || n < 1 {
				return nil, ""
			}
			parts = append(parts, n)
		}
		return parts, sign
	}
	return nil, ""
}

// dayOf is a day that is in the calendar, of a year with four digits.
func dayOf(year, month, day int) (time.Time, bool) {
	made := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return made, year >= 1000 && year <= 9999 && made.Year() == year && int(made.Month()) == month && made.Day() == day
}

// dayWords is a day as people say it: 24 December 2026.
func dayWords(day time.Time) string { return dayIn(say, day) }

func dayIn(say phrase, day time.Time) string {
	day = day.UTC()
	month := say("date.month." + strconv.Itoa(int(day.Month())))
	return say("date.day", "day", strconv.Itoa(day.Day()), "month", month, "year", strconv.Itoa(day.Year()))
}

// daysBetween counts the days from today, wherever one is, to a day at midnight UTC.
func daysBetween(now, day time.Time) int {
	local := now.Local()
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	return int(day.Sub(today) / (24 * time.Hour))
}

// dayAfter is the day so many days from today, at midnight UTC.
func dayAfter(now time.Time, days int) time.Time {
	local := now.Local()
	return time.Date(local.Year(), local.Month(), local.Day()+days, 0, 0, 0, 0, time.UTC)
}

// dayAndDistance is a day in words and how far it is away.
func dayAndDistance(now, day time.Time) string {
	words := dayWords(day)
	switch days := daysBetween(now, day); {
	case days < 0:
		return say("date.past", "day", words)
	case days == 0:
		return say("date.today", "day", words)
	default:
		return sayN("date.ahead", days, "day", words)
	}
}
