package catalog_test

import (
	"fmt"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// shop is what a company of some size has in its Bitbucket: for each project, "name: description" by line.
var shop = []struct{ key, owner, repositories string }{
	{"MOB", "Mobile Apps", `
mobile-ios: The customer app for iPhone and iPad
mobile-android: The customer app for Android
mobile-shared: Kotlin code both apps share
mobile-design-tokens: Colours and type of the apps
mobile-api-client: Generated client of the public API
mobile-release-notes:
mobile-ios-widgets: Widgets and Live Activities
courier-ios: What couriers hold in their hands
courier-android: The same for Android
tablet-kiosk: The order screen in shops
push-notifications: Sends and schedules messages
app-store-screenshots: Pictures for the stores
crash-reports: Symbolication and triage
feature-flags: Switches for gradual rollouts
deep-links: Which address opens which screen
qr-scanner: Reads codes with the camera
offline-sync: Keeps working without a network
watch-companion: The app on the wrist
MobileAppCore: Foundation of the old iOS app
LegacyMobileApp: Before the rewrite
mobile-e2e-tests: Drives real devices`},
	{"WEB", "Web Platform", `
web-frontend: The shop in the browser
web-backend: Serves web-frontend
checkout: Basket and payment pages
checkout-experiments: A/B tests of the checkout
landing-pages: Campaigns
design-system: Components for all web applications
icon-library: SVG icons
storybook: Shows the design-system
website: The company's own pages
blog:
cookie-banner: Consent
search-service: Finds products as one types
search-indexer: Fills search-service every night
image-proxy: Scales pictures
seo-tools: Sitemaps and checks
newsletter: Signs people up
customer-portal: Orders, returns and invoices
partner-portal: For shops that sell with us
admin-console: For support
graphql-gateway: One schema for all services
session-service: Who is signed in
web-analytics: Counts without cookies
a11y-audit: Accessibility checks in CI
translations: All words in all languages`},
	{"PAY", "Payments", `
payment-gateway: Talks to card networks
payment-service: Books payments
payment-ledger: What was paid, for ever
payment-mock: A gateway that accepts test cards
invoice-service: Makes invoices as PDF
invoice-templates: How invoices look
refunds: Money back
fraud-detection: Scores every order
sepa-export: Files for the bank
currency-rates: Fetched every hour
tax-calculator: VAT in 27 countries
subscription-billing: Renewals and dunning
gift-cards: Codes and balances
wallet: Stored cards
terminal-firmware: Card readers in shops
reconciliation: Compares the ledger with the bank
pci-docs: What auditors ask for
chargeback-desk: Disputes`},
	{"DATA", "Data & Analytics", `
data-warehouse: Models and marts
data-pipeline: Moves events into the warehouse
etl-jobs: Nightly loads
event-schema: What events look like
recommendation-engine: Others also bought
forecasting: Demand by shop and day
dashboards: What management sees
notebooks: Experiments
ml-platform: Trains and serves models
feature-store: Inputs of models
spark-jobs: Large batches
kafka-topics: As code
customer-segments: Who is alike
ab-testing: Statistics of experiments
data-catalog: What there is, and who owns it
anonymizer: Takes names out
price-optimizer: Learns prices
geo-service: Addresses and distances
clickstream: What is clicked`},
	{"OPS", "Infrastructure", `
terraform-modules: Cloud resources as code
terraform-live: What is running
kubernetes-manifests: Deployments
helm-charts: Packages for the clusters
ansible-playbooks: Machines that are not in the cloud yet
docker-images: Base images
ci-pipelines: Shared build steps
build-agents: Machines that build
monitoring: Dashboards and alerts
alertmanager-config: Who is woken when
log-shipper: Sends logs away
backup-tools: Copies and rehearsed restores
vpn-config: Access from home
dns-zones: All names
status-page: What works and what does not
incident-reports: What went wrong
secrets-operator: Hands keys to services
load-tests: How much it bears
service-mesh: mTLS between services
certificates: Renewal
cost-reports: Where the money goes
onboarding: The first day of an engineer
runbooks: What to do at night
bitbucket-config: Projects and permissions as code
developer-portal: Docs of all services`},
	{"SEC", "Security", `
identity-provider: Single sign-on
oauth-proxy: Puts sign-on before tools
vault-config: Where secrets are
threat-models: What could happen
dependency-scanner: Known holes in libraries
pentest-reports: What was found
user-service: Accounts and profiles
permission-service: Who may what
audit-log: Who did what
bug-bounty: Rules and payouts
captcha: Keeps robots out
key-rotation: New keys every month`},
	{"LOG", "Logistics", `
warehouse-backend: Shelves and stock
warehouse-scanner: The handheld app
route-planner: Which courier goes where
delivery-tracking: Where is my order
delivery-slots: When couriers come
stock-service: How much there is
stock-forecast: How much there will be
returns-desk: What comes back
label-printer: Parcel labels
fleet-telemetry: Vans and bikes
depot-maps: Floor plans
supplier-edi: Orders to suppliers
packing-robot: Firmware of the arm
shipping-rates: What carriers ask
customs-forms: Across borders`},
	{"LADEN", "Bäckerei & Läden", `
Bäckerei Sonnenschein: Brötchen ohne Schlange
Blumenladen iOS: Sträuße nach Anlass
Kundenkarte für alle Filialen: Treuepunkte sammeln
Café Größenwahn: Speisekarte und Reservierung
Getränkelieferung: Kisten bis vor die Tür
Alte Kassen-App: Abgelöst, nur zum Nachschlagen
Neues Kassensystem: Die Kasse der Läden
Fahrradwerkstatt: Termin und Kostenvoranschlag
Eisdiele Venezia: Sorten von heute
Smørrebrød: Dänisches Mittagessen
Łódź Tram: Departures
Crème brûlée: Rezepte
Ζαχαροπλαστείο: Τούρτες κατά παραγγελία
Привет мир: Пример
ラーメン予約: 行列なしで席を予約できるアプリ`},
	{"LIB", "Libraries", `
http-client: Retries, time-outs, tracing
logging-go: Structured logs
logging-java: Structured logs
config-loader: Files and environment
date-picker: Days and ranges
money-types: Never use floats
retry-policy: Backoff
tracing: OpenTelemetry set-up
validation: Input checks
pdf-renderer: HTML to PDF
csv-import: Reads what people send
event-bus: In process
state-machine: Tables and diagrams
test-fixtures: Shops, people, orders
i18n: Plurals and dates
go-utils:
java-parent-pom: Versions in one place
eslint-config: Rules
protobuf-definitions: All messages
openapi-specs: All HTTP interfaces
python-toolkit: Helpers for notebooks
rust-parser: Reads receipts
ui-kit: Buttons and fields
app: The one-page example`},
	{"~ann", "Ann Example", `
dotfiles:
playground: Experiments
aoc-2024: Advent of Code
mobile-ios: Ann's fork
thesis:`},
}

// company are the repositories of the shop; some are private, archived, or administered.
func company() []connector.Repository {
	var all []connector.Repository
	for _, project := range shop {
		for line := range strings.Lines(strings.TrimSpace(project.repositories) + "\n") {
			name, description, _ := strings.Cut(strings.TrimSpace(line), ":")
			all = append(all, listed(len(all), project.key, project.owner, name, strings.TrimSpace(description)))
		}
	}
	return all
}

func listed(i int, key, owner, name, description string) connector.Repository {
	slug := strings.ReplaceAll(catalog.Fold(name), " ", "-")
	private, archived, branch := i%3 != 0, i%11 == 7, []string{"main", "master", "develop"}[i%3]
	updated := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC).Add(-time.Duration(i*7919%1500) * 24 * time.Hour)
	return connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Server, Base: "https://bitbucket.example.test", ID: fmt.Sprint(1000 + i)},
		Key: key, Owner: owner, Slug: slug, Name: name, Description: description,
		Private: &private, Archived: &archived, DefaultBranch: &branch, Updated: &updated,
		CloneHTTPS: "https://bitbucket.example.test/scm/" + strings.ToLower(key) + "/" + slug + ".git",
		CloneSSH:   "ssh://git@bitbucket.example.test:7999/" + strings.ToLower(key) + "/" + slug + ".git",
		Web:        "https://bitbucket.example.test/projects/" + key + "/repos/" + slug,
	}
}

// many are n repositories: the same company in many towns.
func many(n int) []connector.Repository { return manyFrom(0, n) }

// manyFrom are n of them from one on.
func manyFrom(first, n int) []connector.Repository {
	towns := []string{"Kiel", "Lübeck", "München", "Osaka", "京都", "Αθήνα", "Oslo", "Tromsø", "Zürich", "Lisboa", "Madrid", "Paris", "Bath", "York"}
	told := company()
	all := make([]connector.Repository, n)
	for i := range all {
		from, round := told[(first+i)%len(told)], (first+i)/len(told)
		town := towns[round%len(towns)]
		all[i] = listed(first+i, fmt.Sprintf("%s%d", from.Key, round/len(towns)), from.Owner+" "+town,
			fmt.Sprintf("%s %s %d", from.Name, town, round), from.Description)
	}
	return all
}
