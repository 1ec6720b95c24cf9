import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  /** The code in the error envelope, if the body is one. */
  readonly code: string | undefined;
  readonly text: string;
}

/** Sends bytes as they are on a connection of their own; resolves with the first answer when the gateway ends the connection, or has answered. */
export async function rawCall(url: string, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  for (const part of parts) socket.write(part);
  return answerOn(socket);
}

/** The next whole answer on a socket. */
export async function answerOn(socket: Socket): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  let text = '';
  const read = (): RawAnswer | undefined => {
    const [head = '', ...rest] = text.replace(/^HTTP\/1\.1 100[^]*?\r\n\r\n/, '').split('\r\n\r\n');
    const body = rest.join('\r\n\r\n');
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    if (rest.length === 0 || length === undefined || Buffer.byteLength(body) < Number(length)) return undefined;
    return {
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
      head,
      text: body,
      code: /"code":"(\w+)"/.exec(body)?.[1],
    };
  };
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const answer = read();
    if (answer) resolve(answer);
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`The connection ended without a whole answer: ${text.slice(0, 500)}`)));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
