// A task calls process.exit, or a library that it uses does. In a worker that ends the thread and not the process.
// Expected: the task fails, and the pool works as before.

import { once } from 'node:events';
import { open } from '../variants/pool.mjs';
import { NaivePool } from './naive-pool.mjs';
import { fulfilled, pending, tasks } from './watch.mjs';

/** The pool listens to 'message' and to 'error'. There is neither. */
export async function note() {
  const pool = new NaivePool(1);
  const [worker] = pool.workers;
  const heard = [];
  for (const event of ['message', 'messageerror', 'error']) worker.on(event, () => heard.push(event));
  const exited = once(worker, 'exit');
  const task = pool.run({ task: 'exit' });
  const next = pool.run({ task: 'echo', number: 1 });
  await exited; // nothing comes from the worker after this, and there is no other
  const lost = await pending([task, next]);
  await pool.close();
  return {
    kept: lost === 0,
    happened: `the only worker has ended with exit and ${heard.length} events before it: ${lost} of 2 tasks, that one and the next, were not answered`,
  };
}

/** The event exit comes always, and last: whatever a worker had to do has failed then. */
export async function corrected() {
  const pool = open({ workers: 1, module: tasks });
  const task = pool.run({ task: 'exit' });
  const next = pool.run({ task: 'echo', number: 1 });
  const reason = await task.catch((error) => error.message);
  const answered = await fulfilled([next]);
  await pool.close();
  return { kept: typeof reason === 'string' && answered === 1, happened: `the task was rejected ("${reason}"), and the next one ${answered ? 'answered' : 'rejected'}` };
}
