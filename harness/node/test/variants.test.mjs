import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../testing/limit.mjs';
import { failing, libraries, missing, names, opened } from '../testing/systems.mjs';

const fine = { workload: 'fine' };

for (const name of names) {
  const skip = missing(name);

  test(`${name} answers every task`, { skip }, async (t) => {
    const system = await opened(t, name);
    const tasks = Array.from({ length: 9 }, (_, i) => ({ workload: i % 3 ? 'empty' : 'spin32-100us' }));
    const answers = await Promise.all(tasks.map((task) => system.run(task)));
    assert.deepEqual(answers, tasks.map(({ workload }) => (workload === 'empty' ? 0 : 0xbf7be395)));
  });

  test(`${name} rejects a task that throws, and goes on`, { skip }, async (t) => {
    const system = await opened(t, name, { module: failing });
    await assert.rejects(system.run({ workload: 'throws' }), { message: 'thrown by the task' });
    assert.equal(await system.run(fine), 42);
  });

  test(`${name} rejects an unknown workload`, { skip }, async (t) => {
    const system = await opened(t, name);
    await assert.rejects(system.run({ workload: 'nonsense' }), /unknown workload "nonsense"/);
  });

  test(`${name} refuses after close`, { skip }, async (t) => {
    const system = await opened(t, name);
    assert.equal(await system.run({ workload: 'empty' }), 0);
    await Promise.all([system.close(), system.close()]);
    await assert.rejects(async () => system.run({ workload: 'empty' }));
  });

  test(`${name}: close leaves no accepted task unsettled`, { skip }, async (t) => {
    const system = await opened(t, name);
    const runs = Array.from({ length: 12 }, () => system.run({ workload: 'spin32-100us' }));
    const settled = Promise.allSettled(runs);
    await system.close();
    const statuses = (await settled).map(({ status }) => status);
    if (!libraries.includes(name)) assert.deepEqual(statuses, runs.map(() => 'fulfilled'));
  });
}

test('workerpool rejects what still waits when it is closed', { skip: missing('node-workerpool') }, async (t) => {
  const system = await opened(t, 'node-workerpool', { workers: 1 });
  const first = system.run({ workload: 'empty' });
  const second = assert.rejects(async () => system.run({ workload: 'empty' }), /Pool terminated/);
  await system.close();
  assert.equal(await first, 0);
  await second;
});

test('spawn survives tasks that end their worker, or cannot be sent', async (t) => {
  const system = await opened(t, 'node-spawn', { module: failing });
  await assert.rejects(system.run({ workload: 'exits' }), /exit code 3/);
  await assert.rejects(system.run({ workload: () => 0 }), { name: 'DataCloneError' });
  assert.equal(await system.run(fine), 42);
});

test('a cluster replaces a process that died, and rejects only what that one had', async (t) => {
  const system = await opened(t, 'node-cluster', { module: failing, size: 2 });
  const before = system.processes();
  assert.equal(before.length, 2);
  const [died, lives] = [system.run({ workload: 'kills-process' }), system.run(fine)]; // round robin: to different ones
  await assert.rejects(died, /ended with SIGKILL/);
  assert.equal(await lives, 42);
  assert.deepEqual(await Promise.all([system.run(fine), system.run(fine)]), [42, 42]);
  const after = system.processes();
  assert.equal(after.length, 2);
  assert.equal(after.filter((pid) => before.includes(pid)).length, 1);
});

test('a cluster knows what its processes have used, and has none without a worker', async (t) => {
  const system = await opened(t, 'node-cluster', { workers: 1 });
  assert.equal(system.processes().length, 1);
  const before = await system.usage();
  await system.run({ workload: 'spin32-5ms' });
  const after = await system.usage();
  assert.ok(after.user + after.system > before.user + before.system);
});

for (const name of names.filter((other) => other !== 'node-pool' && other !== 'node-spawn')) {
  test(`${name} refuses data`, { skip: missing(name) }, async (t) => {
    const system = await opened(t, name);
    await assert.rejects(system.run({ workload: 'copy-8B', data: new ArrayBuffer(8) }), /data|buffers/);
  });
}
