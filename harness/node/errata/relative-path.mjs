// A worker is started by the path of its file, './worker.mjs'.
// Expected: the program runs from wherever it is started.

import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The path is taken from the working directory of the process, not from the file that names it. */
export const note = () => started('path');

/** A URL made of import.meta.url is taken from the file. */
export const corrected = () => started('url');

/** Starts the worker from this directory and from another one. */
async function started(by) {
  const [near, far] = await Promise.all([here, tmpdir()].map((cwd) => start(by, cwd)));
  return {
    kept: near === 'answered' && far === 'answered',
    happened: `started in the directory of the file the worker ${near}, and in another one it ${far}`,
  };
}

async function start(by, cwd) {
  const program = fileURLToPath(new URL('programs/start-worker.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, by], { cwd });
  return stdout.trim();
}
