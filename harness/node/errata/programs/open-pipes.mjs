// Opens named pipes for reading, which blocks until somebody opens the other end, and prints how many of these calls
// had begun when the first of them ended.
//
// Opening the other end without waiting tells: it fails with ENXIO as long as nobody reads. But if somebody does, that
// ends his call, and his thread takes the next one. Calls begin in the order in which they were made. So this asks for
// the last one first, and down to the one that every thread being busy would be the last to begin, again and again until that has
// begun; as long as the answer is no, asking changes nothing. A thread more than expected that was very slow to begin
// would be missed; one less, and the program would not end.

import { close, closeSync, constants, open, openSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
const pipes = process.argv.slice(2);

/** Ends the call that opens a pipe for reading; false if it has not begun. */
function end(pipe) {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    if (error.code === 'ENXIO') return false;
    throw error;
  }
}

let left = pipes.length;
for (const pipe of pipes) {
  open(pipe, 'r', (error, descriptor) => {
    if (error) throw error;
    left--;
    close(descriptor);
  });
}

const candidates = pipes.slice(threads - 1).reverse();
let last;
while ((last = candidates.find(end)) === undefined) await turn();
console.log(pipes.indexOf(last) + 1);

while (left > 0) { // the others end, one by one
  pipes.forEach(end);
  await turn();
}
