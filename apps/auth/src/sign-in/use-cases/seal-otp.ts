import type { sealedOtp } from '@chowk/contracts';
import type { ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { CompactEncrypt } from 'jose';
import type { z } from 'zod';
import { authConfig } from '../../config.js';

/** Seals what has to be sent so that notification alone can read it (JWE, dir + A256GCM). */
@Injectable()
export class SealOtp {
  constructor(@Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>) {}

  run(message: z.output<typeof sealedOtp>): Promise<string> {
    return new CompactEncrypt(Buffer.from(JSON.stringify(message)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(this.config.OTP_TRANSPORT_SECRET);
  }
}
