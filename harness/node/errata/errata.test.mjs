// Each erratum is shown by the code as the study note has it, and gone in the corrected code. What the programs say is part of the
// test: a program that fails for another reason than its own would show nothing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { erratum, names } from '../shapes/erratum.mjs';
import '../testing/limit.mjs';
import { missing } from '../testing/systems.mjs';
import { alive, collect } from './watch.mjs';

/** What each program has to say: of the note's code, and of the corrected code. */
const errata = {
  'leaked-worker': [/ 8 of 8 workers still wait/, / 0 of 8 workers are left/],
  'crashed-worker': [/ the next task was not answered; after 4 crashes 8 of the next 8 were not/, /4 failures and 4 crashes of 4 workers 8 of the next 8 tasks were answered/],
  'exited-worker': [/ exit and 0 events before it: 2 of 2 tasks/, /exit code 1.* the next one answered/],
  'uncloneable-argument': [/DataCloneError, 2 of 2 workers are alive, 0 are on the free list, and the next task was not answered/, / refused tasks 2 of the next 2 were answered, by the 2 workers/],
  'second-post': [/ with -1, 1, 2; the only worker is 2 times/, / with 1, 2, 3;/],
  'unsettled-close': [/ ran is pending, .* pending and pending/, / ran is fulfilled, .* fulfilled and fulfilled/],
  'shifted-queue': [/ over 20 times as much from (10000|20000) on/, / does not depend on it/],
  'relative-path': [/ answered, and .* failed with MODULE_NOT_FOUND/, / answered, and .* it answered/],
  'removed-method': [/TypeError: pool.runTask is not a function/, / answered with 7/],
  'four-threads': [/ 8 blocking calls 4 had begun, and 4 waited/, / 8 blocking calls 8 had begun/],
};

describe('errata', () => {
  const { workers, stop } = collect();
  let directory;
  let temporary;

  before(async () => { // what the programs leave behind is seen in a directory of their own
    temporary = process.env.TMPDIR;
    directory = await mkdtemp(join(tmpdir(), 'errata-'));
    process.env.TMPDIR = directory;
  });
  after(async () => {
    stop();
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await rm(directory, { recursive: true });
  });

  for (const [name, [shown, gone]] of Object.entries(errata)) {
    test(name, { skip: name === 'removed-method' && missing('node-piscina') }, async () => {
      const program = await import(`./${name}.mjs`);
      const note = await program.note();
      assert.match(note.happened, shown);
      assert.equal(note.kept, false, note.happened);
      const corrected = await program.corrected();
      assert.match(corrected.happened, gone);
      assert.equal(corrected.kept, true, corrected.happened);
      assert.equal(alive(workers), 0, 'no thread is left');
      assert.deepEqual(await readdir(directory), [], 'no file is left');
      assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap'), [], 'no process is left');
    });
  }
});

test('every program here is tested', async () => {
  const parts = ['errata.test.mjs', 'naive-pool.mjs', 'tasks.mjs', 'watch.mjs', 'worker.mjs'];
  const files = await readdir(new URL('.', import.meta.url));
  const programs = files.filter((file) => file.endsWith('.mjs') && !parts.includes(file)).map((file) => file.slice(0, -'.mjs'.length));
  assert.deepEqual(programs.sort(), Object.keys(errata).sort());
  assert.deepEqual(names, Object.keys(errata));
});

test('the job erratum runs the program that is asked for', async () => {
  const said = [];
  const conversation = { ready: async (fields) => said.push(fields) };
  const { tasks, wallNS, kept, happened } = await erratum({ job: 'erratum', workload: 'corrected/second-post' }, conversation);
  assert.deepEqual(said, [{ processes: [process.pid] }]);
  assert.deepEqual([tasks, kept], [1, true]);
  assert.ok(wallNS > 0);
  assert.match(happened, errata['second-post'][1]);
  for (const workload of ['note/second', 'naive/second-post', 'note/second-post/../watch', undefined]) {
    await assert.rejects(erratum({ workload }, conversation), ({ kind, message }) => kind === 'refused' && message.includes('second-post'));
  }
});

// The naive pool's worst line is reached from two sides. From run it fails a promise; but where the pool is busy, the
// task is handed over in the handler of another one's answer, and what is thrown there nobody catches.
test('an uncloneable argument that had to wait ends the process', async () => {
  const script = `import { NaivePool } from ${JSON.stringify(new URL('naive-pool.mjs', import.meta.url).href)};
    const pool = new NaivePool(1);
    pool.run({ task: 'echo', number: 1 });
    pool.run({ task: 'echo', number: () => 2 });`;
  const failed = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: fileURLToPath(new URL('.', import.meta.url)) });
  await assert.rejects(failed, ({ code, stderr }) => code === 1 && /DataCloneError/.test(stderr));
});
