import { count, now, Subject } from '../subject.mjs';
import { submitAll } from './batch.mjs';
import { callAll } from './request.mjs';

// These are those of calibrate.go, for the same reasons.
const probeShare = 8; // of the window is how long a probe has to take before its speed is believed
const headroom = 1.15; // over the estimate, so that a window is seldom shorter than asked for
const growth = 10; // the largest step from one probe to the next

/** Tries longer and longer loads until one takes an eighth of the window, and says how many tasks fill all of it. */
async function find(request, conversation, load) {
  const windowNS = count(request, 'windowNS');
  const subject = await Subject.open(request);
  conversation.keep(subject.system);
  const least = Math.max(subject.inflight, subject.workers);
  await subject.warmUp(least, load, submitAll);
  for (let tasks = least; ;) {
    subject.tasks(load === submitAll ? tasks : subject.inflight); // outside of what is timed
    const start = now();
    await subject.run(load, tasks);
    const wall = now() - start;
    const perTaskNS = Math.max(wall, 1) / tasks;
    if (wall >= windowNS / probeShare) {
      return { tasks: roundUp(Math.max((windowNS * headroom) / perTaskNS, least)), perTaskNS };
    }
    tasks = Math.ceil(Math.min(((windowNS / probeShare) * headroom) / perTaskNS, tasks * growth)) + 1;
  }
}

/** Keeps three digits: a count like 412000 shows that it is a setting. */
function roundUp(tasks) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(tasks)) - 2);
  return Math.ceil(tasks / unit) * unit;
}

/** The job find-batch. */
export const findBatch = (request, conversation) => find(request, conversation, submitAll);

/** The job find-request. */
export const findRequest = (request, conversation) => find(request, conversation, callAll);
