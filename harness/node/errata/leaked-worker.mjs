// A server starts a worker per request, answers with what the worker posts, and forgets it.
// Expected: a worker that has done its task is gone.

import { once } from 'node:events';
import http from 'node:http';
import { Worker } from 'node:worker_threads';
import { open } from '../variants/spawn.mjs';
import { alive, answers, collect, tasks } from './watch.mjs';

const requests = 8;
const task = { task: 'echo', number: 1 };

/** The server forgets its workers. Each still listens to its port, and that keeps its thread alive. */
export async function note() {
  const { workers, stop } = collect();
  await serve((respond) => {
    const worker = new Worker(new URL('worker.mjs', import.meta.url));
    worker.once('message', respond);
    worker.postMessage(task);
  });
  stop();
  // All requests are answered. Who answers another message now has not ended, and waits for more.
  const waiting = (await Promise.all(workers.map(answers))).length;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { kept: waiting === 0, happened: `after ${requests} answered requests ${waiting} of ${workers.length} workers still wait for a task` };
}

/** A worker per task, which is ended once it has answered. A pool would be better still, and starts none per request. */
export async function corrected() {
  const { workers, stop } = collect();
  const system = open({ module: tasks });
  await serve((respond) => system.run(task).then(respond));
  stop();
  await system.close();
  const left = alive(workers);
  return { kept: left === 0, happened: `after ${requests} answered requests ${left} of ${workers.length} workers are left` };
}

/** Answers so many requests, one after the other; handle is told how to respond to one. */
async function serve(handle) {
  const server = http.createServer((request, response) => handle((answer) => response.end(`${answer}`)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (let i = 0; i < requests; i++) await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
