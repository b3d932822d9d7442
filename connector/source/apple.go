package source

import (
	"regexp"
	"strings"

	"mooring/connector"
)

// apple looks for what Xcode opens, and for what makes that anew before each build: CocoaPods (Podfile), Tuist
// (Project.swift), XcodeGen (project.yml). A Package.swift alone is a library or a program for a server more often
// than an app (https://developer.apple.com/documentation/packagedescription).
func apple(f *folder) []suspect {
	s := suspect{
		folder: f.path, platform: connector.PlatformSwift, systems: []connector.System{connector.SystemIOS}, evidence: certain,
	}
	for _, name := range ending(f.folders, ".xcodeproj", ".xcworkspace") {
		s.reasons = append(s.reasons, name+"/")
	}
	if f.files["Project.swift"] {
		s.reasons = append(s.reasons, "Project.swift")
	}
	sure := len(s.reasons) > 0
	if f.files["Podfile"] {
		s.reasons = append(s.reasons, "Podfile")
	}
	switch {
	case sure:
	case f.files["Podfile"]:
		s.evidence = likely
	case f.files["project.yml"]:
		s.evidence, s.reasons = likely, []string{"project.yml"}
		s.open = &question{path: f.in("project.yml"), judge: judgeXcodeGen}
	case f.files["Package.swift"]:
		s.evidence, s.reasons = weak, []string{"Package.swift"}
		s.open = &question{path: f.in("Package.swift"), judge: judgePackageSwift, likelier: true}
	default:
		return nil
	}
	return []suspect{s}
}

func judgeXcodeGen(s suspect, text string) (suspect, bool) {
	return s, strings.Contains(text, "targets:") && regexp.MustCompile(`(?m)platform:.*\biOS\b`).MatchString(text)
}

func judgePackageSwift(s suspect, text string) (suspect, bool) {
	if strings.Contains(text, ".iOSApplication") {
		s.evidence = likely
		return s, true
	}
	server := strings.Contains(text, ".executableTarget") || strings.Contains(text, "vapor") || strings.Contains(text, ".macOS(")
	return s, strings.Contains(text, ".iOS(") || !server
}
