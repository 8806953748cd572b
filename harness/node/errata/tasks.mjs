// What the tasks of the errata do, by name. Both the naive worker and the correct one run them.

import { parentPort } from 'node:worker_threads';

const tasks = {
  /** Answers with its number. */
  echo: ({ number }) => number,

  /** Throws; the naive worker does not catch it. */
  fail() { throw new Error('failed'); },

  /** Throws from a callback, where no worker can catch it, and hangs up before, so that nothing is answered. */
  crash() {
    parentPort.close();
    queueMicrotask(() => { throw new Error('crashed'); });
  },

  /** Ends the thread that runs it. */
  exit() { process.exit(1); },

  /** Posts its progress over the port that its answer goes over as well. */
  twice({ number }) {
    parentPort.postMessage(-number);
    return number;
  },

  /** Says that it has begun, and blocks until it is let go: see Gate in watch.mjs. */
  wait({ number, gate }) {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    Atomics.wait(gate, 1, 0);
    return number;
  },
};

/**
 * Does a task and returns its answer.
 * @param {{task: string, number?: number, gate?: Int32Array}} message
 * @returns {number}
 */
export const compute = (message) => tasks[message.task](message);
