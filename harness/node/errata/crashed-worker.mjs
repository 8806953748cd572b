// A task throws what nobody catches. That ends its worker, and the pool's error handler puts the worker back on the
// free list.
// Expected: the task fails, and the pool works as before.

import { open } from '../variants/pool.mjs';
import { NaivePool } from './naive-pool.mjs';
import { ended, fulfilled, pending, tasks } from './watch.mjs';

const size = 4;
const many = (n, run) => Array.from({ length: n }, (_, number) => run(number));

/** The free list is a stack: the next task is handed to the dead worker, although three others are idle. */
export async function note() {
  const one = await lost(1, 1);
  const all = await lost(size, 2 * size);
  return {
    kept: one === 0 && all === 0,
    happened: `after 1 crash of ${size} workers the next task was ${one ? 'not answered' : 'answered'}; after ${size} crashes ${all} of the next ${2 * size} were not`,
  };
}

/** Lets so many workers of a pool crash, and counts how many of the next tasks nobody will ever answer. */
async function lost(crashes, after) {
  const pool = new NaivePool(size);
  await Promise.allSettled(many(crashes, () => pool.run({ task: 'fail' })));
  await Promise.all(pool.idle.slice(-crashes).map(ended));
  // Those who crashed lie on top of the list, and are handed the next tasks. Only their messages could settle the
  // promises, and after 'exit' there are none; the tasks behind these would need that one of them is done.
  const next = many(after, (number) => pool.run({ task: 'echo', number }));
  const unanswered = await pending(next);
  await pool.close();
  return unanswered;
}

/** What a task throws is an answer, too; a worker that still crashes never comes back to the list, and is replaced. */
export async function corrected() {
  const pool = open({ workers: size, module: tasks });
  const failed = await fulfilled(many(size, () => pool.run({ task: 'fail' })));
  const crashed = await fulfilled(many(size, () => pool.run({ task: 'crash' })));
  const answered = await fulfilled(many(2 * size, (number) => pool.run({ task: 'echo', number })));
  await pool.close();
  return {
    kept: failed + crashed === 0 && answered === 2 * size,
    happened: `after ${size - failed} failures and ${size - crashed} crashes of ${size} workers ${answered} of the next ${2 * size} tasks were answered`,
  };
}
