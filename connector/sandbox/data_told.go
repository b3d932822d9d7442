package sandbox

// told lists the repositories that were thought of by hand: apps of invented shops and services. The
// unusual ones (empty, archived, very long, public, not administered) come early, so that a small set has
// them too.
func (d *dataset) told() []tale {
	const laden, move, sakura, kafe, own = 0, 1, 2, 3, 4
	return []tale{
		{laden, "baeckerei-app", "Bäckerei Sonnenschein", flutter, "", "Vorbestellen, abholen, Stempelkarte: Brötchen ohne Schlange."},
		{laden, "blumenladen-ios", "Blumenladen iOS", swift, "", "Sträuße nach Anlass, Lieferung am selben Tag."},
		{laden, "neues-kassensystem", "Neues Kassensystem", nothing, "", "Noch leer: hier beginnt die neue Kasse."},
		{laden, "alte-kassen-app", "Alte Kassen-App", kotlin, "archived", "Abgelöst. Nur noch zum Nachschlagen."},
		{laden, "kundenkarte", veryLongName, reactNative, "", veryLongDescription},
		{sakura, "ramen-yoyaku", "ラーメン予約", flutter, "", "行列なしで席を予約できるアプリ。"},
		{kafe, "kafeneio-menu", "Μενού Καφενείου", kotlin, "public", "Κατάλογος και παραγγελία στο τραπέζι."},
		{own, "wanderwege", "Wanderwege", flutter, "", "Mein Wochenendprojekt: Wege rund um den See, offline."},
		{move, "stadtrad-android", "Stadtrad Android", kotlin, "", "Unlock a city bike, ride, lock. Receipts by mail."},
		{move, "stadtrad-ios", "Stadtrad iOS", swift, "", "The same bikes for iPhone, with Live Activities."},
		{move, "fahrplan", "Fahrplan", reactNative, "guest", "Departures around me, delays pushed as they happen."},
		{sakura, "bento-ios", "お弁当 iOS", swift, "", "日替わり弁当の注文アプリ。"},
		{sakura, "hanami-map", "花見マップ", reactNative, "public", "桜の開花状況を地図で。"},
		{kafe, "freddo", "Freddo", swift, "", "Ένας καφές, δύο αγγίγματα."},
		{laden, "markthalle", "Markthalle", several, "", "Alle Stände der Halle in einer App."},
		{laden, "getraenke-lieferung", "Getränkelieferung", flutter, "", "Kisten bis vor die Tür, Pfand zurück."},
		{laden, "buchhandlung", "Buchhandlung am Eck", java, "", "Bestellen bis 18 Uhr, morgen da."},
		{own, "metronom", "Metronom", swift, "public", "Ein Metronom, sonst nichts."},
		{move, "nachtbus", "Nachtbus", flutter, "", "Which bus still gets me home?"},
		{move, "parkplatz", "Parkplatz", multi, "", "Free parking spaces, told by the city's sensors."},
		{move, "ticket-wallet", "Ticket Wallet", swift, "guest", "Tickets that open at the gate, even offline."},
		{move, "ticket-backend", "Ticket Backend", service, "", "Signs tickets and checks them at the gate."},
		{sakura, "onsen-guide", "温泉ガイド", kotlin, "", "近くの温泉を探す。営業時間つき。"},
		{sakura, "konbini-points", "コンビニポイント", reactNative, "", "ポイントを貯めて使う。"},
		{sakura, "matcha", "抹茶カフェ", flutter, "", "注文と受け取り。"},
		{kafe, "psarotaverna", "Ψαροταβέρνα", flutter, "", "Κρατήσεις τραπεζιών δίπλα στη θάλασσα."},
		{kafe, "fournos", "Φούρνος της γειτονιάς", reactNative, "", "Ζεστό ψωμί, ειδοποίηση όταν βγει."},
		{kafe, "periptero", "Περίπτερο", kotlin, "reader", "Ό,τι έχει ένα περίπτερο, σε μία λίστα."},
		{laden, "eisdiele", "Eisdiele Venezia", flutter, "", "Sorten von heute, Vorbestellung ab sechs Kugeln."},
		{laden, "fahrradwerkstatt", "Fahrradwerkstatt", swift, "", "Termin, Kostenvoranschlag, fertig."},
		{laden, "gaertnerei", "Gärtnerei Grünwald", ionic, "", "Pflanzenkalender und Bestellungen."},
		{laden, "hofladen", "Hofladen", maui, "", "Eier, Käse, Honig: was heute da ist."},
		{laden, "optiker-anprobe", "Optiker-Anprobe", swift, "", "Brillen mit der Kamera anprobieren."},
		{laden, "shop-webseite", "Shop-Webseite", website, "", "Die Seite hinter allen Läden."},
		{laden, "spielzeugkiste", "Spielzeugkiste", flutter, "public", "Verleih statt Kauf: Spielzeug für vier Wochen."},
		{move, "faehre", "Fähre", kotlin, "", "Timetable, tickets and wind."},
		{move, "seilbahn", "Seilbahn", flutter, "", "Lifts open, queues, day passes."},
		{move, "karten-sdk", "Karten-SDK", kotlin, "guest", "Maps for our Android apps, offline first."},
		{move, "karten-sdk-ios", "Karten-SDK iOS", swift, "guest", "Maps for our iOS apps, offline first."},
		{move, "betriebshandbuch", "Betriebshandbuch", docs, "", "How we run all of this at night."},
		{sakura, "izakaya", "居酒屋メニュー", reactNative, "", "多言語メニュー。"},
		{sakura, "kimono-rental", "着物レンタル", swift, "", "予約、サイズ、返却。"},
		{sakura, "shinkansen-seat", "新幹線の席", kotlin, "archived", "旧アプリ。参照のみ。"},
		{kafe, "souvlaki-go", "Σουβλάκι Go", flutter, "", "Παραγγελία και παρακολούθηση διανομέα."},
		{kafe, "thalassa-surf", "Thalassa Surf", swift, "public", "Wind, waves and board rental."},
		{kafe, "zaharoplasteio", "Ζαχαροπλαστείο", kotlin, "", "Τούρτες κατά παραγγελία."},
		{own, "einkaufszettel", "Einkaufszettel", reactNative, "", "Geteilte Liste für zwei Haushalte."},
		{own, "spielwiese", "Spielwiese", nothing, "", "Für Versuche."},
	}
}

// A name of 120 characters and a description nobody reads to its end: both happen, and lists must bear it.
const (
	veryLongName = "Kundenkarte mit Treuepunkten, Gutscheinen, Umfragen und Familienkonto " +
		"für alle Filialen in Nord-, Süd- und Westeuropa 2.0"
	veryLongDescription = "Eine App für alle Filialen: Treuepunkte sammeln und einlösen, Gutscheine verschenken, " +
		"Kassenbons aufheben, an Umfragen teilnehmen, ein Familienkonto mit eigenen Grenzen für jedes Mitglied führen " +
		"und Angebote nur dann bekommen, wenn man sie haben will. Entstanden aus vier früheren Apps, deren Reste noch in " +
		"legacy/ liegen; was davon bleibt, entscheidet sich nach dem Weihnachtsgeschäft. Bitte vor größeren Umbauten " +
		"mit Mika sprechen."
)
