// What a worker thread of node-workerpool runs: the library's side in the thread, with the method that tasks name.

import { workerData } from 'node:worker_threads';
import workerpool from 'workerpool';

const { compute } = await import(workerData.module);

workerpool.worker({ compute });
