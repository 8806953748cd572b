// An example calls pool.runTask, as Piscina's README once had it.
// Expected: what ran with one version of a library runs with the next.

import { tasks } from './watch.mjs';

/**
 * Piscina 5 has no such method, which has been deprecated since 3.1; JavaScript finds out when the line runs. The documentation that
 * comes with 5.3.2, docs/docs/api-reference/method.md, still has it.
 */
export const note = () => ask((pool, task) => pool.runTask(task));

/** Its successor. */
export const corrected = () => ask((pool, task) => pool.run(task));

async function ask(call) {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: tasks.href, name: 'compute', maxThreads: 1 });
  try {
    return { kept: true, happened: `Piscina ${Piscina.version} answered with ${await call(pool, { task: 'echo', number: 7 })}` };
  } catch (error) {
    return { kept: false, happened: `Piscina ${Piscina.version}: ${error.name}: ${error.message}` };
  } finally {
    await pool.close();
  }
}
