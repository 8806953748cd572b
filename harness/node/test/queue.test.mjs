import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue } from '../queue.mjs';
import '../testing/limit.mjs';

test('a queue is first in, first out, however pushes and shifts alternate', () => {
  const queue = new Queue();
  const model = [];
  let state = 1;
  for (let i = 0; i < 10_000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    assert.equal(queue.empty, model.length === 0);
    if (state >>> 31) {
      queue.push(i);
      model.push(i);
    } else {
      assert.equal(queue.shift(), model.shift());
    }
  }
});
