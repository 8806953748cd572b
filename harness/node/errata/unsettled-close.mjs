// The pool is closed while one task runs and others wait, as when a server is told to end.
// Expected: every caller hears what became of its task.

import { open } from '../variants/pool.mjs';
import { NaivePool } from './naive-pool.mjs';
import { Gate, states, tasks } from './watch.mjs';

/** close terminates the workers, and what they have not answered nobody will. */
export function note() {
  // The task is not let go: a worker that is terminated must not have had the time to answer.
  return closing(new NaivePool(1), () => {});
}

/** close waits for what was accepted. */
export const corrected = () => closing(open({ workers: 1, module: tasks }), (gate) => gate.open());

/** Closes a pool of one worker while a task runs and two wait. letGo is called meanwhile. */
async function closing(pool, letGo) {
  const gate = new Gate();
  const promises = [pool.run({ task: 'wait', number: 1, gate: gate.flags }), pool.run({ task: 'echo', number: 2 }), pool.run({ task: 'echo', number: 3 })];
  await gate.begun();
  const closed = pool.close();
  letGo(gate);
  await closed; // all workers have ended, so that nothing can come any more
  const [running, ...waiting] = await states(promises);
  return {
    kept: ![running, ...waiting].includes('pending'),
    happened: `after close the promise of the task that ran is ${running}, those of the ${waiting.length} that waited are ${waiting.join(' and ')}`,
  };
}
