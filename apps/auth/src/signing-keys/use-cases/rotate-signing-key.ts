import { tokenAlgorithm } from '@chowk/contracts';
import { Clock, newId, type ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { exportJWK, generateKeyPair } from 'jose';
import { authConfig } from '../../config.js';
import { SigningKeyTable } from '../database/signing-key-table.js';
import { sealKey } from '../domain/sealed-key.js';

/**
 * Publishes a new signing key. It signs ten minutes later, when every verifier has seen it, and the one before stays public
 * until its last token has expired. Tells whether a key was added: not while the previous one still waits for its time.
 */
@Injectable()
export class RotateSigningKey {
  constructor(
    private readonly keys: SigningKeyTable,
    private readonly clock: Clock,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  async run(): Promise<boolean> {
    const { publicKey, privateKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
    const id = newId();
    const publicJwk = { ...(await exportJWK(publicKey)), kid: id, use: 'sig', alg: tokenAlgorithm };
    const sealedPrivate = sealKey(await exportJWK(privateKey), id, this.config.KEY_SECRET);
    return this.keys.append({ id, publicJwk, sealedPrivate }, this.clock.now());
  }
}
