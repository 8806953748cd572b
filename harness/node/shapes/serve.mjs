// The job serve: a server answers until it is told to stop. Who asks, how often and when, is the parent's affair, as is the
// warming up: it asks before the word "go".

import process from 'node:process';
import { fork, processes } from '../cluster-primary.mjs';
import { listen, newServer, stop } from '../server.mjs';
import { count, opener, taskOf, usage } from '../subject.mjs';

const program = new URL('../cluster-server.mjs', import.meta.url);

/**
 * Serves request.workload, and no other, with the system request.variant. conversation.ready says that it listens, and resolves on
 * "go"; conversation.stopped resolves on "stop". Returns a promise of the result: tasks are how often was computed since the
 * server listens, times are since "go".
 */
export async function serve(request, conversation) {
  const workers = count(request, 'workers');
  taskOf(request); // an unknown workload is refused before anything listens
  const answers = new Map([[request.workload, request.answer ?? 0]]);
  const server = request.variant === 'node-cluster' ? await openCluster(workers, answers) : await openHere(request.variant, workers, answers);
  conversation.keep(server);
  await conversation.ready({ address: server.address, processes: server.processes });
  const before = await server.usage();
  const start = process.hrtime.bigint();
  await conversation.stopped();
  const wallNS = Number(process.hrtime.bigint() - start);
  const after = await server.usage();
  return { tasks: after.computed, wallNS, userUS: after.user - before.user, systemUS: after.system - before.system };
}

/** Opens a system in this process, with a server before it. */
async function openHere(variant, workers, answers) {
  const open = await opener(variant);
  const system = await open({ workers });
  const { server, computed } = newServer(system, answers);
  return {
    address: await listen(server),
    processes: [process.pid, ...system.processes()],
    usage: async () => ({ ...await usage([system]), computed: computed() }),
    close: async () => {
      await stop(server);
      await system.close();
    },
  };
}

/**
 * Starts a process per processor that all serve the same port, each with its share of the workers. This process, the primary,
 * only hands out connections. That one of them ends before it is told to is an error of whatever it was asked next.
 */
async function openCluster(workers, answers) {
  const size = processes(workers);
  const members = Array.from({ length: size }, () => fork(program, { workers: Math.ceil(workers / size), answers: [...answers] }));
  const addresses = await Promise.all(members.map((member) => reply(member, 'address')));
  return {
    address: addresses[0],
    processes: [process.pid, ...members.map((member) => member.process.pid)],
    usage: async () => {
      const own = process.cpuUsage();
      const all = await Promise.all(members.map((member) => {
        const answer = reply(member, 'usage');
        if (member.isConnected()) member.send('usage');
        return answer;
      }));
      const sum = (key) => all.reduce((total, one) => total + one[key], 0);
      return { user: own.user + sum('user'), system: own.system + sum('system'), computed: sum('computed') };
    },
    close: () => Promise.all(members.map((member) => new Promise((end) => {
      if (member.isDead()) return end();
      member.once('exit', end);
      if (member.isConnected()) member.disconnect();
    }))),
  };
}

/** Returns a promise of what a process says next under this key. It rejects if the process ends first. */
function reply(member, key) {
  return new Promise((resolve, reject) => {
    const ended = (code, signal) => reject(new Error(`process ${member.process.pid} of the cluster ended with ${signal ?? `exit code ${code}`}`));
    if (member.isDead()) return ended(member.process.exitCode, member.process.signalCode);
    member.once('exit', ended);
    member.on('message', function heard(message) {
      if (message[key] === undefined) return;
      member.off('message', heard);
      member.off('exit', ended);
      resolve(message[key]);
    });
  });
}
