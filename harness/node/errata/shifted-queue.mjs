// The pool's queue is an array: push at its end, shift at its beginning.
// Expected: to take a task costs the same however many wait.

import { Queue } from '../queue.mjs';

// V8 moves the beginning of an array and not its elements, as long as the array lies on an ordinary page of its heap: that
// is up to 128 KiB, some sixteen thousand entries, of which push keeps up to a third in reserve. A longer one is an object of its own, whose
// beginning cannot move: each shift copies all that is left. And while V8 compiles something in the background, no array's
// can (CanMoveObjectStart in its heap.cc): a queue of five thousand has slow moments, too.
const lengths = [1_000, 10_000, 20_000, 100_000];

/** A factor that tells the two apart whatever disturbs: the array's is in the hundreds, and the list's below ten (nanoseconds, for the caches). */
const margin = 20;

/** Tasks that are taken in one measurement, so few that the long queue stays long. */
const taken = 500;

/** Measurements of each queue, of which the fastest counts: whatever disturbs makes slower. */
const repeats = 9;

/** Measurements before the first that counts, so that the engine has compiled what it is going to. */
const warmUps = 200;

/** An array. */
export const note = () => compare(() => []);

/** A linked list: an entry more or less, whatever its length. */
export const corrected = () => compare(() => new Queue());

async function compare(make) {
  for (let i = 0; i < warmUps; i++) perShift(make, lengths[0]);
  const costs = lengths.map((length) => Math.min(...Array.from({ length: repeats }, () => perShift(make, length))));
  const slower = costs.findIndex((cost) => cost > margin * costs[0]);
  const each = lengths.map((length, i) => `${costs[i].toFixed(0)} ns with ${length}`).join(', ');
  return {
    kept: slower === -1,
    happened: `to take a task costs ${each} waiting: ${slower === -1 ? 'it does not depend on it' : `over ${margin} times as much from ${lengths[slower]} on`}`,
  };
}

/** Nanoseconds to take a task from a queue of so many. */
function perShift(make, length) {
  const queue = make();
  for (let i = 0; i < length; i++) queue.push({ number: i });
  const start = process.hrtime.bigint();
  for (let i = 0; i < taken; i++) queue.shift();
  return Number(process.hrtime.bigint() - start) / taken;
}
