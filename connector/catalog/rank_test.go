package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/catalog"
)

// ranked are queries and the repositories that come first, by project and slug.
var ranked = []struct {
	query string
	first []string
}{
	// A name, a beginning, a word of it.
	{"mobile-ios", []string{"MOB/mobile-ios", "~ann/mobile-ios", "MOB/mobile-ios-widgets"}},
	{"app", []string{"LIB/app", "MOB/app-store-screenshots"}},
	{"wallet", []string{"PAY/wallet"}},
	{"checkout", []string{"WEB/checkout", "WEB/checkout-experiments"}},
	{"web", []string{"WEB/website"}},
	{"payment", []string{"PAY/payment-mock"}},
	{"ledger", []string{"PAY/payment-ledger"}},
	{"ios", []string{"MOB/mobile-ios"}},
	{"android", []string{"MOB/mobile-android"}},
	{"mobileapp", []string{"MOB/mobileappcore", "MOB/legacymobileapp"}},
	{"core", []string{"MOB/mobileappcore"}},
	{"legacy", []string{"MOB/legacymobileapp"}},
	{"blog", []string{"WEB/blog"}},
	{"log", []string{"LIB/logging-go", "OPS/log-shipper"}},
	{"i18n", []string{"LIB/i18n"}},
	{"a11y", []string{"WEB/a11y-audit"}},
	{"e2e", []string{"MOB/mobile-e2e-tests"}},
	{"2024", []string{"~ann/aoc-2024"}},
	// Several words in any order, also of the project and the description.
	{"ios mobile", []string{"MOB/mobile-ios", "~ann/mobile-ios"}},
	{"mob ios wid", []string{"MOB/mobile-ios-widgets"}},
	{"ios ann", []string{"~ann/mobile-ios"}},
	{"payments gateway", []string{"PAY/payment-gateway"}},
	{"logistics app", []string{"LOG/warehouse-scanner"}},
	{"service user", []string{"SEC/user-service"}},
	{"data ware", []string{"DATA/data-warehouse"}},
	{"terraform running", []string{"OPS/terraform-live"}},
	{"iphone", []string{"MOB/mobile-ios"}},
	{"vat", []string{"PAY/tax-calculator"}},
	{"handheld", []string{"LOG/warehouse-scanner"}},
	{"couriers hands", []string{"MOB/courier-ios"}},
	// As it stands in the address bar.
	{"mob/mobile-ios", []string{"MOB/mobile-ios", "MOB/mobile-ios-widgets"}},
	{"pay/wal", []string{"PAY/wallet"}},
	{"~ann/", []string{"~ann/thesis"}},
	{"laden/cafe-grossenwahn", []string{"LADEN/cafe-grossenwahn"}},
	// Accents, other letters, other writings.
	{"backerei", []string{"LADEN/backerei-sonnenschein"}},
	{"Bäckerei", []string{"LADEN/backerei-sonnenschein"}},
	{"cafe grosse", []string{"LADEN/cafe-grossenwahn"}},
	{"GRÖSSE", []string{"LADEN/cafe-grossenwahn"}},
	{"smorrebrod", []string{"LADEN/smorrebrod"}},
	{"lodz", []string{"LADEN/lodz-tram"}},
	{"creme brulee", []string{"LADEN/creme-brulee"}},
	{"getranke", []string{"LADEN/getrankelieferung"}},
	{"ζαχαρο", []string{"LADEN/ζαχαροπλαστειο"}},
	{"ΖΑΧΑΡΟ", []string{"LADEN/ζαχαροπλαστειο"}},
	{"привет", []string{"LADEN/привет-мир"}},
	{"予約", []string{"LADEN/ラーメン予約"}},
	// Letters skipped.
	{"mbios", []string{"MOB/mobile-ios", "~ann/mobile-ios"}},
	{"mobios", []string{"MOB/mobile-ios"}},
	{"moandroid", []string{"MOB/mobile-android"}},
	{"payled", []string{"PAY/payment-ledger"}},
	{"paygw", []string{"PAY/payment-gateway"}},
	{"k8s", nil},
	{"tfmod", []string{"OPS/terraform-modules"}},
	{"websrch", nil},
	{"srchserv", []string{"WEB/search-service"}},
	{"dlvtrack", []string{"LOG/delivery-tracking"}},
	{"frontnd", []string{"WEB/web-frontend"}},
	{"aps", []string{"LOG/depot-maps"}},
	{"miw", []string{"MOB/mobile-ios-widgets"}},
	{"mobileios", []string{"MOB/mobile-ios"}},
	{"recengine", []string{"DATA/recommendation-engine"}},
	{"kubmanifests", []string{"OPS/kubernetes-manifests"}},
	{"priwet", []string{}},
	{"првет", []string{"LADEN/привет-мир"}},
	// Slips.
	{"moblie", []string{"MOB/mobile-ios"}},
	{"andriod", []string{"MOB/mobile-android"}},
	{"nadroid", []string{"MOB/mobile-android"}},
	{"chekcout", []string{"WEB/checkout"}},
	{"wallat", []string{"PAY/wallet"}},
	{"invoise", []string{"PAY/invoice-service"}},
	{"kubernettes", []string{"OPS/kubernetes-manifests"}},
	{"newsleter", []string{"WEB/newsletter"}},
	{"terrafrom", []string{"OPS/terraform-live"}},
	{"warehuose", []string{"LOG/warehouse-backend"}},
	{"payement gatway", []string{"PAY/payment-gateway"}},
	// Filters beside words.
	{"project:WEB search", []string{"WEB/search-indexer"}},
	{`project:"web platform" search`, []string{"WEB/search-indexer"}},
	{"project:pay project:log service", []string{"LOG/stock-service"}},
	{"mobile is:secret", []string{"MOB/mobile-ios"}},
	// What is not there.
	{"zeppelin", nil},
	{"qqq", nil},
	{"mobile zeppelin", nil},
}

func paths(l catalog.Listing, most int) []string {
	var out []string
	for i := range min(l.Len(), most) {
		out = append(out, l.At(i).FullName())
	}
	return out
}

func TestTheBestAnswersComeFirst(t *testing.T) {
	c := filled(company()...)
	for _, q := range ranked {
		l := c.Find(q.query, catalog.Arrangement{}, catalog.Top{})
		if len(q.first) == 0 {
			assert.Empty(t, paths(l, 5), q.query)
			continue
		}
		assert.Equal(t, q.first, paths(l, len(q.first)), q.query)
	}
}
