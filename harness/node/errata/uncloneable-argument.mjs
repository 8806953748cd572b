// A task has a function in its arguments, which cannot be cloned.
// Expected: that task fails, and the pool works as before.

import { open } from '../variants/pool.mjs';
import { NaivePool } from './naive-pool.mjs';
import { alive, answers, collect, fulfilled, pending, tasks } from './watch.mjs';

const size = 2;
const uncloneable = { task: 'echo', number: () => 1 };
const good = { task: 'echo', number: 1 };

/** Runs as many tasks that cannot be cloned as there are workers, and returns the name of what they are rejected with. */
async function refuse(pool) {
  const refused = await Promise.allSettled(Array.from({ length: size }, () => pool.run(uncloneable)));
  return [...new Set(refused.map(({ reason }) => reason?.name))].join(', ');
}

/** postMessage throws at once, when the worker has been taken off the list: it is alive, and neither free nor busy. */
export async function note() {
  const pool = new NaivePool(size);
  const reason = await refuse(pool);
  const next = pool.run(good);
  // A worker posts what it was asked for, and these were asked for nothing: they say that they are there, and anything
  // that they posted before is here by now.
  await Promise.all(pool.workers.map(answers));
  const lost = await pending([next]);
  const happened = `after ${size} times ${reason}, ${alive(pool.workers)} of ${size} workers are alive, ${pool.idle.length} are on the free list, ` +
    `and the next task was ${lost ? 'not answered' : 'answered'}`;
  await pool.close();
  return { kept: lost === 0, happened };
}

/** Nothing has been sent when postMessage throws: the worker is put back, and only this task fails. */
export async function corrected() {
  const { workers, stop } = collect();
  const pool = open({ workers: size, module: tasks });
  await refuse(pool);
  const answered = await fulfilled(Array.from({ length: size }, () => pool.run(good)));
  await pool.close();
  stop();
  return {
    kept: answered === size && workers.length === size,
    happened: `after ${size} refused tasks ${answered} of the next ${size} were answered, by the ${workers.length} workers of before`,
  };
}
