import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { tokenAlgorithm, tokenAudience, tokenIssuer, type AccessClaims } from '@chowk/contracts';
import { newId } from '@chowk/kit';

type Said = Partial<Omit<AccessClaims, 'iss' | 'aud'>>;

/** Signs access tokens as auth does. */
export class TokenMint {
  private constructor(
    private readonly key: CryptoKey,
    readonly publicKey: JWK,
    private readonly guestKey: CryptoKey,
    /** What order signs guests with. */
    readonly guestPublicKey: JWK,
  ) {}

  static async open(kid = 'key-1'): Promise<TokenMint> {
    const own = await generateKeyPair(tokenAlgorithm, { extractable: true });
    const guests = await generateKeyPair(tokenAlgorithm, { extractable: true });
    const usual = { alg: tokenAlgorithm, use: 'sig' };
    const ofGuests = { ...usual, kid: `${kid}-guests`, chowk_kind: 'guest' };
    return new TokenMint(own.privateKey, { ...(await exportJWK(own.publicKey)), ...usual, kid }, guests.privateKey, {
      ...(await exportJWK(guests.publicKey)),
      ...ofGuests,
    });
  }

  /** A customer's token unless said otherwise. */
  async token(tenantId: string, said: Said = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const isGuest = said.kind === 'guest';
    const kid = (isGuest ? this.guestPublicKey : this.publicKey).kid ?? '';
    const claims = { tid: tenantId, sid: newId(), kind: 'customer', roles: ['CUSTOMER'], ...said };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: tokenAlgorithm, kid, typ: 'at+jwt' })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setSubject(said.sub ?? newId())
      .setIssuedAt(said.iat ?? now)
      .setExpirationTime(said.exp ?? now + 900)
      .sign(isGuest ? this.guestKey : this.key);
  }
}
