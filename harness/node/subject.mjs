// A system that is open for a sample: what all shapes of load have in common. Opening, warming up, and the timed window.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Failure, refused } from './conversation.mjs';
import { newTask } from './workload.mjs';

/** The systems by name, as node.go lists them, and the file of each. */
export const variants = {
  'node-loop': 'loop', 'node-spawn': 'spawn', 'node-pool': 'pool',
  'node-piscina': 'piscina', 'node-workerpool': 'workerpool', 'node-cluster': 'cluster',
};

/** The part of a sample's tasks that run before the window at least, as in Go: a twentieth, so that queues have grown. */
const warmUpShare = 20;

/**
 * How long they run at least, in ns: V8 compiles what is called often, and on another thread meanwhile. A twentieth of a window
 * of 100 ms is too little for that.
 */
const warmUpNS = 50e6;

/** Returns the clock in nanoseconds: exact to 2⁵³, which are 104 days since the machine started. */
export const now = () => Number(process.hrtime.bigint());

/** Returns the function open of a system's file. An unknown name, or a library that is not installed, is a Failure. */
export async function opener(variant) {
  if (!Object.hasOwn(variants, variant)) {
    throw refused(`unknown system ${JSON.stringify(variant)}: allowed are ${Object.keys(variants).join(', ')}`);
  }
  try {
    return (await import(`./variants/${variants[variant]}.mjs`)).open;
  } catch (error) {
    throw refused(error.code === 'ERR_MODULE_NOT_FOUND' ? `${variant} needs a library: npm ci in harness/node installs it (${error.message})` : error);
  }
}

/** Checks that a field of the request is a whole number of at least 1, and returns it. */
export function count(request, field) {
  const n = request[field];
  if (!Number.isSafeInteger(n) || n < 1) throw refused(`${field} is ${JSON.stringify(n)}: it has to be a whole number, 1 or more`);
  return n;
}

/** Returns a new task of the workload that is asked for. */
export function taskOf({ workload }) {
  try {
    return newTask(workload);
  } catch (error) {
    throw refused(error);
  }
}

/** Subject is an open system and what its tasks have to answer. */
export class Subject {
  wrong = 0;
  #firstWrong;
  #request;
  #tasks = [];

  /** Opens the system that a request names. */
  static async open(request) {
    const open = await opener(request.variant);
    const subject = new Subject();
    subject.#request = request;
    subject.tasks(1); // an unknown workload is refused before threads are started
    subject.workers = count(request, 'workers');
    subject.inflight = count(request, 'inflight');
    subject.answer = request.answer ?? 0; // Go leaves out a zero
    try {
      subject.system = await open({ workers: subject.workers });
    } catch (error) {
      throw refused(error);
    }
    return subject;
  }

  /**
   * Returns n tasks to be handed over at the same time, always the same ones. Those with data are made for who asks first:
   * somebody has to do so before the window. Others are one object n times, as Go has one function for all.
   */
  tasks(n) {
    while (this.#tasks.length < n) {
      const [first] = this.#tasks;
      this.#tasks.push(first && !first.data ? first : taskOf(this.#request));
    }
    return this.#tasks.slice(0, n);
  }

  /** Counts a wrong answer. It is compared with ===: a number that is almost right is wrong. */
  check(answer) {
    if (answer === this.answer) return;
    if (this.wrong++ === 0) this.#firstWrong = answer;
  }

  /** Throws if an answer was wrong. */
  verify(tasks) {
    if (this.wrong === 0) return;
    const detail = `${this.wrong} of ${tasks} answers are wrong, one is ${this.#firstWrong} instead of ${this.answer}`;
    throw new Failure('wrong result', detail);
  }

  /**
   * Runs one task per worker at once, and then a load of a twentieth of the tasks, one per caller at least, until it is time: a
   * system gives the first tasks to workers that are still starting, and when all have answered all have started. Where no
   * worker stays the load would take as long as the window, and leave nothing behind.
   */
  async warmUp(tasks, load, atOnce) {
    await this.run(atOnce, this.workers);
    if (this.system.workersStay === false) return;
    const some = Math.max(Math.ceil(tasks / warmUpShare), this.inflight);
    const start = now();
    do await this.run(load, some); while (now() - start < warmUpNS);
  }

  /** Runs a load of so many tasks and verifies the answers. A rejected task is a Failure. */
  async run(load, tasks) {
    const fields = await load(this, tasks).catch((error) => { throw refused(error); });
    this.verify(tasks);
    return fields;
  }

  /** The ids of all processes of the system, this one first. */
  get processes() {
    return [process.pid, ...this.system.processes()];
  }

  /** Times a load of so many tasks, and returns what every result has. load may return fields of its own. */
  async time(tasks, load) {
    collect();
    const before = await usage([this.system]);
    const start = now();
    const fields = await this.run(load, tasks);
    const wallNS = now() - start;
    const after = await usage([this.system]);
    return { tasks, wallNS, userUS: after.user - before.user, systemUS: after.system - before.system, ...fields };
  }
}

/**
 * Returns the processor time in µs that this process and the others of some systems have used. process.cpuUsage is
 * getrusage, of all threads.
 */
export async function usage(systems) {
  const sum = process.cpuUsage();
  for (const { user, system } of await Promise.all(systems.map((s) => s.usage?.() ?? { user: 0, system: 0 }))) {
    sum.user += user;
    sum.system += system;
  }
  return sum;
}

/**
 * Collects the garbage of this thread, so that every window starts from the same heap, as in Go. V8 has the function only
 * on demand; asking for it here, and not with a flag on the command line, keeps it out of the worker threads.
 * Their heaps cannot be collected from here.
 */
function collect() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  setFlagsFromString('--no-expose-gc');
}
