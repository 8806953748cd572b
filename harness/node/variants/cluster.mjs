// node-cluster: a process per processor, each with a pool of worker threads inside.
// node:cluster is there to share a port: each process accepts connections of its own, and shapes/serve.mjs does that. Here it is asked
// to compute, so the primary, this process, hands tasks over by messages, round robin. Such a message is JSON, written to a
// socket and parsed again, and passes two event loops before it reaches a thread.
//
// What one would not guess: nobody looks who is idle. A task that came to a process whose threads are busy waits there, even if
// another process has nothing to do; node-pool has one queue for all. A message that comes before a process listens is lost, for
// node:cluster listens from the start, to its own messages: so each process says when it does. What speaks for processes is
// that a crash takes only one of them; the next task for it starts another.

import { fork, processes } from '../cluster-primary.mjs';
import { toError } from '../failure.mjs';

const program = new URL('../cluster-process.mjs', import.meta.url);
const workload = new URL('../workload.mjs', import.meta.url);

/**
 * Opens the system: size processes with ceil(workers / size) threads each. module is the URL of the module whose compute
 * does the work. usage() is the processor time of the other processes, since they began, as process.cpuUsage has it.
 */
export function open({ workers, module = workload, size = processes(workers) }) {
  const members = new Array(size).fill(null); // cluster.Worker, or null where the next task starts one
  const threads = Math.ceil(workers / size);
  const jobs = new Map(); // by id: { resolve, reject, member }
  let turn = 0;
  let lastId = 0;
  let closing = null;
  let settledAll = () => {};

  function start(place) {
    const member = fork(program, { workers: threads, module: String(module) });
    member.waiting = []; // messages that it could not hear yet; null once it listens
    member.once('message', () => { // the first one says that it listens
      for (const message of member.waiting) send(member, message);
      member.waiting = null;
      member.on('message', ({ id, answer, error }) => settle(id, answer, error && toError(error)));
    });
    member.on('exit', (code, signal) => {
      if (members[place] === member) members[place] = null;
      const error = new Error(`process ${member.process.pid} ended with ${signal ?? `exit code ${code}`}`);
      for (const [id, job] of jobs) if (job.member === member) settle(id, undefined, error);
    });
    return (members[place] = member);
  }

  function settle(id, answer, error) {
    const job = jobs.get(id);
    if (!jobs.delete(id)) return;
    if (error) job.reject(error);
    else job.resolve(answer);
    if (jobs.size === 0) settledAll();
  }

  function ask(place, message) {
    const member = members[place] ?? start(place);
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      jobs.set(id, { resolve, reject, member });
      if (member.waiting) member.waiting.push({ id, ...message });
      else send(member, { id, ...message });
    });
  }

  function send(member, message) {
    member.send(message, (error) => error && settle(message.id, undefined, error));
  }

  function run(task) {
    if (closing) return Promise.reject(new Error('node-cluster is closed'));
    if (task.data) return Promise.reject(new Error('node-cluster sends no buffers: JSON has none'));
    return ask(turn++ % size, { task });
  }

  async function end() {
    if (jobs.size > 0) await new Promise((resolve) => { settledAll = resolve; });
    await Promise.all(members.map((member) => member && new Promise((ended) => {
      member.once('exit', ended).disconnect(); // its process closes its pool and ends
    })));
  }

  async function usage() {
    const used = await Promise.all(members.map((member, place) => (member ? ask(place, { usage: true }) : { user: 0, system: 0 })));
    return used.reduce((sum, one) => ({ user: sum.user + one.user, system: sum.system + one.system }));
  }

  members.forEach((_, place) => start(place));
  return { run, usage, close: () => (closing ??= end()), processes: () => members.filter(Boolean).map((member) => member.process.pid) };
}
