// node-piscina: Piscina, a pool library, as its documentation configures it for tasks that compute.
//
// A pool like node-pool, whose workers wait differently: a worker with nothing to do sleeps in Atomics.wait on memory that it shares
// with the main thread and is woken by Atomics.notify, so that its event loop does not turn for a task. Its main
// thread, once it has one answer, fetches others that have come meanwhile without an event of its own for each.
//
// What differs from the defaults, and why:
// - minThreads = maxThreads = workers, so that all systems have the same number.
// - idleTimeout: the default ends idle threads at once and starts them again for the next task; the documentation
//   says so and advises to set it. With minThreads = maxThreads there are none to end. It is set for whoever makes them differ.
// - taskQueue: the default is an array with shift, whose time per task grows with its length; the documentation has a
//   benchmark of it, and exports FixedQueue instead ("Built-In Queues").
// - concurrentTasksPerWorker: 1 is the default, and right for tasks that compute.
//
// What one would not guess: the sleep in Atomics.wait stops timers and input of the worker as well, between its tasks (option atomics).
// close is theirs; it gives up after 30 s (closeTimeout). A pool that was closed takes tasks again, and starts threads for them: run refuses those.

import { FixedQueue, Piscina } from 'piscina';

const workload = new URL('../workload.mjs', import.meta.url);

/** Opens a pool of so many threads. module is the URL of the module whose compute does the work; Piscina calls that by its name. */
export function open({ workers, module = workload }) {
  const pool = new Piscina({
    filename: String(module),
    name: 'compute',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: 60_000, // ms
    concurrentTasksPerWorker: 1,
    taskQueue: new FixedQueue(),
  });

  let closing = null;

  function run(task) {
    if (closing) return Promise.reject(new Error('node-piscina is closed'));
    if (task.data) return Promise.reject(new Error('node-piscina is asked without data: node-pool has the transfers'));
    return pool.run(task);
  }

  return { run, close: () => (closing ??= pool.close()), processes: () => [] };
}
