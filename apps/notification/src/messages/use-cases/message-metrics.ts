import { Database, Metrics, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';

/** `messages_sent_total` and `message_queue_depth`. */
@Injectable()
export class MessageMetrics {
  readonly #tries: Counter<'channel' | 'outcome'>;

  constructor({ registry }: Metrics, database: Database) {
    this.#tries = new Counter({
      name: 'messages_sent_total',
      help: 'Tries to send a message: sent, retried (another try follows), failed (given up).',
      labelNames: ['channel', 'outcome'],
      registers: [registry],
    });
    new Gauge({
      name: 'message_queue_depth',
      help: 'Messages that wait to be sent.',
      labelNames: ['channel'],
      registers: [registry],
      async collect() {
        const rows = await database.worker.query<{ waiting: number }>(
          sql`select count(*)::int as waiting from outgoing_message where state = 'QUEUED'`,
        );
        this.set({ channel: 'SMS' }, rows[0]?.waiting ?? 0);
      },
    });
  }

  tried(channel: string, outcome: 'sent' | 'retried' | 'failed'): void {
    this.#tries.inc({ channel, outcome });
  }
}
