import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { tokenAlgorithm, tokenAudience, tokenIssuer, type AccessClaims } from '@chowk/contracts';
import { newId } from '@chowk/kit';

type Said = Partial<Omit<AccessClaims, 'iss' | 'aud'>>;

/** Signs access tokens as auth does. */
export class TokenMint {
  private constructor(
    private readonly key: CryptoKey,
    readonly publicKey: JWK,
  ) {}

  static async open(kid = 'key-1'): Promise<TokenMint> {
    const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
    return new TokenMint(privateKey, { ...(await exportJWK(publicKey)), kid, alg: tokenAlgorithm, use: 'sig' });
  }

  /** A customer's token unless said otherwise. */
  async token(tenantId: string, said: Said = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { tid: tenantId, sid: newId(), kind: 'customer', roles: ['CUSTOMER'], ...said };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: tokenAlgorithm, kid: this.publicKey.kid ?? '', typ: 'at+jwt' })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setSubject(said.sub ?? newId())
      .setIssuedAt(said.iat ?? now)
      .setExpirationTime(said.exp ?? now + 900)
      .sign(this.key);
  }
}
