// What a process of node-cluster runs: a pool of worker threads, asked by messages from the primary.
//
// It ends when the primary lets go of it (disconnect). It ends as well when the primary has died: node:cluster calls
// process.exit in that case, and that ends threads even in the middle of a task.

import process from 'node:process';
import { toData } from './failure.mjs';
import { open } from './variants/pool.mjs';

const pool = open(JSON.parse(process.argv[2]));

process.on('message', async ({ id, task, usage }) => {
  try {
    process.send({ id, answer: usage ? process.cpuUsage() : await pool.run(task) });
  } catch (error) {
    process.send({ id, error: toData(error) });
  }
});

if (process.connected) process.send('listening'); // it may have been let go meanwhile: then idle threads keep nothing alive
process.on('disconnect', () => pool.close());
