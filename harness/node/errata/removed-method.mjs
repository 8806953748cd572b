// Code written for Piscina 2 calls pool.runTask.
// Expected: what runs with one version of a library runs with the next.

import { tasks } from './watch.mjs';

/** Piscina 5 has no such method. JavaScript finds out when the line runs, and not before. */
export const note = () => ask((pool, task) => pool.runTask(task));

/** It is called run since Piscina 3. */
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
