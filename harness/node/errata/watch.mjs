// How the errata look at what happened, without a clock. That a promise *stays* pending is shown in two steps: first
// comes an event after which nobody is left who could settle it, which each program names; then a few turns of the event
// loop, in which everything that had been sent before that event is delivered.

import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

/** As many turns as any promise here needs to settle once its event has come: one for the event, a few for chained promises. */
const TURNS = 10;

/** One turn of the event loop: all that is ready is delivered, and all promises that follow from it are settled. */
const turn = () => new Promise((resolve) => { setImmediate(resolve); });

/**
 * How each of some promises stands after some turns.
 * @param {Promise[]} promises
 * @returns {Promise<('pending'|'fulfilled'|'rejected')[]>}
 */
export async function states(promises) {
  const found = promises.map(() => 'pending');
  promises.forEach((promise, i) => promise.then(() => { found[i] = 'fulfilled'; }, () => { found[i] = 'rejected'; }));
  for (let i = 0; i < TURNS; i++) await turn();
  return found;
}

/**
 * How many of some promises are pending after some turns.
 * @param {Promise[]} promises
 * @returns {Promise<number>}
 */
export async function pending(promises) {
  return (await states(promises)).filter((state) => state === 'pending').length;
}

/**
 * Waits until some promises are settled, and counts how many are fulfilled.
 * @param {Promise[]} promises
 * @returns {Promise<number>}
 */
export async function fulfilled(promises) {
  return (await Promise.allSettled(promises)).filter(({ status }) => status === 'fulfilled').length;
}

/** The module of the errata's tasks, for pools that want to be told. */
export const tasks = new URL('tasks.mjs', import.meta.url);

/**
 * Collects the workers that this process starts from now on, whoever starts them.
 * @returns {{workers: import('node:worker_threads').Worker[], stop: () => void}}
 */
export function collect() {
  const workers = [];
  const add = (worker) => workers.push(worker);
  process.on('worker', add);
  return { workers, stop: () => process.off('worker', add) };
}

/**
 * How many of some workers' threads have not ended: a thread that has ended has the number −1.
 * @param {import('node:worker_threads').Worker[]} workers
 * @returns {number}
 */
export const alive = (workers) => workers.filter((worker) => worker.threadId !== -1).length;

/**
 * Waits until a worker's thread has ended. After *exit* nothing comes from it any more: Node.js delivers what the worker
 * had posted before it emits the event.
 * @param {import('node:worker_threads').Worker} worker
 * @returns {Promise<void>}
 */
export async function ended(worker) {
  if (worker.threadId !== -1) await once(worker, 'exit').catch(() => ended(worker)); // once fails at 'error', which comes before
}

/**
 * Asks a worker that runs worker.mjs whether it is there, past its pool, and waits until it says so. What it was sent before
 * it has done by then, and what it had posted before is delivered in the next turns.
 * @param {import('node:worker_threads').Worker} worker
 * @returns {Promise<boolean>}
 */
export async function answers(worker) {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ ping: port2 }, [port2]);
  await once(port1, 'message');
  port1.close();
  return true;
}

/** Gate holds a task up that has begun, until it is let go: tasks.mjs has the other side of it. */
export class Gate {
  /** What the task is sent: whether it has begun, and whether it may go on. */
  flags = new Int32Array(new SharedArrayBuffer(8));

  /** Waits until the task has begun. */
  async begun() {
    await Atomics.waitAsync(this.flags, 0, 0).value;
  }

  /** Lets the task go on. */
  open() {
    Atomics.store(this.flags, 1, 1);
    Atomics.notify(this.flags, 1);
  }
}
