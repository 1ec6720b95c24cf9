import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentCallIfAny } from '../context/call-context.js';
import { redactLine, withoutSecrets } from './redaction.js';

export type LogFields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly service: string;
  readonly level: string;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

/** A write for each line costs more than the line: lines wait for 4 KiB or half a second; the end of the process waits for them. */
const inPortions = { sync: false, minLength: 4096, periodicFlush: 500 };

/** Says what happened, one JSON line each, with the ids of the call it happened in. Injectable everywhere. */
export class Log {
  constructor(private readonly lines: PinoLogger) {}

  /** Opens the log of one service. */
  static open({ service, level, destination = pino.destination(inPortions) }: LogOptions): Log {
    const options = {
      level,
      base: { service },
      messageKey: 'message',
      errorKey: 'error',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
      // Errors are made plain there already
      serializers: { error: (told: unknown) => told },
      mixin: idsOfCall,
      hooks: { streamWrite: redactLine },
    };
    return new Log(pino(options, destination));
  }

  debug(message: string, fields: LogFields = {}): void {
    this.lines.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.lines.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.lines.warn(fields, message);
  }

  /** Something a person must look at; pass what was thrown as `error`. */
  error(message: string, fields: LogFields & { readonly error?: unknown } = {}): void {
    this.lines.error(fields, message);
  }

  /** True when lines of this level are written; for work that only a log line needs. */
  writes(level: 'debug' | 'info' | 'warn' | 'error'): boolean {
    return this.lines.isLevelEnabled(level);
  }

  /** Hands over what is still buffered; the last act of a process. */
  flush(): void {
    this.lines.flush();
  }
}

function idsOfCall(): object {
  const call = currentCallIfAny();
  if (!call) return {};
  return {
    requestId: call.requestId,
    traceId: traceIdOf(call.traceparent),
    tenantId: call.tenantId,
    userId: call.principal?.id,
  };
}

/** The trace id inside a W3C traceparent. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent?.split('-')[1];
}
