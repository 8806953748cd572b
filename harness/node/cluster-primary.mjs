// The primary's side of node-cluster, the same where its processes compute (variants/cluster.mjs) and where they serve (shapes/serve.mjs).

import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Returns how many processes share so many workers: one per processor, and no more than there are workers. */
export function processes(workers) {
  return Math.min(workers, availableParallelism());
}

/**
 * Starts a process, and returns its cluster.Worker at once. program is the URL of what it runs, argument what that finds
 * as JSON in process.argv[2]. node:cluster has one setting for whatever is started next, so each start sets it.
 */
export function fork(program, argument) {
  cluster.setupPrimary({
    exec: fileURLToPath(program),
    args: [JSON.stringify(argument)],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'], // standard input and output are this process's conversation
  });
  return cluster.fork();
}
