package source

import (
	"encoding/json"
	"regexp"
	"strings"

	"mooring/connector"
)

// flutter looks for a pubspec.yaml, which every Dart package has. One for Flutter depends on it by "sdk: flutter"
// (https://dart.dev/tools/pub/dependencies#sdk); a plugin says "plugin:" under "flutter:", and its app is in example/.
func flutter(f *folder) []suspect {
	if !f.files["pubspec.yaml"] {
		return nil
	}
	native := f.foldersNamed("ios", "android")
	s := suspect{
		folder: f.path, platform: connector.PlatformFlutter, systems: systemsIn(f),
		reasons: append([]string{"pubspec.yaml"}, native...), evidence: certain,
	}
	if f.files[".metadata"] {
		s.reasons = append(s.reasons, ".metadata")
	}
	sure := len(s.reasons) > 1 && !f.has("example")
	if !sure {
		s.evidence = likely
		s.open = &question{path: f.in("pubspec.yaml"), judge: judgePubspec, likelier: !f.has("bin")}
	}
	return []suspect{s}
}

func judgePubspec(s suspect, text string) (suspect, bool) {
	usesFlutter, isPlugin := false, false
	under := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimRight(line, " \t\r\n"), " #")
		field := strings.TrimSpace(line)
		if field != "" && line[0] != ' ' && line[0] != '\t' && line[0] != '#' {
			under = field
		}
		name, value, _ := strings.Cut(field, ":")
		usesFlutter = usesFlutter || name == "sdk" && strings.Trim(value, ` "'`) == "flutter" && !strings.HasPrefix(under, "dev_")
		isPlugin = isPlugin || name == "plugin" && strings.HasPrefix(under, "flutter:")
	}
	s.evidence = weak // a package of Flutter's kind has no folder for any system
	if len(s.systems) > 0 {
		s.evidence = certain
	}
	return s, usesFlutter && !isPlugin
}

// javaScript looks for a package.json and what only React Native (https://reactnative.dev/docs/metro), Expo, Ionic
// (https://ionicframework.com/docs/cli/configuration) or Capacitor (https://capacitorjs.com/docs/config) put beside it.
func javaScript(f *folder) []suspect {
	native := f.foldersNamed("ios", "android")
	s := suspect{folder: f.path, systems: systemsIn(f), evidence: certain}
	ionic := f.file("capacitor.config.ts", "capacitor.config.js", "capacitor.config.json", "ionic.config.json")
	metro := f.file("metro.config.js", "metro.config.ts", "metro.config.cjs", "metro.config.mjs", "react-native.config.js", "react-native.config.ts")
	hint := f.file("app.json", "app.config.js", "app.config.ts", "eas.json", "App.tsx", "App.jsx", "App.js", "App.ts")
	switch {
	case ionic != "":
		s.platform, s.reasons = connector.PlatformIonic, []string{ionic}
		if f.files["package.json"] { // in a workspace of Nx the one at the root may serve all
			s.reasons = append(s.reasons, "package.json")
		}
		s.reasons = append(s.reasons, native...)
		return []suspect{s}
	case !f.files["package.json"], f.isWorkspace() && hint == "" && len(native) == 0:
		return nil
	case metro == "" && hint == "" && len(native) == 0:
		return nil // as with most websites
	}
	s.platform, s.reasons = connector.PlatformReactNative, []string{"package.json"}
	for _, name := range []string{metro, hint} {
		if name != "" {
			s.reasons = append(s.reasons, name)
		}
	}
	s.reasons = append(s.reasons, native...)
	if metro != "" && (len(native) > 0 || hint != "") && !f.has("example") {
		return []suspect{s}
	}
	s.evidence = likely
	s.open = &question{path: f.in("package.json"), judge: judgePackage, likelier: metro != "" || len(native) > 0}
	return []suspect{s}
}

// isWorkspace tells whether a folder holds the packages of several: what stands beside that is shared by them.
func (f *folder) isWorkspace() bool {
	return f.file("nx.json", "lerna.json", "turbo.json", "pnpm-workspace.yaml") != ""
}

// judgePackage goes by what the app needs when it runs: libraries name React Native and Capacitor too, but leave it
// to the app to bring them.
func judgePackage(s suspect, text string) (suspect, bool) {
	needs := dependenciesOf(text)
	s.evidence = certain
	switch {
	case needs("react-native"), needs("expo"):
		s.platform = connector.PlatformReactNative
		return s, true
	case needs("@capacitor/core"), needs("@capacitor/ios"), needs("@capacitor/android"), needs("@ionic/angular"), needs("@ionic/react"), needs("@ionic/vue"):
		s.platform = connector.PlatformIonic
		return s, true
	}
	return s, false
}

// dependenciesOf reads a package.json. Of one that is longer than what was read, or no good JSON, any mention counts.
func dependenciesOf(text string) func(name string) bool {
	var file struct {
		Dependencies map[string]any `json:"dependencies"`
	}
	err := json.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &file)
	return func(name string) bool {
		if err != nil {
			return regexp.MustCompile(`"` + regexp.QuoteMeta(name) + `"\s*:`).MatchString(text)
		}
		_, is := file.Dependencies[name]
		return is
	}
}

// systemsIn goes by the folders that are named after what they build for.
func systemsIn(f *folder) []connector.System {
	var systems []connector.System
	if f.has("ios") {
		systems = append(systems, connector.SystemIOS)
	}
	if f.has("android") {
		systems = append(systems, connector.SystemAndroid)
	}
	return systems
}
