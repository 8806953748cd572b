// Package cluster runs a service as several processes that share one port: a supervisor, which
// answers nothing itself, and N processes of this executable, each with a service.Service of
// its own.
//
// # Model
//
// The supervisor opens the port, starts the processes, and starts one again when it has died,
// after a wait that doubles from death to death. A process that dies again and again, each time
// soon after its start, is a crash loop: it would die for ever, so Run ends with an error.
// When Run is told to end, all processes drain at the same time; what has not ended some time
// after that is killed.
//
// Supervisor and process talk by the process's standard input and output. The first line on
// standard input is what to serve with; later ones ask for its account: what became of the
// requests so far, and its metrics. The end of standard input means drain. A supervisor that
// dies, in whichever way, closes that pipe, since the system does it: so there are no orphans.
// Processes are in a process group of their own and ignore SIGTERM, SIGINT and SIGHUP: Ctrl-C in
// a terminal goes to a whole group, and a service manager may signal all it has started; the
// supervisor alone decides.
//
// What a process that was killed had counted is known up to when it was last asked. That is
// kept: a sum of counters that went down would be a restart to Prometheus, and all of what is left
// a sudden increase. So sums only grow; what died between two looks is missing.
//
// # How the port is shared
//
// By one socket that all inherit: processes get its descriptor, and whoever calls accept first
// gets the next connection, from a single queue. It works wherever there are descriptors. The
// port is taken or free before anything is started; a connection that nobody has accepted
// survives the death of every process; and a process all of whose processors compute is
// late at accept, so that one with a processor to spare comes first.
//
// The alternative is SO_REUSEPORT: a socket, and a queue, for each process, between which Linux
// chooses by a hash of addresses and ports (socket(7); https://lwn.net/Articles/542629/). It spares the
// processes the contention for one queue, and over many connections its shares are even. But the hash does
// not look who is idle: a connection waits for a busy process while another one sleeps, which
// costs the slowest answers most (Cloudflare measured both with nginx:
// https://blog.cloudflare.com/the-sad-state-of-linux-socket-balancing/). What is in the queue of a
// process that dies is reset, unless tcp_migrate_req is set (Linux 5.14). And what the option
// means depends on the system: on macOS it does not distribute TCP connections.
//
// One queue has its price too. It is not fair: those who wrote SO_REUSEPORT for Linux had seen one
// thread accept three times as many connections as another (kernel commit da5e36308d9f). And there
// is a thundering herd: the Go runtime asks epoll for the listener without EPOLLEXCLUSIVE
// (runtime/netpoll_epoll.go, Go 1.26), so a new connection wakes every process that sleeps, and all
// but one look in vain. That is paid for each connection, not for each request, and by processes
// that had nothing to do; with hundreds of processes, or a connection per request, it would be
// a reason for SO_REUSEPORT. With EPOLLEXCLUSIVE the herd is gone and the balance worse: always
// the same process wakes first. The supervisor takes its own copy of the socket out of its
// poller, or it would wake each time as well.
//
// A connection stays with the process that accepted it, whichever way the port is shared: a few
// clients that send much are spread as it happens. Spreading requests needs a proxy that reads them.
//
// # What it is not
//
// No orchestrator and no replica: all processes are on one machine and share its processors,
// memory and fate. No rolling restart, no change of the number while it runs, no memory between
// processes. A limit on admission is for each process: there is none for all together. And no watch
// over health: a process that hangs and does not die is left alone, until it is to drain.
package cluster
