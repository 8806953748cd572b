//go:build !linux

package node

import "syscall"

// attributes give a process a group of its own. It ends itself when its standard input does.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
