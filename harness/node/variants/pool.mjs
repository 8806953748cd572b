// node-pool: the study note's WorkerPool, written correctly: workers that stay, a stack of idle ones, a queue for tasks when none is.
//
// All state belongs to the main thread, which runs one callback at a time: nothing needs a lock. A task goes to a worker as
// a message, and a worker has one at a time: a second one would wait in its port while another worker is idle.
// Where it differs from what one would guess:
// - A worker that ended never comes back to the idle ones. Its task is rejected in one place, the event exit, which comes after a
//   crash, after process.exit in the task and after terminate alike; the event error comes only after the first.
// - It is replaced when a task needs it, and not at once: one that cannot even load its code would be started for ever.
// - postMessage throws if the task cannot be cloned. Nothing has been sent then, so the worker is still idle.
// - Answers are matched by id. Whatever else a task posts is nobody's answer. Only busy workers keep the process alive (ref).

import { Worker } from 'node:worker_threads';
import { toError } from '../failure.mjs';
import { Queue } from '../queue.mjs';

const program = new URL('../worker.mjs', import.meta.url); // './worker.mjs' would be relative to the working directory
const workload = new URL('../workload.mjs', import.meta.url);

/** Opens a pool of so many worker threads in this process. module is the URL of the module whose compute(task) does the work. */
export function open({ workers, module = workload }) {
  const threads = new Map(); // each worker there is, with its job; null while it is idle
  const idle = []; // a stack: who was busy last has warm caches
  const queue = new Queue(); // of jobs that no worker has yet
  let unsettled = 0; // jobs accepted whose promises are pending
  let lastId = 0; // of a job
  let closing = null; // the promise of close
  let settledAll = () => {};

  function start() {
    const worker = new Worker(program, { workerData: { module: String(module) } });
    let crash = null;
    worker.on('message', (message) => answered(worker, message));
    worker.on('messageerror', (error) => answered(worker, { id: threads.get(worker)?.id, error }));
    worker.on('error', (error) => { crash = error; }); // uncaught, or worker.mjs could not be loaded; exit follows
    worker.on('exit', (code) => ended(worker, crash ?? new Error(`the worker ended with exit code ${code} during the task`)));
    worker.unref();
    threads.set(worker, null);
    return worker;
  }

  function handOut() {
    while (!queue.empty) {
      const worker = idle.pop() ?? (threads.size < workers ? start() : null);
      if (!worker) return;
      give(worker, queue.shift());
    }
  }

  function give(worker, job) {
    try {
      worker.postMessage({ id: job.id, task: job.task }, job.task.transfer ? [job.task.data] : []);
      worker.ref();
      threads.set(worker, job);
    } catch (error) {
      idle.push(worker);
      settle(job, { error });
    }
  }

  function answered(worker, message) {
    const job = threads.get(worker);
    if (!job || message?.id !== job.id) return;
    threads.set(worker, null);
    idle.push(worker);
    worker.unref();
    settle(job, message);
    handOut();
  }

  function ended(worker, error) {
    const job = threads.get(worker);
    threads.delete(worker);
    if (job) settle(job, { error });
    else idle.splice(idle.indexOf(worker), 1);
    handOut();
  }

  function settle({ task, resolve, reject }, { answer, error, data }) {
    if (data) task.data = data; // it was transferred, and is back
    if (error) reject(toError(error));
    else resolve(answer);
    if (--unsettled === 0) settledAll();
  }

  function run(task) {
    if (closing) return Promise.reject(new Error('node-pool is closed'));
    return new Promise((resolve, reject) => {
      unsettled++;
      queue.push({ id: ++lastId, task, resolve, reject });
      handOut();
    });
  }

  async function end() {
    if (unsettled > 0) await new Promise((resolve) => { settledAll = resolve; });
    await Promise.all([...threads.keys()].map((worker) => worker.terminate()));
  }
  while (idle.length < workers) idle.push(start());
  return { run, close: () => (closing ??= end()), processes: () => [] };
}
