// What a process of node-cluster runs when it serves: the server, before a pool of worker threads of its own.
//
// All processes listen on the same port. node:cluster has the primary accept the connections and hand them out
// in turn; from then on a connection, with all of its requests, belongs to one process. What the primary says afterwards are
// messages: "usage" asks for the counters.

import process from 'node:process';
import { listen, newServer, stop } from './server.mjs';
import { open } from './variants/pool.mjs';

const { workers, answers } = JSON.parse(process.argv[2]);
const pool = open({ workers });
const { server, computed } = newServer(pool, new Map(answers));

process.on('message', (message) => {
  if (message === 'usage') process.send({ usage: { ...process.cpuUsage(), computed: computed() } });
});
process.on('disconnect', async () => { // the primary lets go of it; if it has died node:cluster ends this process anyway
  await stop(server);
  await pool.close();
});

process.send({ address: await listen(server) }); // port 0 is the same one in all processes of a cluster
