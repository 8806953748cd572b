import { refused } from '../conversation.mjs';
import { now } from '../subject.mjs';

/** The programs in errata/, in the order of Go's experiment.Errata. */
export const names = [
  'leaked-worker', 'crashed-worker', 'exited-worker', 'uncloneable-argument', 'second-post', 'unsettled-close',
  'shifted-queue', 'relative-path', 'removed-method', 'four-threads',
];

/** The code that each program has: as the study note has it, and corrected. */
const codes = ['note', 'corrected'];

/**
 * The job erratum: runs the program that the workload names, "note/crashed-worker". An answer that is not kept is no
 * failure of the conversation: it is what was asked.
 */
export async function erratum(request, conversation) {
  const [code, name, ...more] = String(request.workload).split('/');
  if (!codes.includes(code) || !names.includes(name) || more.length > 0) {
    throw refused(`unknown erratum ${JSON.stringify(request.workload)}: allowed are ${codes.map((c) => `${c}/`).join(' or ')} before ${names.join(', ')}`);
  }
  const program = await import(`../errata/${name}.mjs`);
  await conversation.ready({ processes: [process.pid] });
  const start = now();
  const { kept, happened } = await program[code]();
  return { tasks: 1, wallNS: now() - start, kept, happened };
}
