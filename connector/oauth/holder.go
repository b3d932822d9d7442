package oauth

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// holderPatience bounds how long a person waits for the name of the program that is in the way.
const holderPatience = time.Second

// holder asks who holds a port, and fits the name for a sentence.
func (c *Client) holder(port int) string {
	if port == 0 {
		return ""
	}
	named := make(chan string, 1)
	go func() { named <- c.o.Holder(port) }()
	select {
	case name := <-named:
		return programName(name)
	case <-time.After(holderPatience):
		return ""
	}
}

// programName drops what no name of a program holds, and what would burst a sentence.
func programName(name string) string {
	const longest = 60
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > longest {
		name = string(runes[:longest]) + "…"
	}
	return strings.TrimSpace(name)
}

// holderOf asks this computer which program listens at a port. Nothing is said of programs of other people,
// which systems do not tell.
func holderOf(port int) string {
	ctx, cancel := context.WithTimeout(context.Background(), holderPatience)
	defer cancel()
	switch runtime.GOOS {
	case "linux":
		return ofProc(ctx, os.DirFS("/proc"), port)
	case "darwin":
		return ofLsof(run(ctx, "/usr/sbin/lsof", "-nP", "+c", "0", "-iTCP:"+strconv.Itoa(port), "-sTCP:LISTEN", "-Fc"))
	case "windows":
		system := filepath.Join(os.Getenv("SystemRoot"), "System32")
		pid := ofNetstat(run(ctx, filepath.Join(system, "netstat.exe"), "-ano"), port)
		if pid == "" {
			return ""
		}
		return ofTasklist(run(ctx, filepath.Join(system, "tasklist.exe"), "/FI", "PID eq "+pid, "/FO", "CSV", "/NH"))
	}
	return ""
}

// run gives what a tool of the system says; nothing if it fails.
func run(ctx context.Context, tool string, args ...string) string {
	cmd := exec.CommandContext(ctx, tool, args...) //nolint:gosec // a tool of the system, and a number
	hide(cmd)
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// ofProc looks for the process that holds a listening socket of the port.
func ofProc(ctx context.Context, proc fs.FS, port int) string {
	var sockets []string
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		text, err := fs.ReadFile(proc, table)
		if err == nil {
			sockets = append(sockets, listening(string(text), port)...)
		}
	}
	processes, err := fs.ReadDir(proc, ".")
	if err != nil || len(sockets) == 0 {
		return ""
	}
	for _, p := range processes {
		if ctx.Err() != nil {
			return ""
		}
		if _, err := strconv.Atoi(p.Name()); err == nil && holds(proc, p.Name(), sockets) {
			return called(proc, p.Name())
		}
	}
	return ""
}

// listening reads the sockets that listen at a port out of /proc/net/tcp (proc_net_tcp in Linux'
// documentation): the second field is the local address, the fourth the state, the tenth the inode.
func listening(table string, port int) []string {
	const listen = "0A"
	var sockets []string
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 10 || fields[3] != listen {
			continue
		}
		_, number, _ := strings.Cut(fields[1], ":")
		raw, err := hex.DecodeString(number)
		if err == nil && len(raw) == 2 && int(raw[0])<<8|int(raw[1]) == port {
			sockets = append(sockets, "socket:["+fields[9]+"]")
		}
	}
	return sockets
}

// holds tells whether a process has one of the sockets open. Other people's processes do not let one look.
func holds(proc fs.FS, pid string, sockets []string) bool {
	open, err := fs.ReadDir(proc, pid+"/fd")
	if err != nil {
		return false
	}
	return slices.ContainsFunc(open, func(f fs.DirEntry) bool {
		target, err := fs.ReadLink(proc, path.Join(pid, "fd", f.Name()))
		return err == nil && slices.Contains(sockets, target)
	})
}

// called is the name of a process: its program's, since its own is cut at 15 characters and may be any.
func called(proc fs.FS, pid string) string {
	if program, err := fs.ReadLink(proc, pid+"/exe"); err == nil {
		return path.Base(strings.TrimSuffix(program, " (deleted)"))
	}
	name, err := fs.ReadFile(proc, pid+"/comm")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}

// ofLsof reads the name out of what lsof -Fc says: a line for the process, then one that begins with c.
func ofLsof(said string) string {
	for line := range strings.Lines(said) {
		if name, ok := strings.CutPrefix(line, "c"); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// ofNetstat finds the process that listens at a port. The word for listening is in the person's language:
// the other end, which is nobody, tells it.
func ofNetstat(said string, port int) string {
	for line := range strings.Lines(said) {
		fields := strings.Fields(line)
		if len(fields) < 5 || fields[0] != "TCP" || fields[2] != "0.0.0.0:0" && fields[2] != "[::]:0" {
			continue
		}
		if strings.HasSuffix(fields[1], ":"+strconv.Itoa(port)) {
			return fields[len(fields)-1]
		}
	}
	return ""
}

// ofTasklist reads the name out of tasklist's one line; without a match it is a sentence, and no name.
func ofTasklist(said string) string {
	fields, err := csv.NewReader(strings.NewReader(said)).Read()
	if err != nil || len(fields) < 2 {
		return ""
	}
	return fields[0]
}
