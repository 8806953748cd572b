// A program with a pool that it does not close, for a test: it has to end by itself, and not before the answer.

import { open } from '../variants/pool.mjs';

const pool = open({ workers: 2 });
console.log(await pool.run({ workload: 'spin32-1ms' }));
