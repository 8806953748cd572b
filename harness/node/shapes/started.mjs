import { Failure, refused } from '../conversation.mjs';
import { count, now, opener, taskOf, usage } from '../subject.mjs';

/**
 * The job started: opens systems of one worker, one after the other, and has each compute a task. Nothing is warmed up:
 * what is ready is the process with the variant's code loaded, and the memory that it has then is what the parent subtracts.
 * The result lists the processes that have come since.
 */
export async function started(request, conversation) {
  const tasks = count(request, 'tasks');
  const open = await opener(request.variant);
  const task = taskOf(request);
  await conversation.ready({ processes: [process.pid] });
  const latenciesNS = [];
  const systems = [];
  const before = process.cpuUsage();
  const start = now();
  for (let last = start; latenciesNS.length < tasks;) {
    const answer = await begin(open, task, systems, conversation);
    if (answer !== (request.answer ?? 0)) throw new Failure('wrong result', `the answer is ${answer} instead of ${request.answer}`);
    const answered = now();
    latenciesNS.push(answered - last);
    last = answered;
  }
  const wallNS = now() - start;
  const after = await usage(systems); // other processes began within the window: all they have used counts
  const processes = [process.pid, ...systems.flatMap((system) => system.processes())];
  return { tasks, wallNS, latenciesNS, userUS: after.user - before.user, systemUS: after.system - before.system, processes };
}

async function begin(open, task, systems, conversation) {
  try {
    const system = await open({ workers: 1 });
    systems.push(system);
    conversation.keep(system);
    return await system.run(task);
  } catch (error) {
    throw refused(error);
  }
}
