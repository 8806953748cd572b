import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { compute, newTask, pattern, spin32, sumOfDoubles } from '../workload.mjs';
import '../testing/limit.mjs';

// The answers of Go's package workload: comparable.go and transfer.go.
const answers = {
  empty: 0,
  'sumf-1e8': 4_999_999_950_000_000,
  'spin32-100us': 0xbf7be395,
  'spin32-1ms': 0x5d486709,
  'spin32-5ms': 0xe98f9d29,
  'sha256-64KiB': 105_339_306_578_577,
};

for (const [name, answer] of Object.entries(answers)) {
  test(`${name} has Go's answer`, () => assert.equal(compute(newTask(name)), answer));
}

for (const way of ['copy', 'pass', 'share']) {
  for (const [name, bytes] of [['8B', 8], ['1KiB', 1 << 10], ['64KiB', 1 << 16], ['1MiB', 1 << 20], ['16MiB', 1 << 24], ['64MiB', 1 << 26]]) {
    test(`${way}-${name} sees length, first and last byte`, () => {
      const last = ((bytes - 1) * 7 + ((bytes - 1) >> 8)) & 255;
      assert.equal(compute(newTask(`${way}-${name}`)), bytes * 65536 + last);
    });
  }
}

test('data are what the way says', () => {
  assert.ok(newTask('share-8B').data instanceof SharedArrayBuffer);
  assert.ok(newTask('copy-8B').data instanceof ArrayBuffer);
  assert.equal(newTask('copy-8B').transfer, undefined);
  assert.equal(newTask('pass-8B').transfer, true);
  assert.deepEqual([...new Uint8Array(pattern(4))], [0, 7, 14, 21]);
});

test('spin32 is the generator modulo 2^32, as big integers compute it', () => {
  let x = 1n;
  for (let i = 0; i < 1000; i++) x = (x * 1664525n + 1013904223n) % 2n ** 32n;
  assert.equal(spin32(1000), Number(x));
});

test('sums are those of the formula', () => {
  for (const n of [1, 2, 1000, 65_537, 1e6]) assert.equal(sumOfDoubles(n), (n * (n - 1)) / 2);
});

test('what JavaScript cannot compute, and what nobody knows, is refused in one line', () => {
  assert.throws(() => newTask('sum-1e8'), /64-bit integers.*sumf-1e8/);
  assert.throws(() => newTask('spin-1.5us'), /unknown workload "spin-1\.5us": allowed are empty, .*share-64MiB$/);
  assert.throws(() => newTask(undefined), /unknown workload/);
});

for (const [name, loop] of [['spin32', spin32], ['sumOfDoubles', sumOfDoubles]]) {
  test(`no step of ${name} is optimized away: many take longer than few`, () => {
    loop(1e7); // compiled by now
    assert.ok(fastest(loop, 1e7) > 4 * fastest(loop, 1e6), 'ten times the steps take hardly more processor time');
  });
}

/** Returns the least processor time in µs of several calls: what others do on this machine only adds to it. */
function fastest(loop, steps) {
  return Math.min(...Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    loop(steps);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  }));
}
