// Work that goes wrong, for tests. The workload's name says how.

import process from 'node:process';
import { parentPort } from 'node:worker_threads';

const kinds = {
  fine: () => 42,
  throws: () => { throw new RangeError('thrown by the task'); },
  'throws-no-error': () => { throw 'a string'; },
  'throws-uncloneable': () => { throw new Error('has a function', { cause: () => 0 }); },
  'answers-uncloneable': () => () => 0,
  exits: () => process.exit(3),
  'crashes-later': () => { setImmediate(() => { throw new Error('uncaught'); }); return 42; },
  'posts-more': () => {
    for (const message of [{ id: -1, answer: 13 }, 'no message at all', null]) parentPort.postMessage(message);
    return 42;
  },
  'kills-process': () => process.kill(process.pid, 'SIGKILL'),
};

/** Does what the workload's name says. */
export function compute({ workload }) {
  return kinds[workload]();
}
