import { bytesOfId, idOfBytes, TokenMark } from '../../sign-in/domain/token-mark.js';

/** What a device token says to us and to nobody else. */
export interface DeviceToken {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly secret: Buffer;
}

const tokenBytes = 16 + 16 + 32;

/** Writes and reads device tokens: tenant, device, secret, and a mark that only we can make. */
export class DeviceTokens {
  readonly #mark: TokenMark;

  /** `keySecret`: 32 bytes; another one makes all tokens issued before invalid, and every tablet has to be paired again. */
  constructor(keySecret: Uint8Array) {
    this.#mark = new TokenMark(keySecret, 'chowk device token mark', tokenBytes);
  }

  write({ tenantId, deviceId, secret }: DeviceToken): string {
    return this.#mark.write(Buffer.concat([bytesOfId(tenantId), bytesOfId(deviceId), secret]));
  }

  /** The token's content, or undefined for anything that was not written here. */
  read(text: string): DeviceToken | undefined {
    const body = this.#mark.read(text);
    return (
      body && {
        tenantId: idOfBytes(body.subarray(0, 16)),
        deviceId: idOfBytes(body.subarray(16, 32)),
        secret: Buffer.from(body.subarray(32)),
      }
    );
  }
}
