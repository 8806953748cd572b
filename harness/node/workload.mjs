// The workloads that Go's package workload has as well, by name, with the same answers.
//
// JavaScript calculates with doubles, so every answer is an integer below 2⁵³ and two answers
// can be compared with ===. No loop here is folded: V8 evaluates no loop at compile time, and knows no closed form for
// a sum. test/workload.test.mjs holds it to that: ten times the steps have to take about ten times as long.

import { createHash } from 'node:crypto';

// The generator that spin32 steps through, modulo 2³²: "quick and dirty" in Numerical Recipes
// (Press et al., 2nd edition, section 7.1), as in comparable.go.
const MULTIPLIER = 1664525;
const INCREMENT = 1013904223;

/**
 * Steps through the generator; each step needs the one before. Math.imul is the multiplication of 32-bit integers,
 * a single instruction; with * the product would be a double, and lose its lowest bits.
 * `| 0` keeps x a signed 32-bit integer, so that V8 never has to represent it as a double; `>>> 0` at the end makes it
 * the unsigned number that Go returns.
 */
export function spin32(steps) {
  let x = 1;
  for (let i = 0; i < steps; i++) x = (Math.imul(x, MULTIPLIER) + INCREMENT) | 0;
  return x >>> 0;
}

/**
 * Adds 0 … n−1. The total soon exceeds 32 bits and is a double from there on: each addition waits several cycles for the
 * one before. The sums are exact, being below 2⁵³.
 */
export function sumOfDoubles(n) {
  let total = 0;
  for (let i = 0; i < n; i++) total += i;
  return total;
}

/** Returns n bytes that differ from their neighbours, as an ArrayBuffer or, if shared, a SharedArrayBuffer. */
export function pattern(n, shared = false) {
  const buffer = shared ? new SharedArrayBuffer(n) : new ArrayBuffer(n);
  const bytes = new Uint8Array(buffer);
  for (let i = 0; i < n; i++) bytes[i] = i * 7 + (i >> 8);
  return buffer;
}

/** Looks at length, first and last byte: enough to see that the data are there, little enough to measure only how they came. */
function glance(data) {
  const bytes = new Uint8Array(data);
  return bytes.length * 65536 + bytes[0] * 256 + bytes[bytes.length - 1];
}

let text; // what sha256 hashes; made once per thread, at the first task

function sha256() {
  text ??= new Uint8Array(pattern(64 << 10));
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}

const workloads = new Map([
  ['empty', () => 0],
  ['sumf-1e8', () => sumOfDoubles(1e8)],
  ['spin32-100us', () => spin32(92_500)],
  ['spin32-1ms', () => spin32(925_000)],
  ['spin32-5ms', () => spin32(4_625_000)],
  ['spin32-20ms', () => spin32(18_500_000)],
  ['sha256-64KiB', sha256],
]);

const sizes = { '8B': 8, '1KiB': 1 << 10, '64KiB': 64 << 10, '1MiB': 1 << 20, '16MiB': 16 << 20, '64MiB': 64 << 20 };

const transfers = new Map(); // what newTask needs of a workload whose task has data
for (const way of ['copy', 'pass', 'share']) {
  for (const [name, bytes] of Object.entries(sizes)) {
    workloads.set(`${way}-${name}`, glance);
    transfers.set(`${way}-${name}`, { way, bytes });
  }
}

function find(name) {
  const work = workloads.get(name);
  if (work) return work;
  if (/^sum-/.test(name)) {
    throw new Error(`workload ${JSON.stringify(name)} adds 64-bit integers, which JavaScript has no fast ones of: sumf-1e8 adds doubles`);
  }
  throw new Error(`unknown workload ${JSON.stringify(name)}: allowed are ${[...workloads.keys()].join(', ')}`);
}

/**
 * Does the work of a task and returns its answer, a number. It is what workers call, in whatever thread or process.
 * An unknown workload is an error.
 */
export function compute({ workload, data }) {
  return find(workload)(data);
}

/**
 * Returns a task of a workload. One without data may be handed over again and again, even at the same time. One with data is for one call at a time:
 * where `transfer` is true the buffer goes to the worker, and back with the answer.
 */
export function newTask(workload) {
  find(workload);
  const transfer = transfers.get(workload);
  if (!transfer) return { workload };
  const data = pattern(transfer.bytes, transfer.way === 'share');
  return transfer.way === 'pass' ? { workload, data, transfer: true } : { workload, data };
}
