// Starts a worker by './worker.mjs', or by a URL, and says what became of it.

import { Worker } from 'node:worker_threads';

const ways = {
  path: () => new Worker('./worker.mjs'),
  url: () => new Worker(new URL('../worker.mjs', import.meta.url)),
};

const worker = ways[process.argv[2]]();
worker.once('error', ({ code }) => console.log(`failed with ${code}`));
worker.once('message', () => {
  console.log('answered');
  worker.terminate();
});
worker.postMessage({ task: 'echo', number: 1 });
