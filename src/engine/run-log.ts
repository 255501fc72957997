import { inspect } from 'node:util';
import type { Logger } from '../components/component.ts';
import { messageOf } from '../lib/errors.ts';
import type { Redactor } from '../lib/redact.ts';
import { now } from '../lib/time.ts';
import type { LogLevel, LogLine } from '../models/logs.ts';

const LONGEST_LINE = 64 * 1024;
/** Lines and errors as long as this may have been cut where they come from. */
export const OFTEN_CUT = 4000;

/** How much one run may write. */
export type LogLimits = { lines: number; bytes: number };

/** Lines of one run, redacted and within the limits, until the journal takes them. */
export class RunLog {
  readonly #executionId: string;
  readonly #redact: Redactor;
  readonly #limits: LogLimits;
  #sequence: number;
  #bytes: number;
  #lines: LogLine[] = [];

  /** @param before what a run that is taken up again has written already */
  constructor(
    executionId: string,
    redact: Redactor,
    limits: LogLimits,
    before: { sequence: number; bytes: number },
  ) {
    this.#executionId = executionId;
    this.#redact = redact;
    this.#limits = limits;
    this.#sequence = before.sequence;
    this.#bytes = before.bytes;
  }

  take(): LogLine[] {
    if (this.#lines.length === 0) return [];
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  write(level: LogLevel, step: string, message: string): void {
    const { lines, bytes } = this.#limits;
    if (this.#sequence >= lines || this.#bytes >= bytes) return;
    if (this.#sequence === lines - 1) {
      this.#add('warn', step, `More lines were left out: the limit is ${lines} per execution.`);
      return;
    }
    const text = this.#redact(message, message.length >= OFTEN_CUT);
    const short = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}… (cut at 64 KB)` : text;
    this.#bytes += Buffer.byteLength(short);
    if (this.#bytes < bytes) {
      this.#add(level, step, short);
      return;
    }
    const most = `${Math.round(bytes / 1024 / 1024)} MB`;
    this.#bytes = bytes;
    this.#add('warn', step, `More lines were left out: the limit is ${most} of log per execution.`);
  }

  #add(level: LogLevel, step: string, message: string): void {
    this.#sequence += 1;
    const line = { executionId: this.#executionId, sequence: this.#sequence, at: now() };
    this.#lines.push({ ...line, level, step, message });
  }

  loggerFor(step: string): Logger {
    const at =
      (level: LogLevel) =>
      (...values: unknown[]) =>
        this.write(level, step, values.map(textOf).join(' '));
    return {
      metric: at('info'),
      trace: at('trace'),
      debug: at('debug'),
      info: at('info'),
      log: at('info'),
      warn: at('warn'),
      error: at('error'),
    };
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    if (value instanceof Error) return messageOf(value);
    if (typeof value !== 'object' || value === null) return String(value);
    return JSON.stringify(value) ?? inspect(value, { depth: 4 });
  } catch {
    return inspect(value, { depth: 4 });
  }
}
