// A task posts its progress, and then its answer, over the one port that it has.
// Expected: every caller gets the answer of its own task.

import { on } from 'node:events';
import { open } from '../variants/pool.mjs';
import { NaivePool } from './naive-pool.mjs';
import { tasks } from './watch.mjs';

/** A task that posts twice, and two that follow it. */
const submit = (pool) => [pool.run({ task: 'twice', number: 1 }), pool.run({ task: 'echo', number: 2 }), pool.run({ task: 'echo', number: 3 })];

/** The first message is taken for the answer, and the second one for that of the task that was handed over meanwhile. */
export async function note() {
  const pool = new NaivePool(1);
  const messages = on(pool.workers[0], 'message');
  // A port keeps its order, so that the second message is there before the answer to the next task: each caller gets the one before.
  const answers = await Promise.all(submit(pool));
  for (let i = 0; i <= answers.length; i++) await messages.next(); // a message per task, and the one too many
  const entries = pool.idle.length;
  await pool.close();
  return outcome(answers, entries === 1, `the only worker is ${entries} times on the free list`);
}

/** A message is the answer to the task whose number it bears. */
export async function corrected() {
  const pool = open({ workers: 1, module: tasks });
  const answers = await Promise.all(submit(pool));
  await pool.close();
  return outcome(answers, true, 'the other message was nobody’s');
}

function outcome(answers, free, also) {
  return { kept: free && answers.every((answer, i) => answer === i + 1), happened: `tasks 1, 2 and 3 were answered with ${answers.join(', ')}; ${also}` };
}
