// The study note's server, on node:http: GET / says that it is alive, GET /compute?workload=NAME has a system
// compute. It is to package service what the systems here are to Go's strategies.
//
// What one would not guess: both answers are written by the event loop. Whoever asks for GET / waits for whatever
// that does meanwhile, and a system which computes on it (node-loop) answers nothing else until it is through.

import { createServer } from 'node:http';

/** How long a connection may be idle, in milliseconds: longer than any sample. By default it is 5 s, and a client could meet the end. */
const KEEP_ALIVE = 60_000;

/**
 * Returns a server, which does not listen yet, and computed(), how often a system has computed what it was asked
 * for. answers is a Map from the name of each workload that may be asked for to the answer that has to come out: what is
 * wrong is status 500 and not counted, a workload that is not among them is not found.
 */
export function newServer(system, answers) {
  let computed = 0;

  async function compute(workload, response) {
    try {
      const answer = await system.run({ workload });
      const known = answers.get(workload);
      if (answer !== known) throw new Error(`the answer is ${answer}, not ${known}`);
      computed++;
      say(response, 200, String(answer));
    } catch (error) {
      say(response, 500, `${workload}: ${error?.message ?? error}`);
    }
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    const [path, query] = request.url.split('?', 2); // new URL would throw where a client sends nonsense
    const workload = new URLSearchParams(query).get('workload');
    if (request.method !== 'GET') say(response.setHeader('Allow', 'GET'), 405, `there is no ${request.method} here: allowed is GET`);
    else if (path === '/') say(response, 200, 'Server is running!');
    else if (path !== '/compute') say(response, 404, `there is no ${path}: allowed are / and /compute`);
    else if (!answers.has(workload)) say(response, 404, `there is no workload ${workload}: allowed are ${[...answers.keys()].join(', ')}`);
    else compute(workload, response);
  });
  return { server, computed: () => computed };
}

/** Answers with one line, whose length node:http adds where no header has been written before. */
function say(response, status, text) {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text.split('\n', 1)[0]}\n`);
}

/** Has a server listen on loopback, on a port that is free, and returns a promise of its address. */
export function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

/** Ends a server: it answers what was asked, and closes idle connections at once. Returns a promise of the end. */
export function stop(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
