package connector_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestNetworksAreExpandedToTheAddressesComputersCanHave(t *testing.T) {
	for text, want := range map[string][2]string{
		"77.92.124.2/27":    {"77.92.124.1", "77.92.124.30"},
		"77.92.102.192/28":  {"77.92.102.193", "77.92.102.206"},
		"10.0.0.0/30":       {"10.0.0.1", "10.0.0.2"},
		"10.0.0.4/31":       {"10.0.0.4", "10.0.0.5"}, // RFC 3021: both are usable
		"10.0.0.5/31":       {"10.0.0.4", "10.0.0.5"},
		"10.0.0.7/32":       {"10.0.0.7", "10.0.0.7"},
		"10.0.0.7":          {"10.0.0.7", "10.0.0.7"},
		" 192.0.2.1 ":       {"192.0.2.1", "192.0.2.1"},
		"10.1.2.3/8":        {"10.0.0.1", "10.255.255.254"},
		"0.0.0.0/0":         {"0.0.0.1", "255.255.255.254"},
		"2001:db8::/64":     {"2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"},
		"2001:db8::1234/61": {"2001:db8::", "2001:db8:0:7:ffff:ffff:ffff:ffff"},
		"2001:db8::5/128":   {"2001:db8::5", "2001:db8::5"},
		"2001:db8::5":       {"2001:db8::5", "2001:db8::5"},
		"::/0":              {"::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	} {
		ranges, wrong := connector.Expand([]string{text})
		assert.Empty(t, wrong, text)
		if assert.Len(t, ranges, 1, text) {
			assert.Equal(t, want, [2]string{ranges[0].First.String(), ranges[0].Last.String()}, text)
		}
	}
}

func TestWhatIsNoAddressIsGivenBack(t *testing.T) {
	garbage := []string{"build.example.test", "10.0.0.256", "10.0.0.0/33", "10.0.0/24", "077.92.124.2", "2001:db8::/129", "1.2.3.4-1.2.3.9", "fe80::1%eth0/64", "/"}
	ranges, wrong := connector.Expand(append([]string{"10.0.0.1", "", "  "}, garbage...))
	assert.Equal(t, garbage, wrong)
	if assert.Len(t, ranges, 1, "blank lines are nothing") {
		assert.Equal(t, "10.0.0.1", ranges[0].Text)
	}
	ranges, wrong = connector.Expand(nil)
	assert.Empty(t, ranges)
	assert.Empty(t, wrong)
}

func TestTheOrderOfAddressesIsKept(t *testing.T) {
	ranges, _ := connector.Expand([]string{"77.92.124.2/27", "10.0.0.1", "77.92.102.192/28"})
	var texts []string
	for _, r := range ranges {
		texts = append(texts, r.Text)
	}
	assert.Equal(t, []string{"77.92.124.2/27", "10.0.0.1", "77.92.102.192/28"}, texts)
}
