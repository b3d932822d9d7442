package source_test

import "mooring/connector"

func nativeTrees() []looked {
	const kotlin, swift, kmp, maui = connector.PlatformKotlin, connector.PlatformSwift, connector.PlatformKMP, connector.PlatformMAUI
	return []looked{
		{
			"Android in Kotlin",
			names{"settings.gradle.kts", "build.gradle.kts", "app/build.gradle.kts", "app/proguard-rules.pro", "app/src/"},
			nil,
			all(of("", kotlin, "android", "settings.gradle.kts", "app/", "app/proguard-rules.pro")), 0,
		},
		{
			"Android in Java",
			names{"settings.gradle", "build.gradle", "app/build.gradle", "app/src/"},
			texts{"app/build.gradle": androidApp},
			all(of("", kotlin, "android", "settings.gradle", "app/")), 1,
		},
		{"Android that cannot be read", names{"settings.gradle", "app/build.gradle"}, nil, all(of("", kotlin, "android", "settings.gradle", "app/")), 1},
		{
			"Android whose modules are not listed",
			names{"settings.gradle.kts", "build.gradle.kts", "mobile/", "core/"},
			texts{"build.gradle.kts": catalogue},
			all(of("", kotlin, "android", "build.gradle.kts", "settings.gradle.kts")), 1,
		},
		{
			"old Android",
			names{"settings.gradle", "build.gradle", "mobile/"},
			texts{"build.gradle": oldAndroid},
			all(of("", kotlin, "android", "build.gradle", "settings.gradle")), 1,
		},
		{
			"Android with another name for its app",
			names{"settings.gradle", "mobile/build.gradle", "mobile/google-services.json"},
			nil,
			all(of("", kotlin, "android", "settings.gradle", "mobile/")), 0,
		},
		{
			"Android before Gradle",
			names{"AndroidManifest.xml", "project.properties", "src/", "res/"},
			nil,
			all(of("", kotlin, "android", "AndroidManifest.xml", "project.properties")), 0,
		},
		{"a Java program", names{"settings.gradle.kts", "gradlew", "app/build.gradle.kts", "app/src/"}, texts{"app/build.gradle.kts": javaApp}, nil, 1},
		{
			"a Java program without a name",
			names{"build.gradle", "app/build.gradle"},
			texts{"app/build.gradle": javaApp},
			nil, 1,
		},
		{"a Gradle library", names{"settings.gradle", "build.gradle", "src/"}, texts{"build.gradle": "plugins { id 'java-library' }"}, nil, 1},
		{"a Gradle library that cannot be read", names{"settings.gradle", "build.gradle", "src/"}, nil, nil, 1},
		{
			"Xcode",
			names{"Shop.xcodeproj/", "Shop.xcodeproj/project.pbxproj", "Shop.xcodeproj/project.xcworkspace/", "Shop.xcworkspace/", "Podfile", "Shop/AppDelegate.swift", "Package.swift"},
			nil,
			all(of("", swift, "ios", "Shop.xcodeproj/", "Shop.xcworkspace/", "Podfile")), 0,
		},
		{"Xcode one level below", names{"README.md", "Shop/Shop.xcodeproj/", "Shop/Sources/"}, nil, all(of("Shop", swift, "ios", "Shop.xcodeproj/")), 0},
		{"a Podfile alone", names{"Podfile", "Sources/"}, nil, all(of("", swift, "ios", "Podfile")), 0},
		{"Tuist", names{"Project.swift", "Tuist/"}, nil, all(of("", swift, "ios", "Project.swift")), 0},
		{
			"XcodeGen",
			names{"project.yml", "Sources/"},
			texts{"project.yml": "name: Shop\ntargets:\n  Shop:\n    type: application\n    platform: iOS\n"},
			all(of("", swift, "ios", "project.yml")), 1,
		},
		{"a project.yml of something else", names{"project.yml"}, texts{"project.yml": "name: drupal\n"}, nil, 1},
		{
			"a Swift package for iOS",
			names{"Package.swift", "Sources/"},
			texts{"Package.swift": "let package = Package(name: \"Kit\", platforms: [.iOS(.v16)])"},
			all(of("", swift, "ios", "Package.swift")), 1,
		},
		{"a Swift server", names{"Package.swift", "Sources/"}, texts{"Package.swift": ".package(url: \"https://github.com/vapor/vapor.git\"), .executableTarget(name: \"App\")"}, nil, 1},
		{
			"Xcode and Android side by side",
			names{"ios/Shop.xcodeproj/", "ios/Shop.xcworkspace/", "android/settings.gradle", "android/app/build.gradle"},
			texts{"android/app/build.gradle": androidApp},
			all(of("android", kotlin, "android", "settings.gradle", "app/"), of("ios", swift, "ios", "Shop.xcodeproj/", "Shop.xcworkspace/")), 1,
		},
		{
			"Kotlin Multiplatform",
			names{"settings.gradle.kts", "build.gradle.kts", "composeApp/build.gradle.kts", "shared/build.gradle.kts", "iosApp/iosApp.xcodeproj/"},
			nil,
			all(of("", kmp, "both", "composeApp/", "shared/", "iosApp/", "settings.gradle.kts")), 0,
		},
		{
			"Kotlin Multiplatform of former days",
			names{"settings.gradle.kts", "shared/build.gradle.kts", "androidApp/build.gradle.kts"},
			nil,
			all(of("", kmp, "android", "shared/", "androidApp/", "settings.gradle.kts")), 0,
		},
		{
			"Kotlin Multiplatform by a shared module",
			names{"settings.gradle.kts", "shared/build.gradle.kts", "app/build.gradle.kts", "ios/Shop.xcodeproj/"},
			texts{"shared/build.gradle.kts": shared},
			all(of("", kmp, "both", "shared/", "settings.gradle.kts", "app/", "ios/")), 1,
		},
		{
			"Android with a module called shared",
			names{"settings.gradle", "shared/build.gradle", "app/build.gradle"},
			texts{"shared/build.gradle": "id 'com.android.library'"},
			all(of("", kotlin, "android", "settings.gradle", "app/")), 1,
		},
		{
			"Kotlin Multiplatform by its build script",
			names{"settings.gradle.kts", "build.gradle.kts", "core/"},
			texts{"build.gradle.kts": "plugins { alias(libs.plugins.kotlinMultiplatform) apply false }"},
			all(of("", kmp, "", "build.gradle.kts", "settings.gradle.kts")), 1,
		},
		{
			".NET MAUI",
			names{"Shop.csproj", "MauiProgram.cs", "App.xaml", "Platforms/Android/", "Platforms/iOS/"},
			nil,
			all(of("", maui, "both", "MauiProgram.cs", "Shop.csproj", "Platforms/")), 0,
		},
		{
			".NET MAUI in a solution",
			names{"Shop.sln", "Shop/Shop.csproj", "Shop/App.xaml", "Shop/Platforms/", "Shop.Tests/Shop.Tests.csproj", "Shop.Api/Shop.Api.csproj", "Shop.Api/appsettings.json"},
			texts{"Shop/Shop.csproj": mauiApp},
			all(of("Shop", maui, "both", "Shop.csproj", "Platforms/")), 1,
		},
		{
			".NET MAUI in a solution, for Android alone",
			names{"Shop.sln", "Shop/Shop.csproj", "Shop/MauiProgram.cs", "Shop/Platforms/"},
			texts{"Shop/Shop.csproj": "<TargetFrameworks>net9.0-android</TargetFrameworks>"},
			all(of("Shop", maui, "android", "MauiProgram.cs", "Shop.csproj", "Platforms/")), 1,
		},
		{
			".NET MAUI that cannot be read",
			names{"Shop/Shop.csproj", "Shop/MauiProgram.cs", "Shop/Platforms/"},
			nil,
			all(of("Shop", maui, "", "MauiProgram.cs", "Shop.csproj", "Platforms/")), 1,
		},
		{"a .NET library", names{"Shop.csproj", "Shop.cs"}, texts{"Shop.csproj": dotnet}, nil, 1},
	}
}
