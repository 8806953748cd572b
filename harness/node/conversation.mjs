// The program's side of the conversation with Go that README.md describes: lines of JSON on standard input and output.

import { createInterface } from 'node:readline';

/** Failure is what the other side is told instead of a result. kind is one of package sample in Go. */
export class Failure extends Error {
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
  }
}

/** Returns the failure of a system that could not be opened, did not take a valid task, or was asked for what is not there. */
export function refused(reason) {
  return new Failure('refused', String(reason?.message ?? reason));
}

/**
 * Conversation reads words and writes answers, each in its order.
 *
 * The input's end is the parent's death: then this process ends at once, with all its threads, whatever they do; other
 * processes of a system see that they have been left alone. Only where "end" has been said already, as in a file
 * of lines, the rest is played to its end.
 */
export class Conversation {
  #lines = []; // that came before somebody waited for them
  #waiting = null;
  #last = false; // whether "end" has been said
  #kept = [];
  #output;

  constructor(input, output) {
    this.#output = output;
    output.on('error', () => process.exit(1)); // nobody reads any more
    createInterface({ input, crlfDelay: Infinity })
      .on('line', (line) => this.#heard(line))
      .on('close', () => { if (!this.#last) process.exit(1); });
  }

  #heard(line) {
    if (line.trim() === '"end"') this.#last = true;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) waiting(line);
    else this.#lines.push(line);
  }

  async #next() {
    const line = this.#lines.shift() ?? await new Promise((resolve) => { this.#waiting = resolve; });
    try {
      return JSON.parse(line);
    } catch {
      throw refused(`${line.slice(0, 80)} is not a line of JSON`);
    }
  }

  async #word(word) {
    const got = await this.#next();
    if (got !== word) throw refused(`expected the word "${word}" and got ${JSON.stringify(got)}`);
  }

  /** Returns the request, the first line. What is no object is a Failure. */
  async request() {
    const got = await this.#next();
    if (got !== null && typeof got === 'object' && !Array.isArray(got)) return got;
    throw refused('expected a request like {"job": "batch", …} as the first line');
  }

  /** Says that the system is ready, with the fields given, and waits for the word "go". */
  async ready(fields) {
    await this.write({ ready: true, ...fields });
    await this.#word('go');
  }

  /** Waits for the word "stop". */
  async stopped() {
    await this.#word('stop');
  }

  /** Keeps a system open until the word "end", since the parent reads after the result what it uses. */
  keep(system) {
    this.#kept.push(system);
  }

  /** Waits for the word "end", and closes what was kept. An error of a close is a Failure. */
  async ended() {
    await this.#word('end');
    await Promise.all(this.#kept.map((system) => system.close())).catch((error) => { throw refused(error); });
  }

  /**
   * Writes a line, and returns a promise of its being written. Who ends the process has to wait for it: a pipe takes 64 KiB at
   * once, and what process.exit finds still waiting is lost, although Node.js' documentation calls pipes synchronous.
   */
  write(value) {
    return new Promise((resolve) => { this.#output.write(`${JSON.stringify(value)}\n`, resolve); });
  }
}
