package source

import (
	"maps"
	"regexp"
	"slices"

	"mooring/connector"
)

// gradle looks for a Gradle build of an Android app (https://developer.android.com/build) or of Kotlin Multiplatform
// (https://kotlinlang.org/docs/multiplatform/multiplatform-project-recommended-structure.html). "gradle init" makes the
// very same folders for a Java program, so most of them are read.
func gradle(f *folder) []suspect {
	settings := f.file("settings.gradle.kts", "settings.gradle")
	script := f.file("build.gradle.kts", "build.gradle")
	switch {
	case f.files["AndroidManifest.xml"] && script == "" && f.files["project.properties"]: // as before Gradle
		return []suspect{androidApp(f, certain, "AndroidManifest.xml", "project.properties")}
	case settings == "" && (script == "" || f.isModule()):
		return nil
	}
	top := settings
	if top == "" {
		top = script
	}
	if s, ok := multiplatform(f, top); ok {
		return []suspect{s}
	}
	if s, ok := module(f, top, "app"); ok {
		return []suspect{s}
	}
	for _, name := range slices.Sorted(maps.Keys(f.folders)) {
		if inside := f.below(name); inside.files["google-services.json"] && inside.script() != "" {
			return []suspect{androidApp(f, certain, top, name+"/")}
		}
	}
	if script == "" {
		return nil
	}
	s := androidApp(f, likely, script)
	if settings != "" {
		s.reasons = append(s.reasons, settings)
	}
	s.open = &question{path: f.in(script), judge: judgeGradle}
	return []suspect{s}
}

// multiplatform knows the folders that the wizard of Kotlin Multiplatform makes, now and formerly.
func multiplatform(f *folder, top string) (suspect, bool) {
	s := suspect{folder: f.path, platform: connector.PlatformKMP, evidence: certain}
	s.reasons = append(f.foldersNamed("composeApp", "shared", "iosApp", "androidApp"), top)
	if f.has("iosApp") || f.has("ios") {
		s.systems = append(s.systems, connector.SystemIOS)
	}
	if f.has("composeApp") || f.has("androidApp") || f.has("app") {
		s.systems = append(s.systems, connector.SystemAndroid)
	}
	shared := f.below("shared")
	switch {
	case f.has("composeApp"), f.has("iosApp"), f.has("shared") && f.has("androidApp"):
		return s, true
	case shared.script() != "" && (f.has("app") || f.has("ios")):
		s.evidence = likely
		s.reasons = append(s.reasons, f.foldersNamed("app", "ios")...)
		s.open = &question{path: shared.in(shared.script()), judge: judgeShared(f, top), likelier: f.has("ios")}
		return s, true
	}
	return s, false
}

// judgeShared tells a module that Android and iOS share from one that parts of an Android app share.
func judgeShared(f *folder, top string) func(suspect, string) (suspect, bool) {
	return func(s suspect, text string) (suspect, bool) {
		if sharesKotlin().MatchString(text) {
			s.evidence = certain
			return s, true
		}
		if !f.has("app") {
			return s, false
		}
		return androidApp(f, likely, top, "app/"), true
	}
}

// module looks at the module that an Android app usually is.
func module(f *folder, top, name string) (suspect, bool) {
	inside := f.below(name)
	script := inside.script()
	if script == "" {
		return suspect{}, false
	}
	s := androidApp(f, certain, top, name+"/")
	if telling := inside.file("google-services.json", "proguard-rules.pro", "AndroidManifest.xml"); telling != "" {
		s.reasons = append(s.reasons, name+"/"+telling)
		return s, true
	}
	s.evidence = likely
	s.open = &question{path: inside.in(script), judge: judgeGradle, likelier: true}
	return s, true
}

func judgeGradle(s suspect, text string) (suspect, bool) {
	if sharesKotlin().MatchString(text) {
		s.platform, s.systems, s.evidence = connector.PlatformKMP, nil, likely
		if buildsAndroid().MatchString(text) {
			s.systems = []connector.System{connector.SystemAndroid}
		}
		return s, true
	}
	if !buildsAndroid().MatchString(text) {
		return s, false
	}
	s.evidence = certain
	return s, true
}

// sharesKotlin is how a build script names the plugin of Kotlin Multiplatform: by its id, by Kotlin's short form, or
// by its usual names in a version catalogue.
func sharesKotlin() *regexp.Regexp {
	return regexp.MustCompile(`(?i)kotlin[-.]?multiplatform|kotlin\(\s*["']multiplatform["']`)
}

// buildsAndroid is how a build script names the plugin that makes Android apps, or where it comes from.
func buildsAndroid() *regexp.Regexp {
	return regexp.MustCompile(`(?i)com\.android\.application|plugins\.android[-.]?application|com\.android\.tools\.build:gradle`)
}

func androidApp(f *folder, sure evidence, reasons ...string) suspect {
	return suspect{
		folder: f.path, platform: connector.PlatformKotlin, systems: []connector.System{connector.SystemAndroid},
		reasons: reasons, evidence: sure,
	}
}

// script is the name of a folder's build script.
func (f *folder) script() string { return f.file("build.gradle.kts", "build.gradle") }

// isModule tells whether a folder above holds the whole build.
func (f *folder) isModule() bool {
	for at := f.path; at != ""; {
		at, _ = split(at)
		if above, ok := f.tree[at]; ok && above.file("settings.gradle.kts", "settings.gradle") != "" {
			return true
		}
	}
	return false
}
