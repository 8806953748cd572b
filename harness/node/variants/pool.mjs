// node-pool: the study note's WorkerPool, written correctly. Workers that stay, a stack of those that are idle,
// and a queue of tasks for when none is.
//
// All state belongs to the main thread, which runs one callback at a time: there is no lock, since there is nobody to lock out. A task goes to
// a worker as a message (structured clone, or a buffer that changes hands), and a worker has one task at a time: a second
// one would wait in its port while another worker is idle.
//
// Where it differs from what one would guess:
// - A worker that ended never comes back to the idle ones. Its task is rejected in one place, the event exit, which
//   comes after a crash, after process.exit in the task and after terminate alike; error comes only after the first.
// - It is replaced when a task needs it, and not at once: a worker that cannot even load its code would otherwise be started for ever.
// - postMessage throws if the task cannot be cloned. Nothing has been sent then, so the worker is still idle.
// - Answers are matched by id. Whatever else a task posts is nobody's answer.
// - Idle workers do not keep the process alive (unref), busy ones do (ref).
// - There is no AsyncResource, as in the example of Node.js' documentation: that is for callbacks. Who awaits a promise keeps his context.

import { Worker } from 'node:worker_threads';
import { toError } from '../failure.mjs';
import { Queue } from '../queue.mjs';

const program = new URL('../worker.mjs', import.meta.url); // a relative path would be one from the working directory
const workload = new URL('../workload.mjs', import.meta.url);

/** WorkerPool runs tasks on worker threads, in the order in which they came. */
export class WorkerPool {
  #size; #module;
  #threads = new Map(); // the job of each worker there is; null if it is idle
  #idle = []; // a stack: who was busy last has warm caches
  #queue = new Queue(); // of jobs that wait for a worker
  #unsettled = 0; // accepted and not settled
  #lastId = 0;
  #closing = null; // the promise of close
  #settledAll = () => {};

  /** Starts so many workers. module is the URL of the module whose compute(task) they call. */
  constructor(size, module = workload) {
    this.#size = size;
    this.#module = String(module);
    for (let i = 0; i < size; i++) this.#idle.push(this.#start());
  }

  /** Returns a promise of the task's answer. It never blocks; after close it rejects. */
  run(task) {
    if (this.#closing) return Promise.reject(new Error('the pool is closed'));
    return new Promise((resolve, reject) => {
      this.#unsettled++;
      this.#queue.push({ id: ++this.#lastId, task, resolve, reject });
      this.#handOut();
    });
  }

  /** Refuses new tasks, finishes the accepted ones, then ends all workers. Every call returns the same promise. */
  close() {
    this.#closing ??= new Promise((resolve) => {
      this.#settledAll = resolve;
      if (this.#unsettled === 0) resolve();
    }).then(() => Promise.all([...this.#threads.keys()].map((worker) => worker.terminate())));
    return this.#closing;
  }

  #start() {
    const worker = new Worker(program, { workerData: { module: this.#module } });
    let crash = null;
    worker.on('message', (message) => this.#answered(worker, message));
    worker.on('messageerror', (error) => this.#answered(worker, { id: this.#threads.get(worker)?.id, error }));
    worker.on('error', (error) => { crash = error; }); // exit follows
    worker.on('exit', (code) => this.#ended(worker, crash ?? new Error(`the worker ended with exit code ${code} during the task`)));
    worker.unref();
    this.#threads.set(worker, null);
    return worker;
  }

  #handOut() {
    while (!this.#queue.empty) {
      const worker = this.#idle.pop() ?? (this.#threads.size < this.#size ? this.#start() : null);
      if (!worker) return;
      this.#give(worker, this.#queue.shift());
    }
  }

  #give(worker, job) {
    try {
      worker.postMessage({ id: job.id, task: job.task }, job.task.transfer ? [job.task.data] : []);
    } catch (error) {
      this.#idle.push(worker);
      this.#settle(job, { error });
      return;
    }
    this.#threads.set(worker, job);
    worker.ref();
  }

  #answered(worker, message) {
    const job = this.#threads.get(worker);
    if (!job || message?.id !== job.id) return;
    this.#threads.set(worker, null);
    this.#idle.push(worker);
    worker.unref();
    this.#settle(job, message);
    this.#handOut();
  }

  #ended(worker, error) {
    const job = this.#threads.get(worker);
    this.#threads.delete(worker);
    this.#idle = this.#idle.filter((other) => other !== worker);
    if (job) this.#settle(job, { error });
    this.#handOut();
  }

  #settle({ task, resolve, reject }, { answer, error, data }) {
    if (data && task.transfer) task.data = data; // it was taken away, and is back
    if (error) reject(toError(error));
    else resolve(answer);
    if (--this.#unsettled === 0) this.#settledAll();
  }
}

/** Opens a pool of so many worker threads in this process. module is the URL of the module whose compute does the work. */
export function open({ workers, module }) {
  const pool = new WorkerPool(workers, module);
  return { run: (task) => pool.run(task), close: () => pool.close(), processes: () => [] };
}
