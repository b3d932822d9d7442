package sandbox

import "maps"

// javaFiles is an Android app as they were made before Kotlin.
func javaFiles(slug string) map[string]string {
	return map[string]string{
		"settings.gradle":   "include ':app'\n",
		"build.gradle":      "plugins { id 'com.android.application' version '8.7.2' apply false }\n",
		"gradle.properties": "android.useAndroidX=true\n",
		"gradlew":           "#!/bin/sh\nexec gradle \"$@\"\n",
		"app/build.gradle": "plugins { id 'com.android.application' }\nandroid { namespace 'example.nordlicht." +
			identifier(slug) + "' }\n",
		"app/src/main/AndroidManifest.xml":                      "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"/>\n",
		"app/src/main/java/example/nordlicht/MainActivity.java": "package example.nordlicht;\n\npublic class MainActivity {}\n",
	}
}

// mauiFiles is a solution with one .NET MAUI project, in a folder of its name as Visual Studio makes it.
func mauiFiles(slug string) map[string]string {
	name := camel(slug)
	return map[string]string{
		name + ".sln": "Microsoft Visual Studio Solution File, Format Version 12.00\n",
		name + "/" + name + ".csproj": "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n" +
			"    <TargetFrameworks>net9.0-android;net9.0-ios</TargetFrameworks>\n    <OutputType>Exe</OutputType>\n" +
			"    <UseMaui>true</UseMaui>\n  </PropertyGroup>\n</Project>\n",
		name + "/MauiProgram.cs":                        "namespace " + name + ";\n\npublic static class MauiProgram { }\n",
		name + "/App.xaml":                              "<Application xmlns=\"http://schemas.microsoft.com/dotnet/2021/maui\" />\n",
		name + "/Platforms/Android/AndroidManifest.xml": "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"/>\n",
		name + "/Platforms/iOS/Info.plist":              "<plist version=\"1.0\"><dict/></plist>\n",
	}
}

// ionicFiles is an Ionic app with Capacitor's native projects beside it.
func ionicFiles(slug string) map[string]string {
	files := map[string]string{
		"package.json": "{\n  \"name\": \"" + slug + "\",\n  \"version\": \"3.1.0\",\n  \"dependencies\": " +
			"{ \"@angular/core\": \"19.0.0\", \"@capacitor/core\": \"6.2.0\", \"@ionic/angular\": \"8.4.1\" }\n}\n",
		"ionic.config.json":   "{ \"name\": \"" + slug + "\", \"type\": \"angular\", \"integrations\": { \"capacitor\": {} } }\n",
		"capacitor.config.ts": "export default { appId: 'example.nordlicht." + identifier(slug) + "', webDir: 'www' };\n",
		"angular.json":        "{ \"version\": 1, \"projects\": {} }\n",
		"src/index.html":      "<!doctype html>\n<app-root></app-root>\n",
	}
	maps.Copy(files, under("android/", javaFiles(slug)))
	maps.Copy(files, under("ios/App/", xcodeFiles("App")))
	return files
}

// multiFiles is a Kotlin Multiplatform app, as the wizard of JetBrains lays it out.
func multiFiles(slug string) map[string]string {
	files := map[string]string{
		"settings.gradle.kts": "rootProject.name = \"" + slug + "\"\ninclude(\":composeApp\")\ninclude(\":shared\")\n",
		"build.gradle.kts": "plugins {\n    kotlin(\"multiplatform\") version \"2.1.0\" apply false\n" +
			"    id(\"com.android.application\") version \"8.7.2\" apply false\n}\n",
		"gradle.properties":                              "kotlin.code.style=official\n",
		"gradlew":                                        "#!/bin/sh\nexec gradle \"$@\"\n",
		"composeApp/build.gradle.kts":                    "plugins {\n    kotlin(\"multiplatform\")\n    id(\"com.android.application\")\n}\n",
		"shared/build.gradle.kts":                        "plugins {\n    kotlin(\"multiplatform\")\n    id(\"com.android.library\")\n}\n",
		"shared/src/commonMain/App.kt":                   "fun greet() = \"Hallo\"\n",
		"composeApp/src/androidMain/AndroidManifest.xml": "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"/>\n",
	}
	maps.Copy(files, under("iosApp/", xcodeFiles("iosApp")))
	return files
}

// severalFiles is a repository with three apps, each in a folder, and things beside them that are none.
func severalFiles(slug string) map[string]string {
	files := map[string]string{
		"package.json":      "{\n  \"name\": \"" + slug + "\",\n  \"private\": true,\n  \"workspaces\": [\"apps/staende\"]\n}\n",
		"melos.yaml":        "name: " + identifier(slug) + "\npackages:\n  - apps/kunden\n",
		"server/go.mod":     "module nordlicht.example/" + slug + "\n\ngo 1.26\n",
		"server/main.go":    "package main\n\nfunc main() {}\n",
		"docs/apps.md":      "# Apps\n\napps/kunden, apps/staende, kiosk\n",
		"docs/package.json": "{ \"name\": \"docs\", \"dependencies\": { \"vitepress\": \"1.5.0\" } }\n",
	}
	maps.Copy(files, under("apps/kunden/", flutterFiles(slug+"-kunden")))
	maps.Copy(files, under("apps/staende/", reactNativeFiles(slug+"-staende")))
	maps.Copy(files, under("kiosk/", kotlinFiles(slug+"-kiosk")))
	return files
}
