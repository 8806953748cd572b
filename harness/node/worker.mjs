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
    send(task, { id, answer: compute(task) });
  } catch (error) { // of the task, or for an answer that cannot be cloned
    send(task, { id, error: toData(error) });
  }
});

/** Sends an answer, and with it the buffer that was transferred: it is garbage here, and the caller's to use again. */
function send({ transfer, data }, message) {
  if (transfer) parentPort.postMessage({ ...message, data }, [data]);
  else parentPort.postMessage(message);
}
