import { Clock, clockOffsetHeader, NoTenant, raw, Summary, type RawAnswer } from '@chowk/kit';
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
  @Summary('Public keys that access tokens are verified with')
  async keySet(): Promise<RawAnswer> {
    const { offsetMs } = this.clock;
    const moved = offsetMs === 0 ? {} : { [clockOffsetHeader]: String(offsetMs) };
    const keys = await this.keys.published();
    return raw(JSON.stringify({ keys }), 'application/jwk-set+json', { ...headers, ...moved });
  }
}
