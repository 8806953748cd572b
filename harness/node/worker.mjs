// What a worker thread of node-spawn, node-pool and node-cluster runs: a message per task, and one message back.
//
// The answer carries the task's id, so that the pool never has to guess what a message belongs to. What a task throws
// comes back as data (failure.mjs).
//
// The module with the work is imported here, inside the thread: each thread has an engine and a heap of its own,
// compiles the code for itself, and shares no variable with the others.

import { parentPort, workerData } from 'node:worker_threads';
import { toData } from './failure.mjs';

const { compute } = await import(workerData.module);

// Messages that come before this line wait in the port: it is opened by the first listener.
parentPort.on('message', ({ id, task }) => {
  try {
    answer(id, compute(task), task);
  } catch (error) {
    parentPort.postMessage({ id, error: toData(error) });
  }
});

/** Sends an answer. A buffer that was transferred goes back with it, or else it would be garbage here. It throws if the answer cannot be cloned. */
function answer(id, answer, { transfer, data }) {
  if (transfer) parentPort.postMessage({ id, answer, data }, [data]);
  else parentPort.postMessage({ id, answer });
}
