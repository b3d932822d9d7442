package server

import "time"

// supportEnd is the day Atlassian's support of a feature release ends.
type supportEnd struct {
	major, minor int
	on           string // 2026-12-03
}

// supportEnds are the known ones, oldest first. Source: Atlassian's "Support End of Life Policy" as collected
// by endoflife.date, read on 2026-11-22; 10.0 from invgate.com/itdb/bitbucket.
func supportEnds() []supportEnd {
	return []supportEnd{
		{7, 21, "2024-02-28"},
		{8, 7, "2025-01-10"},
		{8, 8, "2025-02-07"},
		{8, 9, "2025-04-12"},
		{8, 10, "2025-05-02"},
		{8, 11, "2025-06-06"},
		{8, 12, "2025-07-11"},
		{8, 13, "2025-08-15"},
		{8, 14, "2025-09-19"},
		{8, 15, "2025-10-24"},
		{8, 16, "2025-11-28"},
		{8, 17, "2026-01-09"},
		{8, 18, "2026-02-06"},
		{8, 19, "2026-03-12"},
		{9, 0, "2026-07-23"},
		{9, 1, "2026-08-27"},
		{9, 2, "2026-09-24"},
		{9, 3, "2026-10-29"},
		{9, 4, "2026-12-03"},
		{9, 5, "2027-01-07"},
		{9, 6, "2027-01-18"},
		{10, 0, "2027-09-08"},
	}
}

// supportOver tells whether Atlassian no longer supports a release, and since when. A release nobody gave a
// day for is over where a later one is; the day is empty then.
func supportOver(r release, now time.Time) (date string, over bool) {
	feature := release{r[0], r[1]}
	for _, end := range supportEnds() {
		day, err := time.Parse(time.DateOnly, end.on)
		if err != nil || now.Before(day.AddDate(0, 0, 1)) {
			continue
		}
		row := release{end.major, end.minor}
		if feature == row {
			return end.on, true
		}
		over = over || feature.before(row)
	}
	return "", over
}
