package sandbox

import (
	"maps"
	"strings"
)

// What a repository is made with.
const (
	nothing     = ""
	flutter     = "flutter"
	swift       = "swift"
	kotlin      = "kotlin"
	java        = "java"
	reactNative = "react-native"
	maui        = "maui"
	ionic       = "ionic"
	multi       = "kotlin-multiplatform"
	several     = "several apps"
	service     = "service"
	website     = "website"
	docs        = "docs"
)

// language is the word Cloud shows for it.
func language(kind string) string {
	switch kind {
	case flutter, several:
		return "dart"
	case swift, kotlin, java:
		return kind
	case reactNative, ionic:
		return "typescript"
	case maui:
		return "c#"
	case multi:
		return "kotlin"
	case service:
		return "go"
	case website:
		return "html/css"
	}
	return ""
}

// filesOf gives the files a repository of this kind has: few, and those by which the kind is known.
func filesOf(kind, slug, title string) map[string]string {
	files := map[string]string{
		"README.md":  "# " + title + "\n\nHow to build this is told in CONTRIBUTING.md.\n",
		".gitignore": "build/\n.DS_Store\n",
	}
	if of, isApp := appFiles()[kind]; isApp {
		maps.Copy(files, of(slug))
		return files
	}
	switch kind {
	case service:
		files["go.mod"] = "module nordlicht.example/" + slug + "\n\ngo 1.26\n"
		files["main.go"] = "package main\n\nfunc main() {}\n"
		files["Dockerfile"] = "FROM scratch\nCOPY server /server\nENTRYPOINT [\"/server\"]\n"
	case website:
		files["index.html"] = "<!doctype html>\n<title>" + title + "</title>\n"
		files["style.css"] = "body { max-width: 60rem; margin: auto }\n"
	case docs:
		files["nacht/bereitschaft.md"] = "# Bereitschaft\n\n1. Ruhe bewahren.\n"
	}
	return files
}

// appFiles are the kinds that are apps.
func appFiles() map[string]func(slug string) map[string]string {
	return map[string]func(string) map[string]string{
		flutter: flutterFiles, swift: swiftFiles, kotlin: kotlinFiles, java: javaFiles, reactNative: reactNativeFiles,
		maui: mauiFiles, ionic: ionicFiles, multi: multiFiles, several: severalFiles,
	}
}

func flutterFiles(slug string) map[string]string {
	files := map[string]string{
		"pubspec.yaml": "name: " + identifier(slug) + "\nversion: 2.4.0+240\nenvironment:\n  sdk: ^3.6.0\n" +
			"dependencies:\n  flutter:\n    sdk: flutter\n",
		"pubspec.lock":          "packages: {}\n",
		"analysis_options.yaml": "include: package:flutter_lints/flutter.yaml\n",
		"lib/main.dart":         "import 'package:flutter/widgets.dart';\n\nvoid main() => runApp(const SizedBox());\n",
		"test/widget_test.dart": "void main() {}\n",
	}
	maps.Copy(files, under("android/", kotlinFiles(slug)))
	maps.Copy(files, under("ios/", xcodeFiles("Runner")))
	return files
}

func swiftFiles(slug string) map[string]string {
	files := xcodeFiles(camel(slug))
	files["Podfile"] = "platform :ios, '16.0'\ntarget '" + camel(slug) + "' do\n  use_frameworks!\nend\n"
	files["Podfile.lock"] = "COCOAPODS: 1.16.2\n"
	return files
}

// xcodeFiles is an Xcode project; X.xcodeproj is a folder, not a file.
func xcodeFiles(app string) map[string]string {
	return map[string]string{
		app + ".xcodeproj/project.pbxproj": "// !$*UTF8*$!\n{ archiveVersion = 1; objectVersion = 60; }\n",
		app + ".xcodeproj/project.xcworkspace/contents.xcworkspacedata": "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
			"<Workspace version=\"1.0\"/>\n",
		app + "/AppDelegate.swift": "import UIKit\n\n@main\nfinal class AppDelegate: UIResponder, UIApplicationDelegate {}\n",
		app + "/Info.plist":        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict/></plist>\n",
	}
}

func kotlinFiles(slug string) map[string]string {
	return map[string]string{
		"settings.gradle.kts": "rootProject.name = \"" + slug + "\"\ninclude(\":app\")\n",
		"build.gradle.kts":    "plugins { id(\"com.android.application\") version \"8.7.2\" apply false }\n",
		"gradle.properties":   "android.useAndroidX=true\n",
		"gradlew":             "#!/bin/sh\nexec gradle \"$@\"\n",
		"app/build.gradle.kts": "plugins { id(\"com.android.application\") }\nandroid { namespace = \"example.nordlicht." +
			identifier(slug) + "\" }\n",
		"app/src/main/AndroidManifest.xml": "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\"/>\n",
	}
}

func reactNativeFiles(slug string) map[string]string {
	files := map[string]string{
		"package.json": "{\n  \"name\": \"" + slug + "\",\n  \"version\": \"2.4.0\",\n  \"dependencies\": " +
			"{ \"react\": \"18.3.1\", \"react-native\": \"0.76.3\" }\n}\n",
		"app.json":        "{ \"name\": \"" + camel(slug) + "\" }\n",
		"metro.config.js": "module.exports = {};\n",
		"index.js":        "import { AppRegistry } from 'react-native';\n",
		"App.tsx":         "export default function App() { return null; }\n",
	}
	maps.Copy(files, under("android/", kotlinFiles(slug)))
	maps.Copy(files, under("ios/", swiftFiles(slug)))
	return files
}

// under moves files into a folder.
func under(folder string, files map[string]string) map[string]string {
	moved := make(map[string]string, len(files))
	for path, content := range files {
		moved[folder+path] = content
	}
	return moved
}

// identifier turns a slug into a word that code may use.
func identifier(slug string) string { return strings.ReplaceAll(slug, "-", "_") }

// camel turns a slug into a target's name: bento-ios becomes BentoIos.
func camel(slug string) string {
	var out strings.Builder
	for word := range strings.SplitSeq(slug, "-") {
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}
