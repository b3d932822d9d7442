package oauth

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

const tcpTable = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:6F05 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0000000000000000 100 0 0 10 0
   2: 0100007F:6F05 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4713 1 0000000000000000 100 0 0 10 0
   broken
`

func TestTheHolderIsFoundInProc(t *testing.T) {
	proc := fstest.MapFS{
		"net/tcp":    {Data: []byte(tcpTable)},
		"self":       {Data: []byte("no process")},
		"12/fd/0":    {Mode: fs.ModeSymlink, Data: []byte("/dev/null")},
		"12/exe":     {Mode: fs.ModeSymlink, Data: []byte("/usr/bin/other")},
		"345/fd/7":   {Mode: fs.ModeSymlink, Data: []byte("socket:[4711]")},
		"345/exe":    {Mode: fs.ModeSymlink, Data: []byte("/opt/harbour/a-name-longer-than-fifteen (deleted)")},
		"345/comm":   {Data: []byte("a-name-longer-t\n")},
		"9999/fd/7":  {Mode: fs.ModeSymlink, Data: []byte("socket:[4712]")},
		"9999/comm":  {Data: []byte("nameless\n")},
		"10000/fd/7": {Mode: fs.ModeSymlink, Data: []byte("socket:[4713]")},
		"10000/comm": {Data: []byte("a caller\n")},
	}
	assert.Equal(t, "a-name-longer-than-fifteen", ofProc(t.Context(), proc, 28421))
	assert.Equal(t, "nameless", ofProc(t.Context(), proc, 8080))
	assert.Empty(t, ofProc(t.Context(), proc, 1))
	assert.Empty(t, ofProc(t.Context(), fstest.MapFS{}, 28421))
}

func TestTheHolderIsReadFromTheToolsOfOtherSystems(t *testing.T) {
	assert.Equal(t, "nginx", ofLsof("p4711\ncnginx\nf7\n"))
	assert.Empty(t, ofLsof(""))
	const netstat = "\r\nAktive Verbindungen\r\n\r\n  Proto  Lokale Adresse         Remoteadresse          Status           PID\r\n" +
		"  TCP    127.0.0.1:28421        127.0.0.1:50000        HERGESTELLT     11\r\n" +
		"  TCP    127.0.0.1:128421       0.0.0.0:0              ABHÖREN         12\r\n" +
		"  TCP    [::1]:28421            [::]:0                 ABHÖREN         4711\r\n" +
		"  UDP    0.0.0.0:28421          *:*                                    13\r\n"
	assert.Equal(t, "4711", ofNetstat(netstat, 28421))
	assert.Empty(t, ofNetstat(netstat, 80))
	assert.Equal(t, "harbour, the.exe", ofTasklist("\"harbour, the.exe\",\"4711\",\"Console\",\"1\",\"9.120 K\"\r\n"))
	assert.Empty(t, ofTasklist("INFO: No tasks are running which match the specified criteria.\r\n"))
	assert.Empty(t, ofTasklist(""))
}
