import { count, Subject } from '../subject.mjs';

/**
 * Submits so many tasks at once, and returns when the last has answered. Go's clock stops at the end of the last task, in
 * the worker; here it stops when the answer is back, since no worker can stop the main thread's clock.
 */
export function submitAll(subject, tasks) {
  const all = subject.tasks(tasks);
  return new Promise((resolve, reject) => {
    let left = tasks;
    const answered = (answer) => {
      subject.check(answer);
      if (--left === 0) resolve();
    };
    for (const task of all) subject.system.run(task).then(answered, reject);
  });
}

/** The job batch: all tasks at once. */
export async function batch(request, conversation) {
  const tasks = count(request, 'tasks');
  const subject = await Subject.open(request);
  conversation.keep(subject.system);
  await subject.warmUp(tasks, submitAll, submitAll);
  subject.tasks(tasks); // made now, if they have data
  await conversation.ready({ processes: subject.processes });
  return subject.time(tasks, submitAll);
}
