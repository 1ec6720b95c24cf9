/**
 * A process of the floor: `transactions <url> <number>` runs so many bare transactions one after another, `server <url>` answers POST with
 * one on a free port. Says to its parent what it has done.
 */
import { fastify } from 'fastify';
import pg from 'pg';
import { placeBareOrder } from './bare-order.ts';

const [what, url = '', count = '0'] = process.argv.slice(2);

async function transactions(): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (let n = 0; n < 300; n++) await placeBareOrder(client, n);
  process.send?.('warm');
  process.once('message', () => {
    void (async () => {
      for (let n = 0; n < Number(count); n++) await placeBareOrder(client, n);
      process.send?.('done');
    })();
  });
}

async function server(): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const app = fastify();
  let n = 0;
  app.post('/', async (_request, reply) => {
    const client = await pool.connect();
    try {
      return await reply.code(201).send({ id: await placeBareOrder(client, n++) });
    } finally {
      client.release();
    }
  });
  process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }));
}

process.on('disconnect', () => process.exit());
await (what === 'server' ? server() : transactions());
