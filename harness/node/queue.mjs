/**
 * Queue is first in, first out, with both ends in constant time.
 *
 * Array.push and Array.shift look like a queue, and are one while it is short: V8 then moves the array's beginning and not its
 * elements. From some ten thousand elements on it copies all of them in every shift, so that emptying a
 * queue of n takes n² steps (errata/shifted-queue). A linked list has no such size, at the price of an
 * object per entry.
 */
export class Queue {
  #first = null;
  #last = null;

  /** Adds a value at the end. */
  push(value) {
    const entry = { value, next: null };
    if (this.#first === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
  }

  /** Removes the oldest value and returns it; undefined if there is none. */
  shift() {
    const entry = this.#first;
    if (entry === null) return undefined;
    this.#first = entry.next;
    return entry.value;
  }

  /** True if nothing waits. */
  get empty() {
    return this.#first === null;
  }
}
