// A worker pool as one writes it first: a stack of idle workers, a queue of tasks, and handlers that match the
// two. It is short, it looks right, and it passes a test in which no task misbehaves. Six of the errata are here,
// each at its line; variants/pool.mjs is the same pool without them.

import { Worker } from 'node:worker_threads';

/** A pool for the study of its mistakes. `workers` is public so that one can look what became of them. */
export class NaivePool {
  /**
   * Starts `size` workers that run worker.mjs.
   * @param {number} size
   */
  constructor(size) {
    this.workers = Array.from({ length: size }, () => this.#start());
    this.idle = [...this.workers];
    this.queue = [];
    this.current = new Map(); // the task of each worker, by worker
  }

  #start() {
    const worker = new Worker(new URL('worker.mjs', import.meta.url));
    // second-post: every message is taken for the answer. A task that posts two frees its worker twice.
    worker.on('message', (answer) => this.#done(worker, (task) => task.resolve(answer)));
    // crashed-worker: this is where one learns that the task is over, and so the worker is freed here, too.
    // But what was not caught in the worker has ended it.
    worker.on('error', (error) => this.#done(worker, (task) => task.reject(error)));
    // exited-worker: nobody listens to 'exit', which is all that process.exit leaves to be heard.
    return worker;
  }

  /**
   * Runs a task, now or as soon as a worker is free.
   * @param {object} message what worker.mjs is told
   * @returns {Promise<number>} the answer
   */
  run(message) {
    return new Promise((resolve, reject) => {
      this.queue.push({ message, resolve, reject });
      this.#next();
    });
  }

  #next() {
    if (this.idle.length === 0 || this.queue.length === 0) return;
    const worker = this.idle.pop();
    const task = this.queue.shift(); // shifted-queue: a long array is moved as a whole
    this.current.set(worker, task);
    // uncloneable-argument: this may throw, and by now the worker is off the list. Nobody puts it back.
    worker.postMessage(task.message);
  }

  #done(worker, settle) {
    settle(this.current.get(worker));
    this.idle.push(worker);
    this.#next();
  }

  /**
   * Ends all workers.
   * @returns {Promise<void>} when their threads have ended
   */
  async close() {
    // unsettled-close: it ends who would have settled the promises of running tasks, and forgets the queue.
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
