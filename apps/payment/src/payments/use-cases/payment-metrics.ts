import { Injectable } from '@nestjs/common';
import type { Tender } from '@chowk/contracts';
import { Database, Metrics, sql } from '@chowk/kit';
import { Counter, Gauge } from 'prom-client';

/** Adding up all postings is not for every look at the metrics. */
const imbalanceAgeMs = 60_000;

/** `payments_total`, `payment_amount_paise_total`, `payments_quarantined` and `ledger_imbalance_paise`. */
@Injectable()
export class PaymentMetrics {
  readonly #count: Counter<'tender' | 'outcome'>;
  readonly #amount: Counter<'tender' | 'outcome'>;

  constructor({ registry }: Metrics, database: Database) {
    const labels = { labelNames: ['tender', 'outcome'] as const, registers: [registry] };
    this.#count = new Counter({
      ...labels,
      name: 'payments_total',
      help: 'What became of payments: captured, failed, quarantined, refunded.',
    });
    this.#amount = new Counter({
      ...labels,
      name: 'payment_amount_paise_total',
      help: 'Money of payments that were captured, quarantined and refunded, in paise, tips included.',
    });
    new Gauge({
      name: 'payments_quarantined',
      help: 'Payments whose money does not fit what was asked and that a person must look at.',
      registers: [registry],
      async collect() {
        const [row] = await database.worker.query<{ total: number }>(
          sql`select count(*)::int as total from payment where status = 'QUARANTINED'`,
        );
        this.set(row?.total ?? 0);
      },
    });
    let addedUpAt = Number.NEGATIVE_INFINITY;
    new Gauge({
      name: 'ledger_imbalance_paise',
      help: 'How far the ledgers of all tenants are from zero, in paise: anything else than zero is a fault.',
      registers: [registry],
      async collect() {
        if (performance.now() - addedUpAt < imbalanceAgeMs) return;
        const [row] = await database.worker.query<{ total: number }>(
          sql`select coalesce(sum(abs(balance)), 0)::bigint as total
              from (select sum(amount) as balance from ledger_posting group by tenant_id) as ledger`,
        );
        addedUpAt = performance.now();
        this.set(row?.total ?? 0);
      },
    });
  }

  captured(tender: Tender, amount: number): void {
    this.#counted(tender, 'captured', amount);
  }

  quarantined(tender: Tender, amount: number): void {
    this.#counted(tender, 'quarantined', amount);
  }

  refunded(tender: Tender, amount: number): void {
    this.#counted(tender, 'refunded', amount);
  }

  failed(tender: Tender): void {
    this.#count.inc({ tender, outcome: 'failed' });
  }

  #counted(tender: Tender, outcome: string, amount: number): void {
    this.#count.inc({ tender, outcome });
    this.#amount.inc({ tender, outcome }, amount);
  }
}
