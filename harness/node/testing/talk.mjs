// The parent's side of the conversation, for tests: starts sample.mjs and speaks lines with it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../sample.mjs', import.meta.url));

/** Talk is a running sample. */
export class Talk {
  errors = '';

  /** Starts it in a directory of its own, since nothing may depend on that. */
  constructor(t) {
    this.child = spawn(process.execPath, [program], { cwd: '/' });
    // Processes of a cluster have the same standard error, so that it ends with the last of them.
    this.ended = once(this.child, 'close');
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.child.stderr.on('data', (text) => { this.errors += text; });
    this.child.stdin.on('error', () => {}); // it may end before it has read all
    t.after(() => this.child.kill('SIGKILL'));
  }

  /** Says a request or a word. */
  say(value) {
    this.child.stdin.write(`${JSON.stringify(value)}\n`);
    return this;
  }

  /** Returns the next line; undefined if there is none. */
  async hear() {
    const { value } = await this.lines.next();
    return value && JSON.parse(value);
  }

  /** Waits for the end of the program and all processes it has started, and returns exit code and signal. */
  async end() {
    const [code, signal] = await this.ended;
    return { code, signal };
  }
}
