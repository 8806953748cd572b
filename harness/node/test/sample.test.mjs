import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import '../testing/limit.mjs';
import { missing, names } from '../testing/systems.mjs';
import { Talk } from '../testing/talk.mjs';

const small = { workload: 'empty', answer: 0, workers: 2, inflight: 3, tasks: 7, windowNS: 1000 };

/** Says a request and a word, and returns ready and result. */
async function play(t, request) {
  const talk = new Talk(t).say({ ...small, ...request });
  const ready = await talk.hear();
  assert.equal(ready.ready, true, JSON.stringify(ready));
  assert.equal(ready.processes[0], talk.child.pid);
  const { result } = await talk.say('go').hear();
  assert.deepEqual(await talk.say('end').end(), { code: 0, signal: null }, talk.errors);
  assert.equal(await talk.hear(), undefined); // and nothing else was said
  return { ready, result };
}

/** Checks what every result has. */
function checkResult(result) {
  assert.equal(result.tasks, small.tasks);
  assert.ok(result.wallNS > 0);
  assert.ok(result.userUS >= 0 && result.systemUS >= 0);
}

for (const variant of names) {
  const skip = missing(variant);
  const processes = variant === 'node-cluster' ? 1 + Math.min(small.workers, availableParallelism()) : 1;

  test(`${variant} plays a batch`, { skip }, async (t) => {
    const { ready, result } = await play(t, { job: 'batch', variant });
    assert.equal(ready.processes.length, processes);
    checkResult(result);
  });

  test(`${variant} plays requests`, { skip }, async (t) => {
    const { ready, result } = await play(t, { job: 'request', variant });
    assert.equal(ready.processes.length, processes);
    checkResult(result);
    assert.equal(result.latenciesNS.length, small.tasks);
    assert.ok(result.latenciesNS.every((ns) => ns > 0 && ns <= result.wallNS));
  });

  test(`${variant} is started again and again`, { skip }, async (t) => {
    const { ready, result } = await play(t, { job: 'started', variant, tasks: 2 });
    assert.equal(ready.processes.length, 1);
    assert.equal(result.latenciesNS.length, 2);
    assert.ok(result.latenciesNS[0] + result.latenciesNS[1] <= result.wallNS);
    assert.equal(result.processes.length, variant === 'node-cluster' ? 3 : 1); // each has one worker, so one process
  });

  for (const job of ['find-batch', 'find-request']) {
    test(`${variant} finds a number of tasks: ${job}`, { skip }, async (t) => {
      const talk = new Talk(t).say({ ...small, job, variant });
      const { result } = await talk.hear();
      assert.ok(result.perTaskNS > 0);
      assert.ok(result.tasks >= small.inflight && Number.isInteger(result.tasks));
      assert.deepEqual(await talk.say('end').end(), { code: 0, signal: null }, talk.errors);
    });
  }
}

test('an answer with more than a pipe takes at once is complete', async (t) => {
  const { result } = await play(t, { job: 'request', variant: 'node-loop', tasks: 200_000 });
  assert.equal(result.latenciesNS.length, 200_000);
});

test('buffers are passed, copied and shared in turn', async (t) => {
  for (const way of ['pass', 'copy', 'share']) {
    const { result } = await play(t, { job: 'request', variant: 'node-pool', workload: `${way}-1KiB`, answer: 1024 * 65536 + 252 });
    assert.equal(result.latenciesNS.length, small.tasks);
  }
});

test('a zero answer may be left out, as Go does', async (t) => {
  checkResult((await play(t, { job: 'batch', variant: 'node-pool', answer: undefined })).result);
});

const failures = [
  ['a request that is no object', 'crash', /expected a request/, 'refused'],
  ['an unknown job', { job: 'dance' }, /unknown job "dance": allowed are batch, request, .*erratum/, 'refused'],
  ['a job of the language', { job: 'toString' }, /unknown job/, 'refused'],
  ['an unknown system', { ...small, job: 'batch', variant: 'node-deno' }, /unknown system "node-deno": allowed are node-loop, /, 'refused'],
  ['an unknown workload', { ...small, job: 'batch', variant: 'node-pool', workload: 'nap' }, /unknown workload "nap": allowed are empty/, 'refused'],
  ['64-bit integers', { ...small, job: 'batch', variant: 'node-pool', workload: 'sum-1e8' }, /64-bit integers/, 'refused'],
  ['no workers', { ...small, job: 'batch', variant: 'node-pool', workers: 0 }, /workers is 0/, 'refused'],
  ['half a caller', { ...small, job: 'request', variant: 'node-pool', inflight: 0.5 }, /inflight is 0\.5/, 'refused'],
  ['no tasks', { ...small, job: 'started', variant: 'node-pool', tasks: undefined }, /tasks is undefined/, 'refused'],
  ['no window', { ...small, job: 'find-batch', variant: 'node-pool', windowNS: -1 }, /windowNS is -1/, 'refused'],
  ['data for who takes none', { ...small, job: 'request', variant: 'node-loop', workload: 'copy-8B' }, /node-loop hands no data/, 'refused'],
  ['a wrong answer of a batch', { ...small, job: 'batch', variant: 'node-pool', answer: 1 }, /answers are wrong, one is 0 instead of 1/, 'wrong result'],
  ['a wrong answer of requests', { ...small, job: 'request', variant: 'node-loop', answer: 1 }, /answers are wrong/, 'wrong result'],
];
for (const [title, request, detail, kind] of failures) {
  test(`one line for ${title}`, async (t) => {
    const talk = new Talk(t).say(request);
    const { failure } = await talk.hear();
    assert.equal(failure.kind, kind);
    assert.match(failure.detail, detail);
    assert.doesNotMatch(failure.detail, /\n/);
    assert.deepEqual(await talk.end(), { code: 1, signal: null });
    assert.equal(await talk.hear(), undefined);
  });
}

test('a wrong answer at a start is found after "go"', async (t) => {
  const talk = new Talk(t).say({ ...small, job: 'started', variant: 'node-loop', answer: 1 });
  await talk.hear();
  const { failure } = await talk.say('go').hear();
  assert.equal(failure.kind, 'wrong result');
  assert.equal((await talk.end()).code, 1);
});

test('a wrong word is refused', async (t) => {
  const talk = new Talk(t).say({ ...small, job: 'batch', variant: 'node-loop' });
  await talk.hear();
  const { failure } = await talk.say('stop').hear();
  assert.match(failure.detail, /expected the word "go" and got "stop"/);
  assert.equal((await talk.end()).code, 1);
});

test('a line that is no JSON is refused', async (t) => {
  const talk = new Talk(t);
  talk.child.stdin.write('go\n');
  assert.match((await talk.hear()).failure.detail, /go is not a line of JSON/);
  assert.equal((await talk.end()).code, 1);
});

test('words may be said before they are waited for, and the input may end behind them', async (t) => {
  const talk = new Talk(t).say({ ...small, job: 'batch', variant: 'node-pool' }).say('go').say('end');
  talk.child.stdin.end();
  await talk.hear();
  checkResult((await talk.hear()).result);
  assert.deepEqual(await talk.end(), { code: 0, signal: null });
});

for (const variant of names) {
  test(`${variant} ends with its parent, all of it`, { skip: missing(variant) }, async (t) => {
    const talk = new Talk(t).say({ ...small, job: 'batch', variant });
    assert.equal((await talk.hear()).ready, true);
    talk.child.stdin.end();
    assert.equal((await talk.end()).code, 1);
  });
}

test('a parent that dies in the middle of the work takes the workers along', async (t) => {
  const talk = new Talk(t).say({ ...small, job: 'batch', variant: 'node-cluster', workload: 'sumf-1e8', answer: 4_999_999_950_000_000, inflight: 1, tasks: 1000 });
  talk.child.stdin.end(); // it is starting, or warming up: seconds from ready
  assert.equal((await talk.end()).code, 1);
  assert.equal(await talk.hear(), undefined);
});

test('the processes of a cluster end when the program is killed', async (t) => {
  const talk = new Talk(t).say({ ...small, job: 'batch', variant: 'node-cluster' });
  assert.equal((await talk.hear()).ready, true);
  talk.child.kill('SIGKILL');
  assert.equal((await talk.end()).signal, 'SIGKILL'); // and standard error has ended, which they have as well
});
