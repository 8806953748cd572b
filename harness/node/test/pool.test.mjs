import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newTask } from '../workload.mjs';
import '../testing/limit.mjs';
import { failing, opened } from '../testing/systems.mjs';

const fine = { workload: 'fine' };

/** Opens a pool of one worker, so that what a task does to it is there for the next one. */
const one = (t, options) => opened(t, 'node-pool', { workers: 1, module: failing, ...options });

const cases = [
  ['throws', { message: 'thrown by the task' }, 'errors come back, and the worker stays'],
  ['throws-no-error', { message: 'a string' }, 'anything can be thrown'],
  ['throws-uncloneable', { message: 'has a function' }, 'an error that cannot be cloned still is one'],
  ['answers-uncloneable', /could not be cloned/, 'an answer that cannot be cloned is an error'],
  ['exits', { message: 'the worker ended with exit code 3 during the task' }, 'process.exit rejects the task, and the worker is replaced'],
];
for (const [workload, expected, rule] of cases) {
  test(rule, async (t) => {
    const pool = await one(t);
    await assert.rejects(pool.run({ workload }), expected);
    assert.equal(await pool.run(fine), 42);
  });
}

test('tasks that wait behind one that ends the worker are computed by its replacement', async (t) => {
  const pool = await one(t);
  const runs = [pool.run({ workload: 'exits' }), pool.run(fine), pool.run({ workload: 'exits' }), pool.run(fine)];
  const outcomes = (await Promise.allSettled(runs)).map(({ status, value }) => value ?? status);
  assert.deepEqual(outcomes, ['rejected', 42, 'rejected', 42]);
});

test('a worker that crashes with nothing to do is replaced', async (t) => {
  const pool = await one(t);
  assert.equal(await pool.run({ workload: 'crashes-later' }), 42);
  await pool.run(fine).catch(() => {}); // it was given to the dying one, or to the next: both are right
  assert.equal(await pool.run(fine), 42);
});

test('an uncloneable argument rejects, and does not lose the worker', async (t) => {
  const pool = await one(t);
  for (let i = 0; i < 3; i++) await assert.rejects(pool.run({ workload: () => 0 }), { name: 'DataCloneError' });
  assert.equal(await pool.run(fine), 42);
});

test('what a task posts besides is nobody\'s answer', async (t) => {
  const pool = await one(t);
  const workloads = ['posts-more', 'fine', 'posts-more', 'fine'];
  assert.deepEqual(await Promise.all(workloads.map((workload) => pool.run({ workload }))), [42, 42, 42, 42]);
});

test('a module that cannot be loaded rejects each task, and starts no worker for none', async (t) => {
  const pool = await one(t, { module: new URL('../testing/unloadable.mjs', import.meta.url) });
  for (let i = 0; i < 3; i++) await assert.rejects(pool.run(fine), { message: 'this module cannot be loaded' });
});

test('tasks are begun in the order in which they came', async (t) => {
  const pool = await one(t, { module: new URL('../testing/order.mjs', import.meta.url) });
  const answers = await Promise.all(Array.from({ length: 100 }, () => pool.run({})));
  assert.deepEqual(answers, answers.map((_, i) => i));
});

test('close finishes what was accepted, also where a worker ends meanwhile', async (t) => {
  const pool = await one(t);
  const runs = [pool.run({ workload: 'exits' }), pool.run(fine)];
  const outcomes = Promise.allSettled(runs);
  assert.equal(pool.close(), pool.close());
  await pool.close();
  assert.deepEqual((await outcomes).map(({ status }) => status), ['rejected', 'fulfilled']);
  await assert.rejects(pool.run(fine), /closed/);
});

test('a transferred buffer is taken away, and comes back with the answer', async (t) => {
  const pool = await opened(t, 'node-pool', { workers: 1 });
  const task = newTask('pass-1KiB');
  const sent = task.data;
  const first = pool.run(task);
  assert.equal(sent.byteLength, 0);
  const answer = await first;
  assert.equal(task.data.byteLength, 1024);
  assert.equal(await pool.run(task), answer);
});

test('a transferred buffer comes back from a task that throws', async (t) => {
  const pool = await one(t);
  const task = { workload: 'throws', data: new ArrayBuffer(8), transfer: true };
  await assert.rejects(pool.run(task));
  assert.equal(task.data.byteLength, 8);
});

test('copied and shared buffers stay', async (t) => {
  const pool = await opened(t, 'node-pool', { workers: 1 });
  for (const name of ['copy-1KiB', 'share-1KiB']) {
    const task = newTask(name);
    assert.equal(await pool.run(task), 1024 * 65536 + 252);
    assert.equal(task.data.byteLength, 1024);
  }
});

test('a pool with nothing to do does not keep the process alive, one with a task does', async () => {
  const program = fileURLToPath(new URL('../testing/idle.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 60_000 });
  assert.equal(stdout, `${0x5d486709}\n`);
});
