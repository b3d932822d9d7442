package source_test

import "mooring/connector"

const (
	flutterApp = "name: shop\nenvironment:\n  sdk: ^3.6.0\ndependencies:\n  flutter:\n    sdk: flutter\n"
	dartServer = "name: api\nenvironment:\n  sdk: ^3.6.0\ndependencies:\n  shelf: ^1.4.0\ndev_dependencies:\n  test: any\n"
	plugin     = flutterApp + "flutter:\n  plugin:\n    platforms:\n      ios:\n        pluginClass: Scan\n"
	nativeApp  = `{"dependencies":{"react":"18","react-native":"0.76.3"}}`
	expo       = `{"dependencies":{"expo":"~52.0.0","react":"18"}}`
	capacitor  = `{"dependencies":{"@capacitor/core":"6.2.0"}}`
	library    = `{"devDependencies":{"react-native":"0.76.3","@capacitor/core":"6"},"peerDependencies":{"react-native":"*"}}`
	website    = `{"dependencies":{"next":"15","react-native-web":"0.19"}}`
	androidApp = "plugins {\n    id(\"com.android.application\")\n}\nandroid { namespace = \"shop\" }\n"
	catalogue  = "plugins {\n    alias(libs.plugins.android.application) apply false\n}\n"
	oldAndroid = "buildscript {\n  dependencies {\n    classpath 'com.android.tools.build:gradle:4.2.2'\n  }\n}\n"
	javaApp    = "plugins {\n    application\n}\n"
	shared     = "plugins {\n    kotlin(\"multiplatform\")\n    id(\"com.android.library\")\n}\n"
	mauiApp    = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFrameworks>net9.0-android;net9.0-ios</TargetFrameworks>\n<UseMaui>true</UseMaui></PropertyGroup></Project>"
	dotnet     = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>"
)

type (
	names []string
	texts map[string]string
)

// looked is a repository and what is found in it.
type looked struct {
	title string
	// names are its files, and its folders with a slash at the end.
	names names
	// texts are what may be read; of any other file reading fails.
	texts texts
	want  []connector.Candidate
	reads int // how many files are read
}

func of(folder string, platform connector.Platform, systems string, reasons ...string) connector.Candidate {
	c := connector.Candidate{Folder: folder, Platform: platform, Reasons: reasons}
	if systems == "ios" || systems == "both" {
		c.Systems = append(c.Systems, connector.SystemIOS)
	}
	if systems == "android" || systems == "both" {
		c.Systems = append(c.Systems, connector.SystemAndroid)
	}
	return c
}

func all(cs ...connector.Candidate) []connector.Candidate { return cs }

func crossTrees() []looked {
	const flutter, native, ionic = connector.PlatformFlutter, connector.PlatformReactNative, connector.PlatformIonic
	return []looked{
		{
			"Flutter",
			names{"pubspec.yaml", "lib/main.dart", "ios/Runner.xcodeproj/", "ios/Podfile", "android/settings.gradle", "android/app/build.gradle"},
			nil,
			all(of("", flutter, "both", "pubspec.yaml", "ios/", "android/")), 0,
		},
		{
			"Flutter for Android alone",
			names{"pubspec.yaml", "android/", ".metadata"},
			nil,
			all(of("", flutter, "android", "pubspec.yaml", "android/", ".metadata")), 0,
		},
		{
			"Flutter without native folders",
			names{"pubspec.yaml", "lib/", "web/"},
			texts{"pubspec.yaml": flutterApp},
			all(of("", flutter, "", "pubspec.yaml")), 1,
		},
		{"Flutter that cannot be read", names{"pubspec.yaml", "lib/"}, nil, all(of("", flutter, "", "pubspec.yaml")), 1},
		{"a Dart server", names{"pubspec.yaml", "bin/server.dart", "lib/"}, texts{"pubspec.yaml": dartServer}, nil, 1},
		{"a Dart server that cannot be read", names{"pubspec.yaml", "bin/server.dart"}, nil, nil, 1},
		{"a Dart package that tests with Flutter", names{"pubspec.yaml", "lib/"}, texts{"pubspec.yaml": dartServer + "  flutter_test:\n    sdk: flutter\n"}, nil, 1},
		{
			"a Flutter plugin with its example",
			names{"pubspec.yaml", "ios/", "android/", "example/pubspec.yaml", "example/ios/", "example/android/"},
			texts{"pubspec.yaml": plugin},
			all(of("example", flutter, "both", "pubspec.yaml", "ios/", "android/")), 1,
		},
		{
			"Flutter with its own packages",
			names{"pubspec.yaml", "ios/", "android/", "core/pubspec.yaml", "core/lib/"},
			nil,
			all(of("", flutter, "both", "pubspec.yaml", "ios/", "android/")), 0,
		},
		{
			"React Native",
			names{"package.json", "metro.config.js", "app.json", "index.js", "ios/Podfile", "ios/Shop.xcworkspace/", "android/settings.gradle", "android/app/build.gradle"},
			nil,
			all(of("", native, "both", "package.json", "metro.config.js", "app.json", "ios/", "android/")), 0,
		},
		{
			"React Native without its bundler's settings",
			names{"package.json", "ios/", "android/"},
			texts{"package.json": nativeApp},
			all(of("", native, "both", "package.json", "ios/", "android/")), 1,
		},
		{
			"React Native that cannot be read",
			names{"package.json", "ios/", "android/"},
			nil,
			all(of("", native, "both", "package.json", "ios/", "android/")), 1,
		},
		{
			"a package.json that was cut off",
			names{"package.json", "App.tsx"},
			texts{"package.json": nativeApp[:50]},
			all(of("", native, "", "package.json", "App.tsx")), 1,
		},
		{
			"Expo",
			names{"package.json", "app.json", "App.tsx"},
			texts{"package.json": expo},
			all(of("", native, "", "package.json", "app.json")), 1,
		},
		{
			"a library for React Native with its example",
			names{"package.json", "ios/Scan.xcodeproj/", "android/build.gradle", "example/package.json", "example/metro.config.js", "example/ios/", "example/android/"},
			texts{"package.json": library, "android/build.gradle": "plugins { id 'com.android.library' }"},
			all(of("ios", connector.PlatformSwift, "ios", "Scan.xcodeproj/"), of("example", native, "both", "package.json", "metro.config.js", "ios/", "android/")), 2,
		},
		{"a website", names{"package.json", "index.html", "src/"}, texts{"package.json": website}, nil, 0},
		{"a website that could be an app", names{"package.json", "app.json", "src/"}, texts{"package.json": website}, nil, 1},
		{"a website that could be an app and cannot be read", names{"package.json", "app.json"}, nil, nil, 1},
		{
			"Ionic",
			names{"package.json", "ionic.config.json", "capacitor.config.ts", "ios/App/", "android/app/build.gradle", "android/settings.gradle"},
			nil,
			all(of("", ionic, "both", "capacitor.config.ts", "package.json", "ios/", "android/")), 0,
		},
		{"Ionic without Capacitor", names{"package.json", "ionic.config.json", "config.xml"}, nil, all(of("", ionic, "", "ionic.config.json", "package.json")), 0},
		{
			"Capacitor in a workspace that has one package.json",
			names{"package.json", "nx.json", "apps/mobile/capacitor.config.ts", "apps/mobile/project.json", "apps/mobile/ios/", "apps/mobile/android/"},
			nil,
			all(of("apps/mobile", ionic, "both", "capacitor.config.ts", "ios/", "android/")), 0,
		},
		{
			"a workspace whose packages share a bundler's settings",
			names{"package.json", "nx.json", "metro.config.js", "apps/shop/package.json", "apps/shop/app.json", "apps/shop/metro.config.js"},
			texts{"package.json": nativeApp},
			all(of("apps/shop", native, "", "package.json", "metro.config.js", "app.json")), 0,
		},
		{"Capacitor by its package", names{"package.json", "android/"}, texts{"package.json": capacitor}, all(of("", ionic, "android", "package.json", "android/")), 1},
		{
			"tools beside two apps of their own",
			names{"package.json", "ios/Shop.xcodeproj/", "android/settings.gradle", "android/app/proguard-rules.pro", "android/app/build.gradle"},
			texts{"package.json": `{"devDependencies":{"husky":"9"}}`},
			all(of("android", connector.PlatformKotlin, "android", "settings.gradle", "app/", "app/proguard-rules.pro"), of("ios", connector.PlatformSwift, "ios", "Shop.xcodeproj/")), 1,
		},
	}
}

func otherTrees() []looked {
	const flutter, native = connector.PlatformFlutter, connector.PlatformReactNative
	return []looked{
		{"nothing", nil, nil, nil, 0},
		{"a Go service", names{"go.mod", "main.go", "Dockerfile", "cmd/", "internal/"}, nil, nil, 0},
		{"an app in somebody else's package", names{"node_modules/react-native/package.json", "Pods/Pods.xcodeproj/", "vendor/app/pubspec.yaml"}, nil, nil, 0},
		{"paths that lead nowhere", names{"/pubspec.yaml", "../pubspec.yaml", "a//pubspec.yaml", ".", "ios/.."}, nil, nil, 0},
		{
			"several apps",
			names{
				"package.json", "melos.yaml", "server/go.mod", "docs/package.json",
				"kunden/pubspec.yaml", "kunden/ios/", "kunden/android/", "staende/package.json", "staende/metro.config.js", "staende/ios/", "staende/android/",
				"kiosk/settings.gradle.kts", "kiosk/app/build.gradle.kts",
			},
			texts{"kiosk/app/build.gradle.kts": androidApp},
			all(of("staende", native, "both", "package.json", "metro.config.js", "ios/", "android/"),
				of("kunden", flutter, "both", "pubspec.yaml", "ios/", "android/"),
				of("kiosk", connector.PlatformKotlin, "android", "settings.gradle.kts", "app/")), 1,
		},
		{
			"apps two levels below",
			names{"apps/", "apps/kiosk/", "apps/kiosk/pubspec.yaml", "apps/kiosk/ios/", "apps/kiosk/android/", "apps/shop/pubspec.yaml", "apps/shop/android/"},
			nil,
			all(of("apps/kiosk", flutter, "both", "pubspec.yaml", "ios/", "android/"), of("apps/shop", flutter, "android", "pubspec.yaml", "android/")), 0,
		},
		{
			"an app at the root before a surer one below",
			names{"Podfile", "kiosk/pubspec.yaml", "kiosk/ios/", "kiosk/android/"},
			nil,
			all(of("", connector.PlatformSwift, "ios", "Podfile"), of("kiosk", flutter, "both", "pubspec.yaml", "ios/", "android/")), 0,
		},
		{
			"more that is open than may be read",
			names{
				"a/package.json", "a/app.json", "b/package.json", "b/app.json", "c/package.json", "c/app.json", "d/package.json", "d/app.json",
				"e/package.json", "e/app.json", "f/package.json", "f/app.json", "g/package.json", "g/app.json", "h/pubspec.yaml", "z/package.json", "z/ios/", "z/android/",
			},
			texts{"z/package.json": nativeApp, "a/package.json": website, "b/package.json": expo},
			all(of("z", native, "both", "package.json", "ios/", "android/"), of("b", native, "", "package.json", "app.json"), of("h", flutter, "", "pubspec.yaml")), 6,
		},
	}
}
