// Eight calls block in the kernel, as a look-up of a name or a read from a slow disk does.
// Expected: I/O does not block, so that all of them start at once.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const jobs = 8;

/** Files and look-ups go through libuv's thread pool, and that has four threads. */
export const note = () => open({});

/** It has as many as the environment says when the process starts. */
export const corrected = () => open({ UV_THREADPOOL_SIZE: `${jobs}` });

/** Lets a process of its own open as many pipes as there are jobs, and asks how many of these calls had begun together. */
async function open(setting) {
  const { UV_THREADPOOL_SIZE: _, ...environment } = process.env;
  const directory = await mkdtemp(join(tmpdir(), 'four-threads-'));
  try {
    const pipes = Array.from({ length: jobs }, (_, i) => join(directory, `${i}`));
    await promisify(execFile)('mkfifo', pipes);
    const program = fileURLToPath(new URL('programs/open-pipes.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...pipes], { env: { ...environment, ...setting } });
    const began = Number(stdout);
    return { kept: began === jobs, happened: `of ${jobs} blocking calls ${began} had begun, and ${jobs - began} waited for one of them to end` };
  } finally {
    await rm(directory, { recursive: true });
  }
}
