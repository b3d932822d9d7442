package sandbox

// product is what a team makes; part is a piece of it that has a repository of its own.
type (
	product struct{ slug, name string }
	part    struct{ slug, name, kind, about string }
)

// products are those of a company that has been making apps for a long time.
func products() []product {
	return []product{
		{"checkout", "Checkout"},
		{"payments", "Payments"},
		{"kundenportal", "Kundenportal"},
		{"lieferdienst", "Lieferdienst"},
		{"treuepunkte", "Treuepunkte"},
		{"groessentabelle", "Größentabelle"},
		{"uebersetzungen", "Übersetzungen"},
		{"oeffnungszeiten", "Öffnungszeiten"},
		{"cafe-finder", "Café-Finder"},
		{"creperie", "Crêperie"},
		{"patisserie", "Pâtisserie"},
		{"senderos", "Señal y Senderos"},
		{"paskelammet", "Påskelammet"},
		{"smorrebrod", "Smørrebrød"},
		{"zurich-tram", "Zürich Tram"},
		{"lodz-rower", "Łódź Rower"},
		{"inventory", "Inventory"},
		{"warehouse", "Warehouse"},
		{"scanner", "Scanner"},
		{"receipts", "Receipts"},
		{"vouchers", "Vouchers"},
		{"loyalty", "Loyalty"},
		{"onboarding", "Onboarding"},
		{"identity", "Identity"},
		{"messaging", "Messaging"},
		{"calendar", "Calendar"},
		{"fleet", "Fleet"},
		{"routing", "Routing"},
		{"timetable", "Timetable"},
		{"ticketing", "Ticketing"},
		{"parking", "Parking"},
		{"charging", "Charging"},
		{"bike-share", "Bike Share"},
		{"ferry", "Ferry"},
		{"weather", "Weather"},
		{"maps", "Maps"},
		{"reservations", "Reservations"},
		{"kitchen-display", "Kitchen Display"},
		{"menu-board", "Menu Board"},
		{"waiter", "Waiter"},
		{"recipes", "Recipes"},
		{"allergens", "Allergens"},
		{"gift-cards", "Gift Cards"},
		{"wishlist", "Wishlist"},
		{"catalogue", "Catalogue"},
		{"pricing", "Pricing"},
		{"promotions", "Promotions"},
		{"surveys", "Surveys"},
		{"support-desk", "Support Desk"},
		{"returns", "Returns"},
		{"photo-booth", "Photo Booth"},
		{"audio-guide", "Audio Guide"},
		{"museum", "Museum"},
		{"festival", "Festival"},
		{"stadium", "Stadium"},
		{"library", "Library"},
		{"school-bus", "School Bus"},
		{"garden-planner", "Garden Planner"},
		{"bakery-orders", "Bakery Orders"},
		{"flower-delivery", "Flower Delivery"},
		{"newsstand", "Newsstand"},
		{"pharmacy", "Pharmacy"},
		{"optician", "Optician"},
		{"toolkit", "Toolkit"},
	}
}

// parts are named the way people name repositories.
func parts() []part {
	return []part{
		{"mobile-ios", "Mobile iOS", swift, "The app for iPhone and iPad"},
		{"mobile-android", "Mobile Android", kotlin, "The app for Android"},
		{"mobile", "Mobile", flutter, "One app for both systems"},
		{"app", "App", reactNative, "Die App für alle Geräte"},
		{"ios", "iOS", swift, "Swift only"},
		{"android", "Android", kotlin, "Kotlin only"},
		{"tablet", "Tablet", flutter, "For tablets behind the counter"},
		{"kiosk", "Kiosk", kotlin, "Runs on the stands, alone on the screen"},
		{"watch", "Watch", swift, "A glance at the wrist"},
		{"wear", "Wear", kotlin, "The same for Wear OS"},
		{"widgets", "Widgets", swift, "Widgets for the home screen"},
		{"backend", "Backend", service, "What the apps talk to"},
		{"api", "API", service, "The interface, versioned"},
		{"gateway", "Gateway", service, "In front of everything"},
		{"worker", "Worker", service, "Does at night what takes long"},
		{"sync", "Sync", service, "Holt und bringt Daten, auch ohne Netz"},
		{"web", "Web", website, "The same in a browser"},
		{"landing-page", "Landing Page", website, "What people see first"},
		{"admin-console", "Admin Console", website, "Für die Kolleginnen im Büro"},
		{"design-system", "Design System", website, "Colours, type and buttons"},
		{"docs", "Docs", docs, "Written down at last"},
		{"runbook", "Runbook", docs, "What to do when it rings at night"},
		{"sdk-ios", "SDK iOS", swift, "For apps of partners"},
		{"sdk-android", "SDK Android", java, "For apps of partners"},
		{"desktop", "Desktop", maui, "For the shop's computers"},
		{"shared", "Shared", multi, "What both apps have in common"},
		{"hybrid", "Hybrid", ionic, "The web inside an app"},
		{"monorepo", "Monorepo", several, "All of it in one place"},
		{"e2e-tests", "E2E Tests", service, "Every evening on real phones"},
		{"load-tests", "Load Tests", service, "How many at once"},
		{"mock-server", "Mock Server", service, "Answers what the real one would"},
		{"release-tools", "Release Tools", service, "From a tag to the stores"},
	}
}

// team is a project that only larger sets have: its key, its name, and the workspace it is in.
type team struct{ key, name, workspace string }

// teams are the projects of larger sets, the biggest first.
func teams() []team {
	return []team{
		{"PAY", "Payments Platform", "nordlicht-apps"},
		{"RETAIL", "Einzelhandel Süd", "nordlicht-apps"},
		{"FJORD", "Fjord Core", "fjord-labs"},
		{"HAFEN", "Hafen & Logistik", "hafen-digital"},
		{"OMISE", "お店アプリ", "sakura-mobile"},
		{"TRAVEL", "Travel and Tickets", "fjord-labs"},
		{"PLAT", "Platform Engineering", "nordlicht-apps"},
		{"CREME", "Crème de la Crème", "atelier-lumiere"},
		{"AGORA", "Αγορά", "kafeneio"},
		{"WAREN", "Warenwirtschaft", "hafen-digital"},
		{"MAPS", "Maps & Places", "fjord-labs"},
		{"LOYAL", "Loyalty", "nordlicht-apps"},
		{"EKI", "駅と電車", "sakura-mobile"},
		{"KASSE", "Kassen und Belege", "hafen-digital"},
		{"LUMIERE", "Lumière", "atelier-lumiere"},
		{"IDENT", "Identity", "nordlicht-apps"},
		{"GROSS", "Großhandel", "hafen-digital"},
		{"TAVERNA", "Ταβέρνες", "kafeneio"},
		{"SDKS", "SDKs for Partners", "fjord-labs"},
		{"DESIGN", "Design System", "atelier-lumiere"},
		{"HOTEL", "Hotels und Pensionen", "nordlicht-apps"},
		{"SHIMA", "島の観光", "sakura-mobile"},
		{"PORT", "Port Services", "hafen-digital"},
		{"VELO", "Vélo en ville", "atelier-lumiere"},
		{"NISI", "Νησιά", "kafeneio"},
		{"DATA", "Data & Reports", "fjord-labs"},
		{"KANTINE", "Kantinen", "nordlicht-apps"},
		{"MARKT", "Märkte und Messen", "hafen-digital"},
		{"YATAI", "屋台", "sakura-mobile"},
		{"OPERA", "Opéra et musées", "atelier-lumiere"},
		{"QA", "Quality", "fjord-labs"},
		{"SCHULE", "Schulen", "nordlicht-apps"},
		{"LIMANI", "Λιμάνι", "kafeneio"},
		{"FISCH", "Fischereihafen", "hafen-digital"},
		{"ONSEN", "温泉組合", "sakura-mobile"},
		{"SKI", "Skí og fjöll", "fjord-labs"},
		{"JARDIN", "Jardins", "atelier-lumiere"},
		{"INTERN", "Interne Werkzeuge", "nordlicht-apps"},
		{"ARCHIV", "Archiv", "nordlicht-apps"},
		{"LABOR", "Labor", "fjord-labs"},
	}
}

// studios are the workspaces that only larger sets have.
func studios() []workspace {
	return []workspace{
		{slug: "fjord-labs", name: "Fjord Labs AS"},
		{slug: "hafen-digital", name: "Hafen Digital KG"},
		{slug: "atelier-lumiere", name: "Atelier Lumière"},
	}
}
