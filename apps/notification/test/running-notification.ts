import {
  OrderPlaced,
  OtpRequested,
  OutletState,
  TicketQueued,
  type EventDefinition,
  type RoomFrame,
  type SocketNamespace,
  type Tenant,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { startTwilioSimulator, type TwilioSimulator } from '@chowk/simulators/twilio';
import {
  messageOf,
  orderHeadMother,
  outletMother,
  startTestService,
  type TestService,
  type TestServiceOptions,
  type TokenFor,
} from '@chowk/testing';
import { CompactEncrypt } from 'jose';
import { randomInt } from 'node:crypto';
import { notification } from '../src/notification.module.js';
import { TestScreen } from './test-screen.js';

const transportSecret = Buffer.alloc(32, 9);
const account = {
  sid: 'AC00000000000000000000000000000001',
  authToken: 'a-twilio-token-of-the-tests',
  from: '+15005550006',
};

/** Notification running on real servers, with a restaurant in Bengaluru; the other services are played by the test. */
export class RunningNotification {
  private constructor(
    readonly it: TestService,
    readonly twilio: TwilioSimulator,
    readonly tenant: Tenant,
    readonly outletId: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<RunningNotification> {
    const { sid, authToken, from } = account;
    const twilio = await startTwilioSimulator({ accounts: [{ sid, authToken, senders: [from] }], stepMs: 5 });
    const it = await startTestService(notification, { env: { ...environment(twilio.url), ...env } });
    return new RunningNotification(it, twilio, await it.addTenant({ name: 'Intellidine' }), newId());
  }

  get env(): Record<string, string> {
    return environment(this.twilio.url);
  }

  /** Another instance of the service: the same database, topics and Redis. */
  second(options: TestServiceOptions = {}): Promise<TestService> {
    const { database, kafka, auth } = this.it;
    return startTestService(notification, { database, kafka, auth, env: environment(this.twilio.url), ...options });
  }

  token(roles: TokenFor['roles'], partial: Partial<TokenFor> = {}): Promise<string> {
    return this.it.mintToken({ tenantId: this.tenant.id, roles, ...partial });
  }

  /** A cook of the outlet. */
  cook(partial: Partial<TokenFor> = {}): Promise<string> {
    return this.token(['KITCHEN'], { outlets: [this.outletId], ...partial });
  }

  connect(namespace: SocketNamespace, auth: object, service: TestService = this.it): Promise<TestScreen> {
    return TestScreen.open(service.url, namespace, auth);
  }

  tell(definition: EventDefinition, aggregateId: string, data: unknown, tenantId = this.tenant.id): Promise<void> {
    return this.it.kafka.send(messageOf(definition, { tenantId, aggregateId, data }));
  }

  /** A ticket for a station; answers its id. */
  async ticket(station = 'tawa', outletId = this.outletId, tenantId = this.tenant.id): Promise<string> {
    const ticketId = newId();
    await this.tell(TicketQueued, ticketId, ticketMother(ticketId, outletId, station), tenantId);
    return ticketId;
  }

  /** Many tickets in one go, in the order of one partition. */
  async tickets(count: number, outletId: string): Promise<void> {
    const messages = Array.from({ length: count }, () => {
      const id = newId();
      return messageOf(TicketQueued, {
        tenantId: this.tenant.id,
        aggregateId: id,
        data: ticketMother(id, outletId, 'tawa'),
      });
    });
    await this.it.kafka.send(...messages);
  }

  async placed(head: Parameters<typeof orderHeadMother>[0], tenantId = this.tenant.id): Promise<string> {
    const data = orderHeadMother({ outletId: this.outletId, ...head });
    await this.tell(OrderPlaced, data.orderId, placedMother(data), tenantId);
    return data.orderId;
  }

  async outlet(id: string, removed = false, version = 1): Promise<void> {
    const { id: tenantId } = this.tenant;
    await this.it.kafka.send(
      messageOf(OutletState, { tenantId, aggregateId: id, version, data: outletMother({ id, removed }) }),
    );
  }

  /** Asks for a one-time password to be sent; answers what is in it. */
  async otp(
    partial: { phone?: string; language?: string; expiresIn?: number; sealed?: string; eventId?: string } = {},
  ) {
    const phone = partial.phone ?? `+9198${randomInt(10_000_000, 99_999_999)}`;
    const code = String(randomInt(100_000, 999_999));
    const secret = { phone, code, tenantName: 'Intellidine', language: partial.language ?? 'en' };
    const sealed =
      partial.sealed ??
      (await new CompactEncrypt(Buffer.from(JSON.stringify(secret)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(transportSecret));
    const [challengeId, eventId] = [newId(), partial.eventId ?? newId()];
    const expiresAt = new Date(Date.now() + (partial.expiresIn ?? 300_000)).toISOString();
    const data = { challengeId, channel: 'SMS', expiresAt, sealed };
    const message = messageOf(OtpRequested, { tenantId: this.tenant.id, aggregateId: challengeId, eventId, data });
    await this.it.kafka.send(message);
    return { phone, code, challengeId, messageId: eventId, message };
  }

  /** What arrived at a phone. */
  async inbox(phone: string): Promise<string[]> {
    const answer = await fetch(`${this.twilio.url}/_control/inbox?to=${encodeURIComponent(phone)}`);
    const { messages } = (await answer.json()) as { messages: { body: string }[] };
    return messages.map(({ body }) => body);
  }

  /** Plants a fault of the provider. */
  async fault(fault: object): Promise<void> {
    const body = JSON.stringify({ match: { method: 'POST', path: '/2010-04-01/Accounts/*/Messages.json' }, ...fault });
    const answer = await fetch(`${this.twilio.url}/_control/faults`, { method: 'POST', body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  async message(id: string) {
    const [row] = await this.it.query<{
      state: string;
      sealed: string | null;
      attempts: number;
      doubts: number;
      failure: string | null;
      provider_id: string | null;
    }>('select * from outgoing_message where id = $1', [id]);
    return row;
  }

  async close(): Promise<void> {
    await this.it.close();
    await this.twilio.close();
  }
}

function environment(twilioUrl: string): Record<string, string> {
  return {
    TWILIO_URL: twilioUrl,
    TWILIO_ACCOUNT_SID: account.sid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_FROM: account.from,
    SMS_TIMEOUT_MS: '600',
    OTP_TRANSPORT_SECRET: transportSecret.toString('base64url'),
  };
}

export function ticketMother(ticketId: string, outletId: string, station: string) {
  return {
    ...{ ticketId, orderId: newId(), orderNumber: 'T-1', token: 7, outletId, station, businessDate: '2026-11-20' },
    ...{ tableLabel: 'T4', fulfilment: 'DINE_IN', status: 'QUEUED' },
    lines: [{ lineId: newId(), name: 'Masala dosa', quantity: 1, modifiers: [], notes: null }],
  };
}

function placedMother(head: ReturnType<typeof orderHeadMother>) {
  const price = { gross: 10_000, discount: 0, tax: 0, total: 10_000 };
  const what = { itemId: newId(), variantId: null, modifiers: [], name: 'Dosa', station: 'tawa', quantity: 1 };
  const lines = [{ lineId: newId(), lineIndex: 0, ...what, ...price }];
  return {
    ...head,
    lines,
    appliedRules: [],
    discount: 0,
    tax: 0,
    holdUntil: new Date(Date.now() + 900_000).toISOString(),
  };
}

/** Throws unless the frames of a room follow each other without gap or repetition, beginning after `after`. */
export function assertInOrder(frames: readonly RoomFrame[], after: number): void {
  frames.forEach(({ seq }, index) => {
    if (seq !== after + index + 1) throw new Error(`frame ${index} has number ${seq}, not ${after + index + 1}`);
  });
}
