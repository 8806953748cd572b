// node-spawn: a Worker for each task, as the study note's second server has it, but one that ends.
//
// A Worker is a thread of the operating system with a JavaScript engine, a heap and an event loop of its own: to start it
// takes tens of milliseconds of a processor, however short the task. Nothing bounds how many there are at once: a hundred tasks
// are a hundred engines, which share the processors and finish all together, late.
//
// What one would not guess: a Worker whose code has nothing left to do does not end while it listens for messages. It
// has to be told to (terminate), also after the task has failed. Without that each request leaves a thread behind
// (errata/leaked-worker). The caller does not wait for the thread's end, only close does.

import { Worker } from 'node:worker_threads';
import { toError } from '../failure.mjs';

const program = new URL('../worker.mjs', import.meta.url);
const workload = new URL('../workload.mjs', import.meta.url);

/** Opens the system. There is no number of workers to respect. module is the URL of the module whose compute does the work. */
export function open({ module = workload } = {}) {
  const running = new Set(); // promises of the ends of workers
  let closed = false;

  function run(task) {
    if (closed) return Promise.reject(new Error('node-spawn is closed'));
    return new Promise((resolve, reject) => {
      const worker = new Worker(program, { workerData: { module: String(module) } });
      const ended = new Promise((end) => worker.once('exit', end));
      running.add(ended);
      worker.once('message', ({ answer, error, data }) => {
        if (error) reject(toError(error));
        if (data) task.data = data; // it was transferred, and is back
        resolve(answer); // without effect if rejected
        worker.terminate();
      });
      worker.once('messageerror', (error) => { reject(error); worker.terminate(); });
      worker.once('error', reject); // uncaught, or worker.mjs could not be loaded; the exit follows
      ended.then((code) => {
        running.delete(ended);
        reject(new Error(`the worker ended with exit code ${code} before it answered`)); // without effect if it did
      });
      try {
        worker.postMessage({ id: 0, task }, task.transfer ? [task.data] : []);
      } catch (error) { // the task cannot be cloned: the worker exists already, and would wait forever
        reject(error);
        worker.terminate();
      }
    });
  }

  async function close() {
    closed = true;
    await Promise.all(running);
  }

  return { run, close, processes: () => [], workersStay: false };
}
