// The server of the job serve, before systems that are made up and before each real one.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { listen, newServer, stop } from '../server.mjs';
import { serve } from '../shapes/serve.mjs';
import '../testing/limit.mjs';
import { missing, names } from '../testing/systems.mjs';

/** Returns a promise of {status, text} of a path. */
function ask(address, path, options = {}) {
  return new Promise((resolve, reject) => {
    get(address + path, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, text, headers: response.headers }));
    }).on('error', reject);
  });
}

/** Has a server with this run and these answers listen while f asks it. */
async function serving(run, answers, f) {
  const { server, computed } = newServer({ run }, new Map(Object.entries(answers)));
  try {
    await f(await listen(server), computed, server);
  } finally {
    server.closeAllConnections();
    await stop(server);
  }
}

describe('the server', () => {
  const run = async ({ workload }) => {
    if (workload === 'fails') throw new Error('no\nsuch luck');
    if (workload === 'throws strangely') throw null; // eslint-disable-line no-throw-literal
    return workload === 'wrong' ? 43 : 42;
  };
  const answers = { right: 42, wrong: 42, fails: 42, 'throws strangely': 42 };
  const cases = [
    ['/', 200, 'Server is running!\n'],
    ['/?x=y', 200, 'Server is running!\n'],
    ['/compute?workload=right', 200, '42\n'],
    ['/compute?workload=wrong', 500, 'wrong: the answer is 43, not 42\n'],
    ['/compute?workload=fails', 500, 'fails: no\n'],
    ['/compute?workload=throws%20strangely', 500, 'throws strangely: null\n'],
    ['/compute?workload=other', 404, 'there is no workload other: allowed are right, wrong, fails, throws strangely\n'],
    ['/compute', 404, 'there is no workload null: allowed are right, wrong, fails, throws strangely\n'],
    ['/nothing', 404, 'there is no /nothing: allowed are / and /compute\n'],
    ['//', 404, 'there is no //: allowed are / and /compute\n'],
  ];
  for (const [path, status, text] of cases) {
    test(`answers ${path} with ${status}`, () => serving(run, answers, async (address) => {
      const answer = await ask(address, path);
      assert.deepEqual([answer.status, answer.text], [status, text]);
      assert.equal(answer.headers['content-length'], String(Buffer.byteLength(text)), 'it is not sent in chunks');
    }));
  }

  test('refuses other methods', () => serving(run, answers, async (address) => {
    const { status, headers } = await ask(address, '/', { method: 'POST' });
    assert.deepEqual([status, headers.allow], [405, 'GET']);
  }));

  test('counts what was computed, and nothing else', () => serving(run, answers, async (address, computed) => {
    for (const [path] of cases) await ask(address, path);
    assert.equal(computed(), 1);
  }));

  test('keeps connections', () => serving(run, answers, async (address, _, server) => {
    let connections = 0;
    server.on('connection', () => { connections++; });
    const socket = connect(new URL(address).port, '127.0.0.1').setEncoding('utf8');
    let heard = '';
    const three = new Promise((resolve) => {
      socket.on('data', (chunk) => {
        heard += chunk;
        if (heard.split('Server is running!').length === 4) resolve();
      });
    });
    for (let i = 0; i < 3; i++) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await three;
    assert.equal(connections, 1);
    socket.destroy();
  }));
});

/**
 * A client in a thread of its own: it asks for /compute, and for GET / once that is being computed (flags[0]), on a connection that it had opened before.
 * Then it says so (flags[1]). It has to be another thread, since a busy event loop would not run it.
 */
const client = `
  const { workerData: { port, flags } } = require('node:worker_threads');
  const { connect } = require('node:net');
  const health = connect(port, '127.0.0.1', () => {
    const compute = connect(port, '127.0.0.1', () => {
      compute.write('GET /compute?workload=work HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n', () => {
        Atomics.wait(flags, 0, 0);
        health.write('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n', () => {
          Atomics.store(flags, 1, 1);
          Atomics.notify(flags, 1);
        });
      });
    });
    for (const socket of [compute, health]) socket.once('data', () => socket.destroy());
  });
`;

/**
 * What a server does in which order when GET / comes while run is under way. The flags that run gets are 0 until it computes, GET / has
 * been sent, and it is being answered; each has one writer.
 */
async function order(run) {
  const flags = new Int32Array(new SharedArrayBuffer(12));
  const happened = [];
  const system = async () => {
    happened.push('computes');
    const answer = await run(flags);
    happened.push('has computed');
    return answer;
  };
  await serving(system, { work: 42 }, async (address, _, server) => {
    const answered = new Promise((resolve) => {
      server.prependListener('request', (request) => { // before the server's own
        if (request.url !== '/') return;
        happened.push('answers GET /');
        Atomics.store(flags, 2, 1);
        Atomics.notify(flags, 2);
        resolve();
      });
    });
    const asking = new Worker(client, { eval: true, workerData: { port: Number(new URL(address).port), flags } });
    await Promise.all([answered, new Promise((resolve) => { asking.on('exit', resolve); })]);
  });
  return happened;
}

describe('GET / while /compute is under way', () => {
  test('waits where the event loop computes', async () => {
    const happened = await order((flags) => {
      Atomics.store(flags, 0, 1);
      Atomics.notify(flags, 0);
      Atomics.wait(flags, 1, 0, 60_000); // as blocked as one that computes, and until GET / has been sent
      return 42;
    });
    assert.deepEqual(happened, ['computes', 'has computed', 'answers GET /']);
  });

  test('is answered meanwhile where a worker thread computes', async () => {
    const happened = await order((flags) => new Promise((resolve) => {
      const task = `
        const { workerData: flags, parentPort } = require('node:worker_threads');
        Atomics.store(flags, 0, 1);
        Atomics.notify(flags, 0);
        Atomics.wait(flags, 2, 0); // until GET / has been answered
        parentPort.postMessage(42);
      `;
      new Worker(task, { eval: true, workerData: flags }).on('message', resolve);
    }));
    assert.deepEqual(happened, ['computes', 'answers GET /', 'has computed']);
  });
});

/** The parent's side of the conversation: f asks at the address, and the server stops when it has. */
async function converse(request, f) {
  let address;
  const kept = [];
  const result = await serve({ job: 'serve', workload: 'spin32-100us', answer: 0xbf7be395, workers: 2, ...request }, {
    ready: async (said) => {
      ({ address } = said);
      assert.ok(said.processes.includes(process.pid));
    },
    stopped: () => f(address),
    keep: (server) => kept.push(server),
  }).finally(() => Promise.all(kept.map((server) => server.close())));
  await assert.rejects(ask(address, '/'), 'it has ended');
  return result;
}

describe('every system serves', () => {
  for (const variant of names) {
    test(variant, { skip: missing(variant) }, async () => {
      const result = await converse({ variant }, async (address) => {
        const answers = await Promise.all(Array.from({ length: 10 }, () => ask(address, '/compute?workload=spin32-100us')));
        for (const { status, text } of answers) assert.deepEqual([status, text], [200, `${0xbf7be395}\n`]);
        assert.equal((await ask(address, '/')).status, 200);
        assert.equal((await ask(address, '/compute?workload=empty')).status, 404, 'another workload than the one whose answer is known');
      });
      assert.equal(result.tasks, 10);
      for (const time of ['wallNS', 'userUS']) assert.ok(result[time] > 0, time);
      assert.ok(result.systemUS >= 0);
    });
  }

  const refusals = [
    [{ variant: 'node-gyp' }, /unknown system "node-gyp"/],
    [{ workload: 'work' }, /unknown workload "work"/],
    [{ workers: 0 }, /workers is 0/],
  ];
  for (const [request, why] of refusals) {
    test(`refuses ${JSON.stringify(request)}`, () => assert.rejects(converse({ variant: 'node-pool', ...request }, () => {}), why));
  }

  test('a wrong answer is an error, and not counted', async () => {
    const result = await converse({ variant: 'node-pool', answer: 1 }, async (address) => {
      assert.equal((await ask(address, '/compute?workload=spin32-100us')).status, 500);
    });
    assert.equal(result.tasks, 0);
  });
});
