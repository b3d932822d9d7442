package source

import (
	"regexp"
	"strings"

	"mooring/connector"
)

// maui looks for a project of .NET MAUI, which says <UseMaui>true</UseMaui>
// (https://learn.microsoft.com/dotnet/maui/fundamentals/single-project). Its template always has MauiProgram.cs.
func maui(f *folder) []suspect {
	projects := ending(f.files, ".csproj")
	if len(projects) == 0 || f.files["appsettings.json"] || f.has("wwwroot") && !f.files["MauiProgram.cs"] || f.has("Controllers") {
		return nil
	}
	project := projects[0]
	s := suspect{folder: f.path, platform: connector.PlatformMAUI, reasons: []string{project}, evidence: certain}
	platforms := f.below("Platforms")
	if f.has("Platforms") {
		s.reasons = append(s.reasons, "Platforms/")
	}
	if platforms.has("iOS") {
		s.systems = append(s.systems, connector.SystemIOS)
	}
	if platforms.has("Android") {
		s.systems = append(s.systems, connector.SystemAndroid)
	}
	if f.files["MauiProgram.cs"] {
		s.reasons = append([]string{"MauiProgram.cs"}, s.reasons...)
		if len(s.systems) == 0 { // in a solution, what is in Platforms lies too deep to be listed
			s.open = &question{path: f.in(project), judge: judgeSystems, likelier: true}
		}
		return []suspect{s}
	}
	if strings.Contains(strings.ToLower(project), "test") {
		return nil
	}
	s.evidence = weak
	if f.has("Platforms") || f.files["App.xaml"] {
		s.evidence = likely
	}
	s.open = &question{path: f.in(project), judge: judgeProject, likelier: f.has("Platforms")}
	return []suspect{s}
}

func judgeProject(s suspect, text string) (suspect, bool) {
	if !regexp.MustCompile(`(?i)<UseMaui>\s*true\s*</UseMaui>`).MatchString(text) {
		return s, false
	}
	s.evidence = certain
	return judgeSystems(s, text)
}

// judgeSystems goes by what a project is built for: net9.0-android and the like.
func judgeSystems(s suspect, text string) (suspect, bool) {
	var named []connector.System
	for _, system := range []connector.System{connector.SystemIOS, connector.SystemAndroid} {
		if regexp.MustCompile(`net\d+\.\d+-` + string(system) + `\b`).MatchString(text) {
			named = append(named, system)
		}
	}
	if len(named) > 0 {
		s.systems = named
	}
	return s, true
}
