import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { headersForCaller } from './answer-headers.js';

/** Gives the upgrade's answer to the caller and lets bytes go both ways until one side ends. */
export function joinSockets(answer: IncomingMessage, near: Socket, far: Duplex, head: Buffer): void {
  near.setTimeout(0);
  near.setNoDelay(true);
  near.write(`HTTP/1.1 101 Switching Protocols\r\n${linesOf(answer)}Connection: Upgrade\r\n\r\n`);
  if (head.length > 0) near.write(head);
  far.on('error', () => far.destroy());
  far.pipe(near);
  near.pipe(far);
  endTogether(near, far);
}

/** Gives the caller of an upgrade the answer of a service that declined it, and ends the connection with it. */
export function declineSocket(answer: IncomingMessage, near: Socket): void {
  const { statusCode = 502, statusMessage = '' } = answer;
  near.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${linesOf(answer)}Connection: close\r\n\r\n`);
  pipeline(answer, near, (error) => {
    if (error) near.destroy();
  });
}

function linesOf(answer: IncomingMessage): string {
  const upgrade = answer.headers.upgrade;
  const all = { ...headersForCaller(answer), ...(upgrade === undefined ? {} : { Upgrade: upgrade }) };
  return Object.entries(all)
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}\r\n`))
    .join('');
}

/** Sockets of an HTTP server may stay half open for ever; a WebSocket that one side has ended is over. */
function endTogether(near: Socket, far: Duplex): void {
  near.once('end', () => near.end());
  near.once('close', () => far.destroy());
  far.once('close', () => near.destroy());
}
