// Has a test fail where it would hang: a broken system may never answer. The option timeout of node:test would not do, for what
// such a test leaves behind, a thread in the middle of a task or a close that waits for one, keeps the process alive.

import process from 'node:process';
import { beforeEach } from 'node:test';

/** How long a test may take with all that it leaves behind, in ms: several times what the slowest takes on a busy machine. */
const LIMIT = 60_000;

let title;
const guard = setTimeout(() => {
  console.error(`${title}: has not ended after ${LIMIT / 1000} s, and the tests behind it have not run`);
  process.exit(1);
}, LIMIT).unref();

beforeEach(({ name }) => { // of every test of the file that imports this
  title = name;
  guard.refresh();
});
