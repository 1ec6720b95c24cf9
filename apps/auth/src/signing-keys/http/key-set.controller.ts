import { signingKeys } from '@chowk/contracts';
import { Clock, clockOffsetHeader, NoTenant, OperationId, raw, Succeeds, Summary, type RawAnswer } from '@chowk/kit';
import { Controller, Get } from '@nestjs/common';
import { KeyRing } from '../use-cases/key-ring.js';

/** Verifiers may keep the set for five minutes: half of the time a new key is public before it signs. */
const headers = { 'cache-control': 'public, max-age=300' };

/** The public half of the keys that access tokens are signed with (RFC 7517). */
@Controller('.well-known')
export class KeySetController {
  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  @Get('jwks.json')
  @NoTenant()
  @OperationId('getSigningKeys')
  @Summary(
    'Public keys that access tokens are verified with',
    'The public keys (JWK set, ES256) that access tokens of people, tablets and guests are signed with. Services that verify tokens themselves keep it and ask again when they meet an unknown `kid`; frontends do not need it.',
  )
  @Succeeds({ bytes: 'application/jwk-set+json', tells: 'The keys, without the envelope.', shape: signingKeys })
  async keySet(): Promise<RawAnswer> {
    const { offsetMs } = this.clock;
    const moved = offsetMs === 0 ? {} : { [clockOffsetHeader]: String(offsetMs) };
    const keys = await this.keys.published();
    return raw(JSON.stringify({ keys }), 'application/jwk-set+json', { ...headers, ...moved });
  }
}
