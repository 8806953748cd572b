// node-loop: the event loop runs the task itself, a call and nothing more.
//
// What one would not guess: run is an async function, and still nothing here happens later or elsewhere. An async function runs at
// once until its first await, and there is none. While the task computes, this process accepts no
// connection, fires no timer and reads no file, and a second processor does not help. What async changes is that the answer is a promise,
// and that what the task throws becomes a rejection.

import { compute } from '../workload.mjs';

/**
 * Opens the system. It has no workers, so the number is ignored. module is the URL of another workload module, for tests: its import is
 * awaited at the first task.
 */
export function open({ module } = {}) {
  const work = module ? import(module) : null;
  let closed = false;

  async function run(task) {
    if (closed) throw new Error('node-loop is closed');
    if (task.data) throw new Error('node-loop hands no data to anybody: ask node-pool for transfers');
    return work ? (await work).compute(task) : compute(task);
  }

  async function close() {
    closed = true; // and all that was accepted is finished: each call was through before it returned
  }

  return { run, close, processes: () => [] };
}
