// The worker of NaivePool and of the server that leaks: it listens to its port until somebody ends it, and posts the
// answer to each task.

import { parentPort } from 'node:worker_threads';
import { compute } from './tasks.mjs';

parentPort.on('message', (message) => {
  if (message.ping) message.ping.postMessage('here'); // asked by watch.mjs, past the pool
  else parentPort.postMessage(compute(message));
});
