// node-workerpool: workerpool, as its README configures it for a dedicated worker.
//
// A pool like node-pool, for browsers as well: a method's name and its parameters go to the worker by postMessage. A free worker is found by
// looking through all of them, and the queue is an array with shift.
//
// What differs from the defaults, and why:
// - minWorkers = maxWorkers = workers, so that all systems have the same number and all are started before the
//   window. The default starts a worker when a task finds none idle, and has a processor less one as its limit.
// - workerType 'thread': the README advises to fix it where results matter; 'auto' would choose the same here.
// - a script with the methods: exec with a function would send its source with each task, to be compiled there.
//
// What one would not guess: exec returns a promise of the library's own, which can be cancelled; it is awaited like
// any other. And terminate, the only way to close, finishes the tasks that run and rejects those that wait. That is kept as it is,
// but run refuses tasks after it, for which the library would start workers again; and a second terminate would never settle.

import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';

const script = fileURLToPath(new URL('../workerpool-worker.mjs', import.meta.url)); // it takes a path, and no URL
const workload = new URL('../workload.mjs', import.meta.url);

/** Opens a pool of so many worker threads. module is the URL of the module whose compute does the work. */
export function open({ workers, module = workload }) {
  const pool = workerpool.pool(script, {
    minWorkers: workers,
    maxWorkers: workers,
    workerType: 'thread',
    workerThreadOpts: { workerData: { module: String(module) } },
  });
  let closing = null;

  function run(task) {
    if (closing) return Promise.reject(new Error('node-workerpool is closed'));
    if (task.data) return Promise.reject(new Error('node-workerpool is asked without data: node-pool has the transfers'));
    return pool.exec('compute', [task]);
  }

  return { run, close: () => (closing ??= pool.terminate()), processes: () => [] };
}
