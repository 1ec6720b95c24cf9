/** A message the simulator took: queued, then sent, then what the phone's network makes of it. */
export interface KeptMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly segments: number;
  readonly statusCallback: string | null;
  readonly status: MessageStatus;
  /** How it will end. */
  readonly outcome: MessageOutcome;
  readonly errorCode: number | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly sentAt: string | null;
}

export type MessageOutcome = 'delivered' | 'undelivered' | 'failed';
export type MessageStatus = 'queued' | 'sent' | MessageOutcome;

/** The message as Twilio answers it (twilio.com/docs/messaging/api/message-resource). */
export function messageView(message: KeptMessage): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  const failed = message.status === 'undelivered' || message.status === 'failed';
  return {
    account_sid: message.accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: 'outbound-api',
    error_code: failed ? message.errorCode : null,
    error_message: failed ? 'The message could not be delivered' : null,
    from: message.from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

function rfc2822(iso: string): string {
  return new Date(iso).toUTCString().replace('GMT', '+0000');
}
