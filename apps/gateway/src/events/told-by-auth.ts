import { AuthSessionRevocation, TenantState, type EventDefinition, type Received } from '@chowk/contracts';
import {
  MessageFault,
  readEvent,
  readFromBeginning,
  type FromBeginning,
  type HealthPart,
  type KafkaAddress,
  type Log,
  type WireMessage,
} from '@chowk/kit';
import type { RevocationBook } from './revocation-book.js';
import type { TenantBook } from './tenant-book.js';

/**
 * Reads what auth tells of tenants and revocations from the beginning, without a consumer group of its own: each gateway knows all of
 * it. While Kafka is away the last state stays in use.
 */
export class ToldByAuth {
  private reader: FromBeginning | undefined;

  constructor(
    private readonly address: KafkaAddress,
    private readonly tenants: TenantBook,
    private readonly revocations: RevocationBook,
    private readonly log: Log,
  ) {}

  start(): void {
    const topics = [TenantState.topic, AuthSessionRevocation.topic];
    this.reader = readFromBeginning(this.address, topics, (message) => this.hear(message));
  }

  /**
   * True once everything that was told before the start is known. Nothing at all is not everything: in a new installation the gateway may
   * be up before auth has told of its tenants, and would call them unknown (404) instead of itself not ready (503).
   */
  get isCaughtUp(): boolean {
    return this.reader?.caughtUp === true && !this.tenants.isEmpty;
  }

  /** Down until caught up once; later absences of Kafka only degrade. */
  health(): HealthPart {
    if (this.reader?.caughtUp !== true) return { state: 'down', says: 'catching up' };
    if (this.tenants.isEmpty) return { state: 'down', says: 'no tenant is known yet' };
    return this.reader.state === 'joined' ? { state: 'up' } : { state: 'degraded', says: 'Kafka is away' };
  }

  async close(): Promise<void> {
    await this.reader?.close();
  }

  /** A message that cannot be read changes nothing and stops nobody. */
  private hear(message: WireMessage): void {
    try {
      const tenant = read(message, TenantState);
      if (tenant) this.tenants.keep(tenant.data, tenant.version);
      const revocation = read(message, AuthSessionRevocation);
      if (revocation) this.revocations.keep(revocation.data.sessionId, new Date(revocation.data.until));
    } catch (error) {
      if (!(error instanceof MessageFault)) throw error;
      const { topic, partition, offset } = message;
      this.log.error('a state could not be read', { error, reason: error.reason, topic, partition, offset });
    }
  }
}

function read<Definition extends EventDefinition>(
  message: WireMessage,
  definition: Definition,
): Received<Definition> | undefined {
  if (message.topic !== definition.topic) return undefined;
  const isOther = message.headers['ce_type'] !== undefined && message.headers['ce_type'] !== definition.type;
  return isOther ? undefined : (readEvent(message, definition).event as Received<Definition>);
}
