// Plays one sample of one system: reads a request from standard input, does what its job says, answers on standard
// output. README.md has the conversation. Everything that goes wrong is one line of JSON, and exit code 1.

import process from 'node:process';
import { Conversation, refused } from './conversation.mjs';

/** The jobs by name: async functions of the request and the conversation that return the result. Only what is asked for is loaded. */
const jobs = {
  batch: async () => (await import('./shapes/batch.mjs')).batch,
  request: async () => (await import('./shapes/request.mjs')).request,
  'find-batch': async () => (await import('./shapes/find.mjs')).findBatch,
  'find-request': async () => (await import('./shapes/find.mjs')).findRequest,
  started: async () => (await import('./shapes/started.mjs')).started,
  serve: async () => (await import('./shapes/serve.mjs')).serve,
  erratum: async () => (await import('./shapes/erratum.mjs')).erratum,
};

const conversation = new Conversation(process.stdin, process.stdout);

/** Says what went wrong and ends the process. It never returns, so that nobody goes on with what has failed. */
async function fail(error) {
  const detail = error?.kind ? error.message : String(error?.stack ?? error).split(/\n\s*/, 2).join(' '); // what, and where
  await conversation.write({ failure: { kind: error?.kind ?? 'crashed', detail } });
  process.exit(1);
}

process.on('uncaughtException', fail); // rejections that nobody handles as well

try {
  const request = await conversation.request();
  if (!Object.hasOwn(jobs, request.job)) {
    throw refused(`unknown job ${JSON.stringify(request.job)}: allowed are ${Object.keys(jobs).join(', ')}`);
  }
  const play = await jobs[request.job]();
  await conversation.write({ result: await play(request, conversation) });
  await conversation.ended();
  process.exit(0);
} catch (error) {
  await fail(error);
}
