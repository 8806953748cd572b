import { count, now, Subject } from '../subject.mjs';
import { submitAll } from './batch.mjs';

/**
 * Has `inflight` callers make so many calls: each has its next task as soon as it has the answer. Returns the latencies
 * in ns, in the order in which calls began. As in Go the clock is read once per call, since the return of one is the start
 * of the next; that takes some 30 ns, a good part of what an empty task of node-loop takes.
 */
export async function callAll(subject, tasks) {
  const latenciesNS = new Array(tasks).fill(0);
  const callers = subject.tasks(Math.min(subject.inflight, tasks)); // each has a task of its own
  const start = now();
  let drawn = callers.length;
  async function call(task, first) {
    let last = start;
    for (let k = first; k < tasks; k = drawn++) {
      subject.check(await subject.system.run(task));
      const returned = now();
      latenciesNS[k] = returned - last;
      last = returned;
    }
  }
  await Promise.all(callers.map(call));
  return { latenciesNS };
}

/** The job request: a closed loop of callers. */
export async function request(asked, conversation) {
  const tasks = count(asked, 'tasks');
  const subject = await Subject.open(asked);
  conversation.keep(subject.system);
  await subject.warmUp(tasks, callAll, submitAll);
  await conversation.ready({ processes: subject.processes });
  return subject.time(tasks, callAll);
}
